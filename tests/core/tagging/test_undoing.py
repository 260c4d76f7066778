"""Undo: one's own last decision, further and further back, by an event that puts back what held before."""

import pytest

from core.errors import ConflictError, NotFoundError
from core.records import EventKind
from core.tagging import leasing, undoing, worklists


@pytest.fixture
def undo(workspace, project):
    return lambda key=None, account="local", **more: undoing.undo(workspace, project.id, account, key, **more)


def test_pressing_undo_again_goes_further_back(label, human, ids, undo):
    label(ids[0], "formal")
    label(ids[0], "neutral")
    label(ids[1], "colloquial")
    undo()
    assert human(ids[1]).formality is None
    undo()
    assert human(ids[0]).formality == "formal"
    undo()
    assert human(ids[0]).formality is None
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo()


def test_after_undoing_one_can_decide_anew_and_undo_that(label, human, ids, undo):
    label(ids[0], "formal")
    undo()
    label(ids[0], "neutral")
    assert human(ids[0]).formality == "neutral"
    undo()
    assert human(ids[0]).formality is None


def test_undoing_twice_is_once(workspace, project, label, ids, undo):
    event = label(ids[0], "formal")
    assert undo(event.key) == undo(event.key)
    assert workspace.ledger.events.latest(project.id) == 2


def test_a_withdrawal_can_be_undone_too(label, human, ids, undo):
    label(ids[0], "formal")
    label(ids[0], None)
    assert human(ids[0]).formality is None
    undo()
    assert human(ids[0]).formality == "formal"


def test_every_kind_can_be_undone(workspace, project, decide, human, ids, undo):
    decide(ids[0], EventKind.LANGUAGE, "am")
    decide(ids[0], EventKind.LANGUAGE, "ti")
    decide(ids[0], EventKind.RESTORE, "drop")
    decide(ids[0], EventKind.SKIP, "x")
    decide(ids[0], EventKind.NOTE, "see line 4")
    undo()
    undo()
    assert workspace.ledger.events.skipped(project.id, "local") == set()
    undo()
    assert human(ids[0]).human_verdict is None
    undo()
    assert human(ids[0]).tag == "am"


def test_only_ones_own_and_only_what_nothing_was_decided_on_top_of(workspace, label, decide, ids, undo, human):
    other = workspace.ledger.accounts.create("Abebe", "eight or more").id
    first = label(ids[0], "formal")
    label(ids[0], "neutral")
    with pytest.raises(ConflictError, match="anew"):
        undo(first.key)
    with pytest.raises(NotFoundError):
        undo(first.key, account=other)
    with pytest.raises(NotFoundError):
        undo("no such key")
    mine = decide(ids[1], EventKind.RESTORE, "drop")
    decide(ids[1], EventKind.RESTORE, "keep", account=other)
    with pytest.raises(ConflictError):
        undo(mine.key)
    assert human(ids[1]).human_verdict == "keep"


def test_the_undone_segment_comes_back_to_the_same_person(workspace, project, label, undo):
    anna = workspace.ledger.accounts.create("Anna", "eight or more")
    worklist = worklists.create(
        workspace, project.id, "Formality", worklists.everything(workspace, project.id).selection, ["formality"]
    )
    local = workspace.ledger.accounts.get("local")
    first = leasing.lease(workspace, project.id, local, worklist.id, 1)[0]
    event = label(first.segment_id, "formal")
    assert workspace.ledger.leases.held(project.id, "local") == []
    undo(event.key, worklist_id=worklist.id)
    assert [one.segment_id for one in workspace.ledger.leases.held(project.id, "local")] == [first.segment_id]
    theirs = leasing.lease(workspace, project.id, anna, worklist.id, 60)
    assert first.segment_id not in {item.segment_id for item in theirs}
    assert leasing.lease(workspace, project.id, local, worklist.id, 1)[0].segment_id == first.segment_id


def test_recent_lists_what_was_not_undone(workspace, project, label, ids, undo):
    events = [label(segment, "formal") for segment in ids[:3]]
    undo()
    found = undoing.recent(workspace, project.id, "local")
    assert [event.key for event in found] == [events[1].key, events[0].key]
    assert undoing.last_decision(workspace, project.id, "local") == events[1]
