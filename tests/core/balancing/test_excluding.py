"""What a freeze leaves out, with its reason; together with what it takes, it is everything."""

import pytest
from balance_project import balance_project

from core.balancing.excluding import left_out
from core.records import EventKind, NewEvent, Selection, Verdict
from core.tagging import labelling

KEPT = Selection(verdicts=(Verdict.KEEP,))


@pytest.fixture
def project(workspace):
    return balance_project(workspace)


def test_nothing_is_left_out_where_all_is_kept(workspace, project):
    assert left_out(workspace, project.id, KEPT) == {}


def test_reasons_are_the_filters_own(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        one, two = snapshot.ids(limit=2)
    decided = [
        NewEvent("a", one, EventKind.RESTORE, "drop"),
        NewEvent("b", two, EventKind.LANGUAGE, "fr"),
    ]
    labelling.record(workspace, project.id, "local", decided)
    assert left_out(workspace, project.id, KEPT) == {"left_out_by_hand": 1, "not_expected": 1}


def test_what_is_kept_but_not_asked_for_is_said_to_be_so(workspace, project):
    chosen = Selection(verdicts=(Verdict.KEEP,), languages=("yo", "zh"), formality=("formal",))
    assert left_out(workspace, project.id, chosen) == {"not_chosen": 252 - 42}
