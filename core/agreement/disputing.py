"""Where people differ about a segment, how much, and where they all say the same.

How much: in a scheme with steps, the mean distance of two people's values, as a share of the longest there is, where a
value off the scale lies as far as can be from all others; elsewhere the entropy of the values in bits.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

from core.agreement.opinions import opinions
from core.agreement.ratings import Opinion
from core.records import Scheme, Worklist
from core.tagging import schemes
from core.tagging.worklists import opened_up
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Dispute:
    """A segment of which two people or more say different things; `language` is None where it is unknown."""

    segment_id: str
    language: str | None
    opinions: tuple[Opinion, ...]
    disagreement: float


@dataclass(frozen=True, slots=True)
class Gathered:
    """Disputes in their order, and (segment, value) where all who were asked, two at least, said the same."""

    disputes: list[Dispute]
    unanimous: list[tuple[str, str]]


def gathered(
    ws: Workspace,
    project_id: str,
    scheme_id: str,
    *,
    worklist: Worklist | None = None,
    language: str | None = None,
    without: Collection[str] = (),
) -> Gathered:
    """What people said of the segments of a worklist (or of all), apart from those in `without`.

    Raises NotFoundError (project, scheme).
    """
    scheme = schemes.current(ws, project_id, scheme_id)
    given = opinions(ws, project_id, scheme_id)
    inside = _inside(ws, project_id, worklist, set(given.languages))
    by_segment: dict[str, list[Opinion]] = {}
    for one in given.all:
        wanted = language is None or (given.languages[one.segment_id] or "") == language
        if wanted and one.segment_id in inside and one.segment_id not in without:
            by_segment.setdefault(one.segment_id, []).append(one)
    asked = max(2, worklist.overlap if worklist else 2)
    disputes, unanimous = [], []
    for segment_id, own in by_segment.items():
        apart = disagreement(scheme, [one.value for one in own])
        if apart > 0:
            disputes.append(Dispute(segment_id, given.languages[segment_id], tuple(own), apart))
        elif len(own) >= asked:
            unanimous.append((segment_id, own[0].value))
    disputes.sort(key=lambda one: (-one.disagreement, one.language or "~", one.segment_id))
    return Gathered(disputes, sorted(unanimous))


def disagreement(scheme: Scheme, values: Sequence[str]) -> float:
    """How far these values of one segment lie apart; 0 where they are the same."""
    if not scheme.ordinal:
        counts = Counter(values)
        return sum(n / len(values) * log2(len(values) / n) for n in counts.values())
    place = {value.key: number for number, value in enumerate(one for one in scheme.values if one.on_scale)}
    longest = max(1, len(place) - 1)
    apart = [
        abs(place[one] - place[other]) / longest if one in place and other in place else float(one != other)
        for one, other in combinations(values, 2)
    ]
    return sum(apart) / len(apart) if apart else 0.0


def _inside(ws: Workspace, project_id: str, worklist: Worklist | None, segment_ids: set[str]) -> set[str]:
    """Those of the segments that belong to the worklist, whatever was said of them."""
    if worklist is None or not segment_ids:
        return segment_ids
    from core.corpus.selecting import where

    selected, parameters = where(opened_up(worklist.selection))
    query = f"select id from segments where ({selected}) and id in (select unnest($asked))"  # noqa: S608
    with ws.snapshot(project_id) as snapshot:
        found = snapshot.sql(query, parameters | {"asked": sorted(segment_ids)})
    return set(found["id"].to_pylist())
