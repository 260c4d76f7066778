"""Mixed segments to be read: how many switch between which languages, page by page with their spans."""

from dataclasses import dataclass

from core.corpus.rows import SegmentRow
from core.corpus.snapshot import Snapshot
from core.identification.mixing.spans import Span, from_json, shares

OWN = "coalesce(tag, 'und')"


@dataclass(frozen=True, slots=True)
class Pair:
    """`rows` segments in `language` ('und' where none is named) that switch to `second`."""

    language: str
    second: str
    rows: int


@dataclass(frozen=True, slots=True)
class MixedRow:
    """A mixed segment, its spans, and each language's share of its letters, largest first."""

    row: SegmentRow
    spans: tuple[Span, ...]
    shares: dict[str, float]


def pairs(snapshot: Snapshot) -> list[Pair]:
    """How many segments switch between which languages, most frequent first."""
    query = f"""select {OWN} as own, second_language as second, count(*) as n from segments
        where second_language is not null group by all order by n desc, own, second"""  # noqa: S608
    return [Pair(row["own"], row["second"], row["n"]) for row in snapshot.sql(query).to_pylist()]


def mixed_ids(
    snapshot: Snapshot,
    *,
    language: str | None = None,
    second: str | None = None,
    least_share: float = 0.0,
    after: int = -1,
    limit: int,
) -> list[str]:
    """Ids of mixed segments in the order of arrival, after the one with the number `after`."""
    query = f"""select id from segments where second_language is not null and number > $after
        and second_share >= $least and ($language is null or {OWN} = $language)
        and ($second is null or second_language = $second) order by number limit {int(limit)}"""  # noqa: S608
    given = {"after": after, "least": least_share, "language": language, "second": second}
    return [str(name) for name in snapshot.sql(query, given)["id"].to_pylist()]


def mixed_rows(snapshot: Snapshot, ids: list[str]) -> list[MixedRow]:
    """These segments with their spans, in the order asked for."""
    query = "select id, spans from segments where id in (select unnest($ids::varchar[]))"
    stored = {row["id"]: from_json(row["spans"]) for row in snapshot.sql(query, {"ids": ids}).to_pylist()}
    return [
        MixedRow(row, stored[row.segment.id], shares(row.segment.text, stored[row.segment.id]))
        for row in snapshot.rows(ids)
    ]
