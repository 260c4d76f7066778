"""Data sets of the Hugging Face hub, or of a folder laid out like one: read as a stream through `datasets`.

The revision is resolved to a commit before anything is read and is part of the source's identity, so that the same data
set later is another source and the same one again adds nothing. No code of a data set is ever run (`datasets` has no
such way any more), and its card may not name files outside of it. Rows are numbered from 1 as the split has them,
whatever filter or cap there is. A column of translations gives one row a language, linked to the first.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from core import languages
from core.collection.cursors import Cursor
from core.collection.mapping import ColumnMapping, guess
from core.collection.options import ReadOptions
from core.collection.sources.files.base import Batch
from core.collection.sources.hub_rows import HubRows, Wanted
from core.errors import InvalidInputError, UnreadableFileError
from core.records import Scheme
from core.tagging.schemes import presets

if TYPE_CHECKING:
    from datasets import DatasetBuilder

ROWS = 20_000  # a batch
TIMEOUT = 20  # seconds for the hub to name the revision
_NAME = re.compile(r"\w[\w.-]{0,95}(/\w[\w.-]{0,95})?")


class HubChoice(BaseModel):
    """What is asked for: a data set by name, or a `folder` in hub layout; `languages` and `rows` cut it down."""

    model_config = ConfigDict(frozen=True)

    name: str
    folder: bool = False
    config: str | None = None
    split: str = "train"
    revision: str | None = None
    mapping: ColumnMapping | None = None
    languages: tuple[str, ...] = ()  # only rows of these, by the column that says the language
    rows: int | None = None  # at most so many

    @property
    def shown(self) -> str:
        """Its name in reports."""
        name = Path(self.name).name if self.folder else self.name
        return ":".join(part for part in (name, self.config, self.split) if part)


class PreparedHub(BaseModel):
    """A data set ready to be read, with the revision that its name stood for."""

    choice: HubChoice
    revision: str
    identity: str
    mapping: ColumnMapping
    licence: str = ""
    total: int = 0  # rows of the split where the card says so, else 0
    options: ReadOptions = ReadOptions(format="hub")

    @property
    def readable(self) -> str:
        """Which data set it is, for whoever keeps it open."""
        return self.identity

    def open(self) -> "HubReader":
        """A reader over it. Raises UnreadableFileError."""
        return HubReader(self)


class HubReader:
    """An opened split; `Cursor.offset` counts its rows, `Cursor.rows` those that were taken."""

    def __init__(self, prepared: PreparedHub) -> None:
        self.options, self.total = prepared.options, prepared.total
        self._choice, self._revision, self._mapping = prepared.choice, prepared.revision, prepared.mapping

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` on. Raises UnreadableFileError where the hub stops answering."""
        at = cursor or Cursor()
        stream = _stream(self._choice, self._revision)
        rows = HubRows(stream.features)
        wanted = frozenset(languages.standard_tag(tag) for tag in self._choice.languages)
        tables = iter(stream.select_columns(list(rows.columns)).skip(at.offset).with_format("arrow").iter(ROWS))
        while table := _next(tables, self._choice):
            left = None if self._choice.rows is None else self._choice.rows - at.rows
            if left is not None and left <= 0:
                return
            batch = rows.batch(table, at, Wanted(wanted, self._mapping, left))
            yield batch
            at = batch.cursor


def prepare_hub(choice: HubChoice, schemes: Sequence[Scheme] = ()) -> PreparedHub:
    """Resolve the revision and guess the columns. Raises InvalidInputError and UnreadableFileError."""
    if choice.languages:
        for tag in choice.languages:
            languages.standard_tag(tag)
    revision, licence = _revision(choice)
    stream = _stream(choice, revision)
    first = _first(choice, revision)
    mapping = choice.mapping or guess(first, schemes)
    mapping.check(first.column_names)
    if choice.languages and mapping.language is None:
        raise InvalidInputError(
            "No column of this data set says the language, so rows cannot be chosen by it.",
            hint="Name the column, or leave the languages away.",
        )
    about = (stream.info.splits or {}).get(choice.split)
    where = "folder" if choice.folder else "hub"
    names = [where, "" if choice.folder else choice.name, choice.config or "", choice.split, revision]
    return PreparedHub(
        choice=choice,
        revision=revision,
        identity=f"hub:{hashlib.sha256('|'.join(names).encode()).hexdigest()}",
        mapping=mapping,
        licence=licence,
        total=int(getattr(about, "num_examples", 0) or 0),
    )


def first_rows(choice: HubChoice, limit: int = 20) -> tuple[PreparedHub, pa.Table]:
    """What an import would read, and the first rows as string columns, for a preview. Raises like `prepare_hub`."""
    prepared = prepare_hub(choice, tuple(presets().values()))
    return prepared, _first(choice, prepared.revision).slice(0, limit)


def _first(choice: HubChoice, revision: str) -> pa.Table:
    """The first rows as string columns."""
    rows = HubRows(_stream(choice, revision).features)
    stream = _stream(choice, revision).select_columns(list(rows.columns))
    table = _next(iter(stream.with_format("arrow").iter(200)), choice)
    if table is None:
        raise UnreadableFileError(f"{choice.shown} holds no rows.", hint="Choose another split.")
    return rows.batch(table, Cursor(), Wanted()).table


def _next(tables: Iterator[pa.Table], choice: HubChoice) -> pa.Table | None:
    try:
        return next(tables, None)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _unreadable(choice, error) from error


def _stream(choice: HubChoice, revision: str) -> Any:
    """The split as a stream of `datasets`, whose files all lie within the data set."""
    from datasets import load_dataset_builder

    try:
        builder = load_dataset_builder(choice.name, choice.config, revision=None if choice.folder else revision)
        _check_files(builder, choice)
        return builder.as_streaming_dataset(split=choice.split)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _unreadable(choice, error) from error


def _check_files(builder: "DatasetBuilder", choice: HubChoice) -> None:
    """Refuse a card that names files elsewhere: it would make this machine read or fetch what nobody chose."""
    root = Path(choice.name).resolve()
    for files in (builder.config.data_files or {}).values():
        for file in files:
            inside = file.startswith(f"hf://datasets/{choice.name}@")
            if choice.folder:
                inside = "://" not in file and Path(file).resolve().is_relative_to(root)
            if not inside:
                raise UnreadableFileError(
                    f"{choice.shown} names a file outside of itself: {file}", hint="It was not read. Tell its authors."
                )


def _revision(choice: HubChoice) -> tuple[str, str]:
    """The commit (for a folder a hash of its files) and the licence of the card."""
    if choice.folder:
        return _folder_revision(Path(choice.name)), _licence(Path(choice.name) / "README.md")
    if not _NAME.fullmatch(choice.name) or Path(choice.name).exists():
        raise InvalidInputError(
            f"“{choice.name}” is no name of a data set on the hub.",
            hint="Such a name looks like owner/name. A folder in hub layout is chosen as a folder.",
        )
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        found = HfApi().dataset_info(choice.name, revision=choice.revision, timeout=TIMEOUT)
    except (HfHubHTTPError, httpx2.HTTPError, OSError, ValueError) as error:
        raise _unreadable(choice, error) from error
    licence = found.card_data.get("license") if found.card_data else None
    return str(found.sha), ", ".join(licence) if isinstance(licence, list) else str(licence or "")


def _folder_revision(folder: Path) -> str:
    if not folder.is_dir():
        raise InvalidInputError(f"{folder} is no folder.", hint="Name a folder in the layout of a data set.")
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            digest.update(f"{path.relative_to(folder)}\n".encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _licence(card: Path) -> str:
    """The licence that a card names in its head."""
    import yaml

    if not card.is_file():
        return ""
    parts = card.read_text(encoding="utf-8", errors="replace").split("---\n", 2)
    try:
        head = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0].strip() else {}
    except yaml.YAMLError:
        return ""
    found = head.get("license") if isinstance(head, dict) else None
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found or "")


def _unreadable(choice: HubChoice, error: Exception) -> UnreadableFileError:
    if isinstance(error, UnreadableFileError):
        return error
    said = " ".join(str(error).split())[:300] or type(error).__name__
    return UnreadableFileError(
        f"The data set {choice.shown} cannot be read: {said}",
        hint="Check name, configuration, split and revision, and whether this machine reaches huggingface.co.",
    )
