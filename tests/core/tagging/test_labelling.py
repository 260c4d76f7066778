"""Recording decisions: what is taken, what is refused, and that a refusal records nothing."""

import math

import pytest

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.records import EventKind, NewEvent
from core.tagging import labelling, schemes


def test_a_label_is_seen_at_once(label, human, ids):
    event = label(ids[0], "formal", seconds=1.2)
    assert (event.seq, event.scheme_version) == (1, 1)
    assert human(ids[0]).formality == "formal"
    assert human(ids[1]).formality is None


def test_every_kind_of_decision(decide, human, ids):
    decide(ids[0], EventKind.LANGUAGE, "SWA")
    decide(ids[0], EventKind.RESTORE, "drop")
    assert decide(ids[0], EventKind.SKIP, "whatever").value == "skipped"
    assert decide(ids[0], EventKind.NOTE, "  ሰላም ").value == "ሰላም"
    row = human(ids[0])
    assert (row.tag, row.human_verdict, row.verdict, row.reason) == ("sw", "drop", "drop", "left_out_by_hand")
    decide(ids[0], EventKind.RESTORE, None)
    assert human(ids[0]).reason == "language_corrected"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (NewEvent("k", "S", EventKind.LABEL, "very", "formality"), "“very” is not a value of Formality"),
        (NewEvent("k", "S", EventKind.LABEL, "formal", "mood"), "does not tag by “mood”"),
        (NewEvent("k", "S", EventKind.LABEL, "formal", "formality", 9), "no version 9"),
        (NewEvent("k", "S", EventKind.LANGUAGE, "klingonish"), "not a language tag"),
        (NewEvent("k", "S", EventKind.RESTORE, "perhaps"), "“perhaps”"),
        (NewEvent("k", "S", EventKind.NOTE, "  "), "0 characters"),
        (NewEvent("k", "S", EventKind.NOTE, "a\0b"), "3 characters"),
        (NewEvent("k", "S", EventKind.SKIP, "x", seconds=math.nan), "nan seconds"),
        (NewEvent("k", "S", EventKind.SKIP, "x", seconds=-1), "-1 seconds"),
        (NewEvent("", "S", EventKind.SKIP, "x"), "cannot be a key"),
        (NewEvent("k" * 151, "S", EventKind.SKIP, "x"), "cannot be a key"),
        (NewEvent("k", "f" * 32, EventKind.SKIP, "x"), "no segment"),
        (NewEvent("k", "' or 1=1", EventKind.SKIP, "x"), "no segment"),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_recorded(workspace, project, ids, event, reason):
    good = NewEvent("good", ids[0], EventKind.LABEL, "formal", "formality")
    chosen = NewEvent(*(ids[1] if value == "S" else value for value in (getattr(event, f) for f in event.__slots__)))
    with pytest.raises((InvalidInputError, NotFoundError), match=reason):
        labelling.record(workspace, project.id, "local", [good, chosen])
    assert workspace.ledger.events.latest(project.id) == 0


def test_sending_again_is_harmless_and_a_reused_key_is_told(workspace, project, ids):
    event = NewEvent("k", ids[0], EventKind.LABEL, "formal", "formality")
    first = labelling.record(workspace, project.id, "local", [event])
    assert labelling.record(workspace, project.id, "local", [event, event]) == first * 2
    with pytest.raises(ConflictError):
        labelling.record(workspace, project.id, "local", [NewEvent("k", ids[1], EventKind.SKIP, "x")])


def test_a_label_chosen_before_the_list_was_edited_is_taken(workspace, project, label, ids, human):
    first = schemes.current(workspace, project.id, "domain")
    schemes.edit(workspace, project.id, "domain", first.values[2:], after=1)
    assert label(ids[0], "health", "domain", scheme_version=1).scheme_version == 1
    assert human(ids[0]).domain == "health"
    with pytest.raises(InvalidInputError, match="version 2"):
        label(ids[1], "health", "domain")


def test_a_scheme_without_a_column_of_its_own_is_kept_among_the_labels(workspace, project, label, ids, human):
    import core.tagging.schemes as module

    standard = module.presets()["domain"]
    mood = type(standard)("mood", "Mood", "Which mood?", False, standard.values)
    workspace.ledger.schemes.put(project.id, mood, after=0)
    workspace.ledger.projects.update(project.id, schemes=("formality", "mood"))
    label(ids[0], "health", "mood")
    label(ids[0], "formal")
    assert human(ids[0]).labels == {"mood": "health"}
    assert human(ids[0]).formality == "formal"
    label(ids[0], None, "mood")
    assert human(ids[0]).labels == {}
    with pytest.raises(InvalidInputError, match="It tags by: formality, mood"):
        label(ids[0], "health", "domain")
