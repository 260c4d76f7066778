"""Which segments to ask about: at random within strata of the score, more of them around the threshold.

Idea: precision at a threshold is a sum over strata (`estimating`), so every stratum must be looked at, and those next
to the threshold, where the answer is open, more closely. Within a stratum the order is that of a hash of the project
and the segment: random with respect to the text, the same at every call and for everybody.

Invariant: which segment comes next depends on how many answers each stratum has, never on what they were, so that the
share of “yes” in a stratum is that of a random sample of it. Its weight is the stratum's rows over its answers.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.corpus.snapshot import Snapshot
from core.identification.checking.strata import OF_LANGUAGE, STRATA, STRATUM_SQL, middle

NEAR = 0.15  # strata whose middle is this near to the threshold …
SHARE_NEAR = 3  # … are asked about three times as often as the others


@dataclass(frozen=True, slots=True)
class Sampled:
    """A segment to ask about; `stratum` is a step of its score."""

    segment_id: str
    stratum: int


def rows_by_stratum(snapshot: Snapshot, tag: str) -> dict[int, int]:
    """How many segments the detectors gave to a language, by stratum of the score; empty strata are left out."""
    query = f"select {STRATUM_SQL} as stratum, count(*) as n from segments where {OF_LANGUAGE} group by 1 order by 1"  # noqa: S608
    return {row["stratum"]: row["n"] for row in snapshot.sql(query, {"tag": tag}).to_pylist()}


def draw(snapshot: Snapshot, tag: str, checked: Collection[str], count: int, *, seed: str) -> list[Sampled]:
    """The next segments to ask about, at most `count`; `checked` are those that have an answer or are on show."""
    waiting = _waiting(snapshot, tag, checked, count, seed)
    answered = _answered(snapshot, tag, checked)
    return allocate(waiting, answered, snapshot.policy.threshold(tag), count)


def allocate(
    waiting: Mapping[int, Sequence[str]], answered: Mapping[int, int], threshold: float, count: int
) -> list[Sampled]:
    """Take `count` segments, each from the stratum that has fewest answers for its share.

    `waiting`: segments of each stratum in their order; ties go to the stratum nearest to the threshold.
    """
    had = Counter(answered)
    taken: Counter[int] = Counter()
    found = []
    for _ in range(count):
        open_ones = [stratum for stratum, ids in waiting.items() if taken[stratum] < len(ids)]
        if not open_ones:
            break
        chosen = min(
            open_ones, key=lambda stratum: (had[stratum] / share(stratum, threshold), _far(stratum, threshold))
        )
        found.append(Sampled(waiting[chosen][taken[chosen]], chosen))
        taken[chosen] += 1
        had[chosen] += 1
    return found


def share(stratum: int, threshold: float) -> int:
    """How often a stratum is asked about beside the others."""
    return SHARE_NEAR if _far(stratum, threshold)[0] <= NEAR + 1e-9 else 1


def _far(stratum: int, threshold: float) -> tuple[float, int]:
    return abs(middle(stratum) - threshold), stratum


def _waiting(snapshot: Snapshot, tag: str, checked: Collection[str], count: int, seed: str) -> dict[int, list[str]]:
    query = f"""select id, {STRATUM_SQL} as stratum, md5($seed || id) as turn from segments
        where {OF_LANGUAGE} and id not in (select unnest($checked::varchar[]))
        qualify row_number() over (partition by stratum order by turn) <= {int(count)} order by stratum, turn"""  # noqa: S608
    waiting: dict[int, list[str]] = {}
    for row in snapshot.sql(query, {"tag": tag, "seed": seed, "checked": list(checked)}).to_pylist():
        waiting.setdefault(row["stratum"], []).append(row["id"])
    return waiting


def _answered(snapshot: Snapshot, tag: str, checked: Collection[str]) -> dict[int, int]:
    query = f"""select {STRATUM_SQL} as stratum, count(*) as n from segments
        where {OF_LANGUAGE} and id in (select unnest($checked::varchar[])) group by 1"""  # noqa: S608
    found = snapshot.sql(query, {"tag": tag, "checked": list(checked)}).to_pylist()
    return {row["stratum"]: row["n"] for row in found if row["stratum"] < STRATA}
