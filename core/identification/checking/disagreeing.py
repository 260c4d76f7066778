"""Segments on which two detectors disagree: which languages they say, and the segments to be read.

What a detector says is its first vote. Nothing is asked anew: the votes are stored. Where a detector gave no vote, or
said a label without a meaning, it does not disagree.
"""

from dataclasses import dataclass

from core.corpus.snapshot import Snapshot
from core.identification import labels

_VOTES = """from_json(votes, '[{"detector":"VARCHAR","tag":"VARCHAR","score":"DOUBLE"}]')"""
_SAID = "list_filter({}, lambda vote: vote.detector = ${})[1].tag".format
_PAIRS = f"""select id, number, {_SAID(_VOTES, "first")} as one, {_SAID(_VOTES, "second")} as other from segments
    where votes is not null and relation is distinct from 'document'"""  # noqa: S608 — the program's own words
_DETECTORS = f"select distinct unnest({_VOTES}).detector as name from segments where votes is not null order by name"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`rows` segments of which the first detector says `one` and the second `other`."""

    one: str
    other: str
    rows: int


def detectors(snapshot: Snapshot) -> list[str]:
    """The detectors whose votes are stored."""
    return [str(row["name"]) for row in snapshot.sql(_DETECTORS).to_pylist()]


def disagreements(snapshot: Snapshot, first: str, second: str) -> list[Disagreement]:
    """What two detectors say differently, most frequent first; a wider label of the same language is no difference."""
    query = f"select one, other, count(*) as n from ({_PAIRS}) where one <> other group by 1, 2 order by n desc, 1, 2"  # noqa: S608
    found = snapshot.sql(query, {"first": first, "second": second}).to_pylist()
    return [
        Disagreement(row["one"], row["other"], row["n"])
        for row in found
        if not (labels.says(row["one"], row["other"]) or labels.says(row["other"], row["one"]))
    ]


def disagreeing(
    snapshot: Snapshot, first: str, second: str, *, one: str | None = None, other: str | None = None, limit: int
) -> list[str]:
    """Ids of segments on which they disagree, in the order of arrival; `one` and `other` narrow it to what they say."""
    pairs = disagreements(snapshot, first, second)
    wanted = [pair for pair in pairs if one in (None, pair.one) and other in (None, pair.other)]
    query = f"""select id from ({_PAIRS}) where list_contains($wanted::varchar[], one || ' ' || other)
        order by number limit {int(limit)}"""  # noqa: S608
    names = [f"{pair.one} {pair.other}" for pair in wanted]
    found = snapshot.sql(query, {"first": first, "second": second, "wanted": names})
    return [str(name) for name in found["id"].to_pylist()]
