"""Exports: segments with their tags as one file or folder, streamed, so that memory does not grow with the project.

Formats: CSV, JSON lines, Parquet, Label Studio's JSON, CoNLL-U, and a folder as `datasets.load_dataset` reads it, with
one Parquet file a split, class labels and a card. What goes out comes in again with the same labels. Each file is
written under a temporary name and renamed when it is whole.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidInputError
from core.records import DataVersion, Project, Selection
from core.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from core.balancing.export_rows import ExportRows
    from core.balancing.writers import Writer

SPLIT_NAMES = {"train": "train", "dev": "validation", "test": "test"}  # what the datasets library calls them

OnRows = Callable[[int, int], None]


class Format(StrEnum):
    """The formats of exports."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    LABEL_STUDIO = "label-studio"
    CONLLU = "conllu"
    HUGGING_FACE = "hf"  # a zipped folder

    @property
    def suffix(self) -> str:
        """What its files' names end with, without the dot."""
        return {Format.LABEL_STUDIO: "json", Format.HUGGING_FACE: "zip"}.get(self, self.value)


class ExportChoice(BaseModel):
    """What is exported and how: a data version by number, or else the selection as it is now."""

    model_config = ConfigDict(frozen=True)

    format: Format = Field(
        description="csv, jsonl, parquet, label-studio, conllu, or hf for a folder as the datasets library reads it."
    )
    version: int | None = Field(default=None, ge=1, description="Number of a data version.")
    selection: Selection = Field(default=Selection(), description="Which segments, where no data version is given.")
    mixed: bool = Field(default=False, description="Train rows in drawn order, as often as the mixture says.")
    bom: bool = Field(default=False, description="CSV: begin with a mark by which Excel sees that it is UTF-8.")
    guard: bool = Field(default=True, description="CSV: put an apostrophe before cells that a spreadsheet would run.")


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export. `changed_cells` got an apostrophe (see `writers`); `erased` rows of the data version were
    erased on request since it was frozen, so they are missing."""

    path: Path
    rows: int
    bytes: int
    changed_cells: int = 0
    erased: int = 0


def export(
    ws: Workspace, project_id: str, choice: ExportChoice, folder: Path, on_rows: OnRows | None = None
) -> Exported:
    """Write the export into `folder` and return its one file (the Hugging Face folder is zipped).

    `on_rows(done, total)` hears after each batch and may raise to stop. Raises NotFoundError (data version),
    InvalidInputError (a mixture of what is no data version).
    """
    version = ws.ledger.data_versions.by_number(project_id, choice.version) if choice.version else None
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{project_id}-v{version.number}" if version else project_id
    erased = version.erased if version else 0
    with _rows(ws, project_id, choice, version) as rows:
        heard = _Heard(rows, on_rows)
        if choice.format is Format.HUGGING_FACE:
            from core.balancing.hub_folder import write_folder

            project = ws.ledger.projects.get(project_id)
            classes = _classes(ws, project)

            def write(into: Path) -> None:
                write_folder(into, project, version, rows.schema, heard, classes=classes)

            path = _zipped(folder / name, write)
            return Exported(path, heard.done, path.stat().st_size, erased=erased)
        path = folder / f"{name}.{choice.format.suffix}"
        partial = path.with_name(f".{path.name}.partial")
        changed = _writer(choice)(partial, rows.schema, heard)
        partial.replace(path)
        return Exported(path, heard.done, path.stat().st_size, changed, erased)


class _Heard:
    """The tables of an export, counted as they pass."""

    def __init__(self, rows: "ExportRows", on_rows: OnRows | None) -> None:
        self._rows, self._on_rows = rows, on_rows
        self.done = 0

    def __iter__(self) -> "Iterator[pa.Table]":
        for table in self._rows.tables:
            yield table
            self.done += len(table)
            if self._on_rows:
                self._on_rows(self.done, self._rows.total)


def _rows(
    ws: Workspace, project_id: str, choice: ExportChoice, version: DataVersion | None
) -> "AbstractContextManager[ExportRows]":
    from core.balancing.export_rows import mixed_rows, selected_rows, version_rows

    if choice.mixed and version is None:
        raise InvalidInputError("Only a data version has a mixture.", hint="Freeze one first, or export without it.")
    if version is None:
        return selected_rows(ws, project_id, choice.selection)
    return mixed_rows(ws, version) if choice.mixed else version_rows(ws, version)


def _writer(choice: ExportChoice) -> "Writer":
    from core.balancing.conllu_writer import write_conllu
    from core.balancing.label_studio_writer import write_label_studio
    from core.balancing.writers import CsvWriter, write_jsonl, write_parquet

    writers: dict[Format, Writer] = {
        Format.CSV: CsvWriter(bom=choice.bom, guard=choice.guard),
        Format.JSONL: write_jsonl,
        Format.PARQUET: write_parquet,
        Format.LABEL_STUDIO: write_label_studio,
        Format.CONLLU: write_conllu,
    }
    return writers[choice.format]


def _classes(ws: Workspace, project: Project) -> dict[str, tuple[str, ...]]:
    """The columns of labels with the values that their schemes have."""
    from core.balancing.export_rows import label_column
    from core.tagging.schemes import of_project

    return {label_column(scheme.id): scheme.keys() for scheme in of_project(ws, project.id)}


def _zipped(folder: Path, write: Callable[[Path], None]) -> Path:
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / folder.name).mkdir(parents=True)
    write(partial / folder.name)
    archive = Path(shutil.make_archive(str(partial), "zip", root_dir=partial))
    shutil.rmtree(partial)
    return archive.replace(folder.with_suffix(".zip"))
