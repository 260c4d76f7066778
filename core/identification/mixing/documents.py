"""Segments in another language than nearly all of their document: a quotation, a switch, or a mistake.

What a person said of a segment's language counts for the detectors'. Documents of fewer than LEAST_SEGMENTS segments
with a language say nothing.
"""

from dataclasses import dataclass

from core.corpus.snapshot import Snapshot

LEAST_SEGMENTS = 5
NEARLY_ALL = 0.8  # of the document's other segments

_OUT_OF_PLACE = f"""
    with named as (select id, number, document_id, tag from segments
                   where tag is not null and relation is distinct from 'document'),
    counts as (select document_id, tag, count(*) as n from named group by all),
    documents as (select document_id, arg_max(tag, n) as main, max(n) as most, sum(n)::bigint as total
                  from counts group by document_id having total >= {LEAST_SEGMENTS})
    select named.id, named.number, named.document_id, named.tag, main, most / (total - 1) as share
    from named join documents using (document_id)
    where named.tag <> main and most >= {NEARLY_ALL} * (total - 1)"""  # noqa: S608 — the program's own words


@dataclass(frozen=True, slots=True)
class OutOfPlace:
    """Segments in `tag` within documents that are in `main`: how many."""

    tag: str
    main: str
    rows: int


def out_of_place(snapshot: Snapshot) -> list[OutOfPlace]:
    """How many segments stand in a document of another language, by both languages, most frequent first."""
    query = f"select tag, main, count(*) as n from ({_OUT_OF_PLACE}) group by all order by n desc, tag, main"  # noqa: S608
    return [OutOfPlace(row["tag"], row["main"], row["n"]) for row in snapshot.sql(query).to_pylist()]


def segments_out_of_place(
    snapshot: Snapshot, *, tag: str | None = None, main: str | None = None, limit: int
) -> list[str]:
    """Their ids in the order of arrival; `tag` and `main` narrow it."""
    query = f"""select id from ({_OUT_OF_PLACE}) where ($tag is null or tag = $tag) and ($main is null or main = $main)
        order by number limit {int(limit)}"""  # noqa: S608
    return [str(name) for name in snapshot.sql(query, {"tag": tag, "main": main})["id"].to_pylist()]
