"""What suggestions save and how far they sway people, from the recorded events.

A fifth of the segments is shown without its suggestion, at random: what is labelled there is the yardstick. Time saved
is the difference of the median seconds; anchoring is how much more often people say what was suggested when they saw
it, counted on the same kind of segments. Labels made without any suggestion are not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.own_labels import LANGUAGE_CHECK
from core.records import Event, EventKind
from core.suggesting.reserving import is_reserved
from core.tagging.standing import IMPORTER
from core.workspace import Workspace

FEWEST = 10  # labels on each side, below which a difference is not given
LONGEST_SECONDS = 300.0  # a label that took longer was left lying meanwhile
CERTAIN = 1.96  # standard errors: 95 %


@dataclass(frozen=True, slots=True)
class Side:
    """Labels on segments whose suggestion was shown, or was not: how many, the median seconds of those timed (None
    where none was) and the share that agrees with the suggestion (None where there are no labels)."""

    labels: int
    timed: int
    seconds: float | None
    agreement: float | None


@dataclass(frozen=True, slots=True)
class Gains:
    """`seconds_saved` a label (negative: lost); `anchoring`: agreement seen less agreement unseen, with the 95 %
    interval `low`..`high` (difference of two shares); all None below FEWEST labels on a side. `right`: how often the
    suggestion is what people say on segments that nothing was learnt from and where it was not shown, of `judged`."""

    scheme: str
    seen: Side
    unseen: Side
    seconds_saved: float | None
    anchoring: float | None
    low: float | None
    high: float | None
    right: float | None
    judged: int


def gains(ws: Workspace, project_id: str, scheme_id: str) -> Gains:
    """What the events of a scheme say, up to now; the newest standing label of each person on each segment counts."""
    newest: dict[tuple[str, str], Event] = {}
    for event in ws.ledger.events.of_scheme(project_id, scheme_id):
        if event.kind is EventKind.LABEL and event.account_id != IMPORTER and scheme_id != LANGUAGE_CHECK:
            newest[event.segment_id, event.account_id] = event
    labels = [one for one in newest.values() if one.value is not None and one.suggestion is not None]
    return measured(
        scheme_id, labels, frozenset(one.segment_id for one in labels if is_reserved(project_id, one.segment_id))
    )


def measured(scheme_id: str, labels: Sequence[Event], reserved: frozenset[str]) -> Gains:
    """The figures of labels that had a suggestion, seen or not."""
    seen = _side([one for one in labels if one.suggestion_shown])
    unseen = _side([one for one in labels if not one.suggestion_shown])
    saved = anchoring = low = high = None
    if min(seen.timed, unseen.timed) >= FEWEST and seen.seconds is not None and unseen.seconds is not None:
        saved = unseen.seconds - seen.seconds
    if min(seen.labels, unseen.labels) >= FEWEST and seen.agreement is not None and unseen.agreement is not None:
        anchoring = seen.agreement - unseen.agreement
        error = CERTAIN * (_variance(seen) + _variance(unseen)) ** 0.5
        low, high = max(-1.0, anchoring - error), min(1.0, anchoring + error)
    unbiased = _side([one for one in labels if one.segment_id in reserved and not one.suggestion_shown])
    return Gains(scheme_id, seen, unseen, saved, anchoring, low, high, unbiased.agreement, unbiased.labels)


def _side(labels: Sequence[Event]) -> Side:
    seconds = [one.seconds for one in labels if one.seconds is not None and one.seconds <= LONGEST_SECONDS]
    agreeing = sum(one.value == one.suggestion for one in labels)
    return Side(
        len(labels), len(seconds), median(seconds) if seconds else None, agreeing / len(labels) if labels else None
    )


def _variance(side: Side) -> float:
    share = side.agreement or 0.0
    return share * (1 - share) / side.labels
