"""Reading a data version: its rows in their fixed order, with texts from the corpus version that it pins."""

# ruff: noqa: S608  (SQL is put together from this package's own words)

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.balancing.manifest import ROWS, Manifest, read_manifest
from core.cleaning import giving
from core.errors import ConflictError, NotFoundError
from core.records import DataVersion
from core.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from core.corpus import Corpus
    from core.corpus.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """One segment of a data version; a tag that is missing is None."""

    id: str
    text: str
    language: str
    formality: str | None
    domain: str | None
    split: str
    group: str


def read_rows(ws: Workspace, version: DataVersion) -> list[FrozenRow]:
    """All rows of a data version, ordered by id.

    Raises NotFoundError where its files are gone, ConflictError where its corpus version lacks some of its segments.
    """
    return [FrozenRow(**row) for row in frozen_table(ws, version).to_pylist()]


def frozen_table(ws: Workspace, version: DataVersion, columns: Sequence[str] = ("text",)) -> "pa.Table":
    """The frozen columns (id, split, group, language, formality, domain) and chosen ones of the corpus, ordered by id.

    `text` is as the pinned filter policy gives it out (`cleaning.giving`). Raises what `read_rows` raises.
    """
    rows, manifest = frozen_rows_table(version), manifest_of(version)
    project_id, pin = version.project_id, manifest.pin
    policy = ws.ledger.policies.at(project_id, pin.policy_version)
    gives = "text" in columns and (giving.form(policy) or manifest.singly)
    beside = [f"{sql} as {name}" for name, sql in giving.READ.items()] if gives else []
    chosen = ", ".join([*(f"s.{name}" for name in columns), *beside])
    with _opened(ws, version, pin.event_seq if manifest.singly else None) as snapshot, snapshot.registered(frozen=rows):
        found = snapshot.sql(f"select f.*, {chosen} from segments s join frozen f on f.id = s.id order by f.id")
    if len(found) != len(rows):
        raise ConflictError(
            f"{len(rows) - len(found)} segments of “{version.name}” are missing from the corpus.",
            hint="Restore the corpus from a backup, or freeze a new data version.",
        )
    return giving.given_out(found, policy) if gives else found


def _opened(ws: Workspace, version: DataVersion, event_seq: int | None) -> "Snapshot":
    """The texts of a data version; with people's decisions up to `event_seq`, where they are needed."""
    from core.corpus.snapshot import Snapshot

    corpus, number = texts_of(ws, version)
    if event_seq is None:
        return Snapshot.of(corpus, number)
    return ws.snapshot(version.project_id, version=number, corpus=corpus, event_seq=event_seq)


def texts_of(ws: Workspace, version: DataVersion) -> tuple["Corpus", int | None]:
    """The table that holds a data version's texts and which version of it: the pinned one of the corpus, or the newest
    of its own table after an erasure."""
    if version.detached:
        return ws.version_corpus(version.project_id, version.number), None
    return ws.corpus(version.project_id), version.corpus_version


def frozen_rows_table(version: DataVersion) -> "pa.Table":
    """The rows of a data version without texts, ordered by id. Raises NotFoundError where they are gone."""
    import pyarrow.parquet as pq

    path = Path(version.path) / ROWS
    if not path.is_file():
        raise NotFoundError(f"The rows of “{version.name}” are gone: {path}.", hint="Restore them from a backup.")
    return pq.read_table(path)


def manifest_of(version: DataVersion) -> Manifest:
    """The manifest of a data version. Raises NotFoundError."""
    return read_manifest(Path(version.path))


def version_folder(ws: Workspace, project_id: str, number: int) -> Path:
    """Where a data version's files lie."""
    return ws.project_folder(project_id) / "versions" / str(number)
