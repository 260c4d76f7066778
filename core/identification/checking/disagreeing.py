"""Segments on which two detectors disagree: which languages they say, and the segments to be read.

Nothing is asked anew: the votes are stored, and counted in `vote_counts`. Where a detector gave no vote, or said a
label without a meaning, it does not disagree.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

from dataclasses import dataclass

import pyarrow as pa

from core.corpus.snapshot import Snapshot
from core.identification import labels
from core.identification.checking.vote_counts import COUNTED, said_sql

WINDOW = 50_000  # rows whose votes are read at once, until enough are found


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`rows` segments of which the first detector says `one` and the second `other`."""

    one: str
    other: str
    rows: int


def detectors(counts: pa.Table) -> list[str]:
    """The detectors that said something beside another one; `counts` are those of `vote_counts.counted`."""
    return sorted({*counts["first"].to_pylist(), *counts["second"].to_pylist()})


def disagreements(counts: pa.Table, first: str, second: str) -> list[Disagreement]:
    """What two detectors say differently, most frequent first; a wider label of the same language is no difference."""
    one, other = ("one", "other") if first < second else ("other", "one")
    pair = sorted((first, second))
    found = [
        Disagreement(row[one], row[other], row["rows"])
        for row in counts.to_pylist()
        if [row["first"], row["second"]] == pair
        and not (labels.says(row["one"], row["other"]) or labels.says(row["other"], row["one"]))
    ]
    return sorted(found, key=lambda pair: (-pair.rows, pair.one, pair.other))


def disagreeing(
    snapshot: Snapshot,
    counts: pa.Table,
    first: str,
    second: str,
    *,
    one: str | None = None,
    other: str | None = None,
    limit: int,
) -> list[str]:
    """Ids of segments on which they disagree, in the order of arrival; `one` and `other` narrow it to what they say."""
    pairs = disagreements(counts, first, second)
    wanted = [pair for pair in pairs if one in (None, pair.one) and other in (None, pair.other)]
    names = [f"{pair.one} {pair.other}" for pair in wanted]
    found: list[str] = []
    total = min(limit, sum(pair.rows for pair in wanted))
    for low in range(0, snapshot.last_number + 1, WINDOW):
        if len(found) >= total:
            break
        query = f"""select id from corpus where number >= {low} and number < {low + WINDOW} and {COUNTED}
            and list_contains($wanted::varchar[], {said_sql(first)} || ' ' || {said_sql(second)})
            order by number limit {limit - len(found)}"""
        found += snapshot.sql(query, {"wanted": names})["id"].to_pylist()
    return found
