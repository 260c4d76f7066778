"""What stands around a segment, asked for while tagging: its neighbours, its source, its other languages, the votes."""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.corpus.rows import SegmentRow, Vote
from core.errors import NotFoundError
from core.languages import direction_of
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

NEIGHBOURS = 3
VERSIONS = 50
_IS_NEIGHBOUR = "source_id = $source and document_id = $document and relation is distinct from 'document'"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text beside the segment. `relation` says how another version is related: `parent`, `child` or `sibling`, and
    what the corpus calls it (`translation-of`); empty for neighbours. `is_machine` marks a machine's text."""

    segment_id: str
    text: str
    language: str | None
    direction: str
    relation: str = ""
    called: str = ""
    is_machine: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """`before` and `after` are in the order of the document; `url` is where the text was found, "" where unknown."""

    segment_id: str
    source: str
    url: str
    document: str
    licence: str
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    versions: tuple[Passage, ...]
    votes: tuple[Vote, ...]


def context(ws: Workspace, project_id: str, segment_id: str, neighbours: int = NEIGHBOURS) -> Context:
    """The context of a segment. Raises NotFoundError (project, segment)."""
    with ws.snapshot(project_id) as snapshot:
        found = snapshot.rows([segment_id])
        if not found:
            raise NotFoundError(f"There is no segment “{segment_id}” in this project.", hint="Load the page again.")
        row = found[0]
        before = _beside(snapshot, row, "position < $position", "desc", neighbours)
        after = _beside(snapshot, row, "position > $position", "asc", neighbours)
        versions = _versions(snapshot, row)
    segment = row.segment
    source = next((one for one in ws.ledger.sources.list(project_id) if one.id == segment.source_id), None)
    return Context(
        segment_id=segment_id,
        source=source.name if source else segment.source_id,
        url=segment.url or (source.locator if source and source.kind == "web" else ""),
        document=segment.document_id,
        licence=segment.licence or (source.licence if source else ""),
        before=before[::-1],
        after=after,
        versions=versions,
        votes=row.votes,
    )


def _beside(snapshot: "Snapshot", row: SegmentRow, condition: str, direction: str, limit: int) -> tuple[Passage, ...]:
    """The nearest rows of the same document; whole texts that were cut into sentences are none."""
    segment = row.segment
    rows = snapshot.sql(
        f"select id from segments where {_IS_NEIGHBOUR} and {condition}"
        f" order by position {direction} limit {int(limit)}",
        {"source": segment.source_id, "document": segment.document_id, "position": segment.position},
    )
    return tuple(_passage(one) for one in snapshot.rows(rows["id"].to_pylist()))


def _versions(snapshot: "Snapshot", row: SegmentRow) -> tuple[Passage, ...]:
    """What it was made from, what was made from it, and what else was made from the same; sentences of it are none."""
    parent = row.segment.parent_id or ""
    ids = snapshot.sql(
        "select id from segments where id <> $id and relation is distinct from 'sentence-of'"
        " and (id = $parent or parent_id = $id or (parent_id = $parent and $parent <> ''))"
        f" order by number limit {VERSIONS}",
        {"id": row.segment.id, "parent": parent if row.segment.relation != "sentence-of" else ""},
    )["id"].to_pylist()
    return tuple(_passage(one, _relation(one, row)) for one in snapshot.rows(ids))


def _relation(other: SegmentRow, row: SegmentRow) -> str:
    if other.segment.id == row.segment.parent_id:
        return "parent"
    return "child" if other.segment.parent_id == row.segment.id else "sibling"


def _passage(row: SegmentRow, relation: str = "") -> Passage:
    segment = row.segment
    return Passage(
        segment_id=segment.id,
        text=segment.text,
        language=row.tag,
        direction=direction_of(segment.text, row.tag),
        relation=relation,
        called=(segment.relation or "") if relation else "",
        is_machine=segment.origin.value == "machine",
    )
