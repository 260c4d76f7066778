"""Time saved and anchoring: figures by hand, and why there are none."""

from datetime import UTC, datetime

import pytest

from core.records import Event, EventKind
from core.suggesting.gains import gains, measured
from tests.core.suggesting.labelled_project import label, labelled_project


def event(number, value, *, shown, seconds=2.0):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Event(
        number,
        "p",
        "ada",
        f"k{number}",
        f"s{number}",
        EventKind.LABEL,
        value,
        "formality",
        1,
        seconds,
        "formal",
        shown,
        None,
        at,
    )


def test_figures_worked_out_by_hand():
    seen = [event(n, "formal" if n < 18 else "neutral", shown=True, seconds=2.0) for n in range(20)]
    unseen = [event(100 + n, "formal" if n < 12 else "neutral", shown=False, seconds=3.5) for n in range(20)]
    slow = event(200, "formal", shown=False, seconds=4000.0)  # went for lunch: its time does not count
    found = measured("formality", [*seen, *unseen, slow], frozenset({"s100", "s119"}))
    assert (found.seen.labels, found.unseen.labels, found.unseen.timed) == (20, 21, 20)
    assert found.seconds_saved == 1.5
    assert found.anchoring == pytest.approx(18 / 20 - 13 / 21)
    error = 1.96 * (0.9 * 0.1 / 20 + (13 / 21) * (8 / 21) / 21) ** 0.5
    assert (found.low, found.high) == pytest.approx((found.anchoring - error, found.anchoring + error))
    assert (found.right, found.judged) == (0.5, 2)


def test_few_labels_give_no_difference():
    found = measured("formality", [event(n, "formal", shown=n < 5) for n in range(12)], frozenset())
    assert found.seconds_saved is found.anchoring is found.right is None
    assert (found.seen.labels, found.unseen.labels) == (5, 7)


def test_only_the_newest_label_that_stands_and_had_a_suggestion_counts(workspace):
    project, said = labelled_project(workspace)  # labelled without suggestions
    assert gains(workspace, project.id, "formality").unseen.labels == 0
    first, second, *_ = said
    label(
        workspace, project, "local", {first: "neutral", second: "neutral"}, suggestion="formal", suggestion_shown=True
    )
    label(workspace, project, "local", {second: None})
    found = gains(workspace, project.id, "formality")
    assert (found.seen.labels, found.seen.agreement, found.unseen.labels) == (1, 0.0, 0)
