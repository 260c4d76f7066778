"""Deciding over what people said: the queue, the decision with its story, unanimous ones at once, undoing."""

import pytest
from opinion_rows import say, scheme
from tagging_project import tagging_project

from core.agreement import adjudicating
from core.agreement.adjudicating import Ruling
from core.agreement.board import agreement_board
from core.agreement.disputing import disagreement
from core.agreement.exporting import own_labels
from core.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from core.records import AdjudicationReason, EventKind, NewEvent, Role, Selection
from core.tagging import labelling, projection, worklists
from core.tagging.overlapping import Said


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def owner(workspace, project):
    made = workspace.ledger.accounts.create("Olu", "a long password")
    workspace.ledger.members.put(project.id, made.id, Role.OWNER)
    return made


@pytest.fixture
def people(workspace, owner):
    return [workspace.ledger.accounts.create(name, "a long password").id for name in ("Ada", "Bola", "Chidi")]


@pytest.fixture
def told(workspace, project, people):
    """Four Yoruba and Arabic segments: far apart, near, one apart of three, all alike; gives their ids."""
    with workspace.snapshot(project.id) as snapshot:
        yo, ar = (
            [row.segment.id for row in snapshot.page(Selection(languages=(tag,)), limit=10)] for tag in ("yo", "ar")
        )
    values = {
        yo[0]: ("colloquial", "formal"),
        ar[0]: ("colloquial", "formal"),
        yo[1]: ("neutral", "rather_formal"),
        yo[2]: ("formal", "formal", "formal"),
        ar[1]: ("neutral", "neutral"),
        ar[2]: ("neutral",),
    }
    for segment, given in values.items():
        for who, value in zip(people, given, strict=False):
            say(workspace, project, who, segment, value)
    return list(values)


def formality(workspace, project, segment):
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.rows([segment])[0].formality


def decide(workspace, owner, project, segment, value="neutral", key="d1", **more):
    ruling = Ruling(key, segment, "formality", value, more.pop("reason", AdjudicationReason.DIALECT), **more)
    return adjudicating.decide(workspace, owner, project.id, ruling)


def test_disagreement_is_distance_on_steps_and_entropy_elsewhere():
    steps = scheme("abcde", ordinal=True, off=("x", "y"))
    assert disagreement(steps, "ae") == 1
    assert disagreement(steps, "ab") == 0.25
    assert disagreement(steps, "abe") == pytest.approx((0.25 + 1 + 0.75) / 3)
    assert (disagreement(steps, "ax"), disagreement(steps, "xy"), disagreement(steps, "xx")) == (1, 1, 0)
    kinds = scheme("abcd")
    assert disagreement(kinds, "ab") == 1
    assert disagreement(kinds, "abcd") == 2
    assert disagreement(kinds, "aaab") == pytest.approx(0.8113, abs=1e-4)
    assert disagreement(kinds, "aa") == disagreement(kinds, "a") == 0


def test_the_queue_has_most_disagreement_first_then_languages(workspace, project, told):
    found = adjudicating.queue(workspace, project.id, "formality")
    assert [one.dispute.segment_id for one in found.items] == [told[1], told[0], told[2]]
    assert [(one.dispute.language, one.dispute.disagreement, one.direction) for one in found.items] == [
        ("ar", 1, "rtl"),
        ("yo", 1, "ltr"),
        ("yo", 0.25, "ltr"),
    ]
    assert (found.total, found.unanimous) == (3, (("formal", 1), ("neutral", 1)))
    yoruba = adjudicating.queue(workspace, project.id, "formality", language="yo", limit=1)
    assert ([one.dispute.segment_id for one in yoruba.items], yoruba.total) == ([told[0]], 2)


def test_a_worklists_queue_holds_its_segments_and_waits_for_all_who_are_asked(workspace, project, told):
    selection = Selection(languages=("yo",), untagged_by="formality")
    asked = worklists.create(workspace, project.id, "Three", selection, ["formality"], overlap=3)
    found = adjudicating.queue(workspace, project.id, "formality", worklist_id=asked.id)
    assert ([one.dispute.language for one in found.items], found.unanimous) == (["yo", "yo"], (("formal", 1),))
    asked = worklists.create(workspace, project.id, "Four", selection, ["formality"], overlap=4)
    assert adjudicating.queue(workspace, project.id, "formality", worklist_id=asked.id).unanimous == ()


def test_a_decision_holds_over_every_opinion_also_later_ones(workspace, project, owner, people, told):
    decide(workspace, owner, project, told[0], note="As in Lagos.")
    assert formality(workspace, project, told[0]) == "neutral"
    say(workspace, project, people[2], told[0], "formal")
    assert formality(workspace, project, told[0]) == "neutral"
    projection.fold(workspace, project.id)
    assert formality(workspace, project, told[0]) == "neutral"
    assert told[0] not in [
        one.dispute.segment_id for one in adjudicating.queue(workspace, project.id, "formality").items
    ]
    board = agreement_board(workspace, project.id, "formality")
    assert owner.id not in {person.account_id for person in board.people}
    labels = own_labels(workspace, project.id, "formality").to_pylist()
    assert {row["annotator_id"] for row in labels} == set(people)


def test_gold_tells_who_when_why_and_from_what(workspace, project, owner, people, told):
    say(workspace, project, "import", told[0], "unmarked")
    made = decide(workspace, owner, project, told[0], note="As in Lagos.")
    say(workspace, project, people[0], told[0], "neutral")
    (found,) = adjudicating.gold(workspace, project.id, "formality")
    assert (found.value, found.reason, found.note) == ("neutral", AdjudicationReason.DIALECT, "As in Lagos.")
    assert (found.decided_by, found.decided_at, found.scheme_version) == (owner.id, made.server_at, 1)
    assert found.opinions == (Said(people[0], "formality", "colloquial"), Said(people[1], "formality", "formal"))


def test_undoing_leaves_the_newest_opinion(workspace, project, owner, told):
    decide(workspace, owner, project, told[0], note="As in Lagos.")
    assert adjudicating.undo(workspace, owner, project.id, "d1", "formality") == 1
    assert formality(workspace, project, told[0]) == "formal"
    assert adjudicating.gold(workspace, project.id, "formality") == []
    assert adjudicating.queue(workspace, project.id, "formality").total == 3
    with pytest.raises(NotFoundError):
        adjudicating.undo(workspace, owner, project.id, "unknown", "formality")


def test_deciding_anew_and_withdrawing(workspace, project, owner, told):
    decide(workspace, owner, project, told[0])
    assert decide(workspace, owner, project, told[0]).key == "d1"  # sent twice
    decide(workspace, owner, project, told[0], "rather_formal", key="d2")
    with pytest.raises(ConflictError, match="anew"):
        adjudicating.undo(workspace, owner, project.id, "d1", "formality")
    adjudicating.undo(workspace, owner, project.id, "d2", "formality")
    assert formality(workspace, project, told[0]) == "neutral"
    assert [one.value for one in adjudicating.gold(workspace, project.id, "formality")] == ["neutral"]
    decide(workspace, owner, project, told[0], None, key="d3")
    assert formality(workspace, project, told[0]) == "formal"
    assert adjudicating.gold(workspace, project.id, "formality") == []


def test_unanimous_ones_are_accepted_and_undone_together(workspace, project, owner, people, told):
    assert adjudicating.accept_unanimous(workspace, owner, project.id, "all", "formality") == 2
    assert adjudicating.accept_unanimous(workspace, owner, project.id, "all", "formality") == 2
    found = {one.segment_id: one for one in adjudicating.gold(workspace, project.id, "formality")}
    assert {segment: one.value for segment, one in found.items()} == {told[3]: "formal", told[4]: "neutral"}
    assert {one.reason for one in found.values()} == {AdjudicationReason.UNANIMOUS}
    assert len(found[told[3]].opinions) == 3
    say(workspace, project, people[0], told[3], "colloquial")
    assert formality(workspace, project, told[3]) == "formal"
    decide(workspace, owner, project, told[3], "neutral", key="anew")
    assert adjudicating.undo(workspace, owner, project.id, "all", "formality") == 1
    assert [one.value for one in adjudicating.gold(workspace, project.id, "formality")] == ["neutral"]
    assert formality(workspace, project, told[3]) == "neutral"


def test_what_cannot_be_decided(workspace, project, owner, people, told):
    with pytest.raises(InvalidInputError, match="not a value"):
        decide(workspace, owner, project, told[0], "lovely")
    for reason in (None, AdjudicationReason.UNANIMOUS):
        with pytest.raises(InvalidInputError, match="reason"):
            decide(workspace, owner, project, told[0], reason=reason)
    with pytest.raises(ConflictError, match="Nobody"):
        decide(workspace, owner, project, "nothing")
    annotator = workspace.ledger.accounts.get(people[0])
    workspace.ledger.members.put(project.id, annotator.id, Role.ANNOTATOR)
    with pytest.raises(PermissionDeniedError):
        decide(workspace, annotator, project, told[0])
    with pytest.raises(PermissionDeniedError):
        adjudicating.accept_unanimous(workspace, annotator, project.id, "all", "formality")
    sneaked = NewEvent("sneak", told[0], EventKind.ADJUDICATE, "formal", "formality")
    with pytest.raises(InvalidInputError, match="no label"):
        labelling.record(workspace, project.id, annotator.id, [sneaked])
