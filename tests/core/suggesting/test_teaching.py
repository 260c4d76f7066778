"""From people's labels to a suggestion beside a segment, and what is never learnt from or written."""

import pytest

from core.errors import IsoglossError
from core.suggesting import modes, predicting, storing, teaching
from core.suggesting.reserving import goes_without, is_reserved
from core.tagging import importing
from tests.core.suggesting.labelled_project import label, labelled_project, learnt_from, segments


@pytest.fixture
def project_and_labels(workspace):
    return labelled_project(workspace)


def asked(workspace, project):
    return [predicting.Asked(one.segment.id, one.segment.text, one.tag) for one in segments(workspace, project)]


def test_what_came_with_a_file_and_the_reserved_fifth_are_never_learnt_from(workspace, project_and_labels):
    project, said = project_and_labels
    french = next(one.segment.id for one in segments(workspace, project) if one.tag == "fr")
    importing.record_file_labels(workspace, project.id, [importing.FileLabel(french, "formality", "formal")])
    learnt = teaching.labels_to_learn(workspace, project.id, "formality")
    reserved = [segment for segment in said if is_reserved(project.id, segment)]
    assert 0 < len(reserved) < len(said)
    assert {one.family: one.value for one in learnt} == learnt_from(project, said)
    assert french not in {one.family for one in learnt}


def test_where_people_disagree_evenly_a_segment_teaches_nothing(workspace, project_and_labels):
    project, said = project_and_labels
    other = workspace.ledger.accounts.create("Ada", "a long password").id
    segment, value = next(iter(learnt_from(project, said).items()))
    label(workspace, project, other, {segment: "formal" if value == "colloquial" else "colloquial"})
    assert segment not in {one.family for one in teaching.labels_to_learn(workspace, project.id, "formality")}


def test_suggestions_say_how_sure_why_and_whether_the_language_is_new(workspace, project_and_labels):
    project, said = project_and_labels
    assert teaching.keep_up(workspace, project.id) == ["formality"]
    assert teaching.keep_up(workspace, project.id) == []  # nothing new
    modes.set_mode(workspace, project.id, modes.Mode.AT_ONCE, "local")
    rows = {one.segment_id: one for one in asked(workspace, project)}
    made = predicting.suggest(workspace, project.id, "local", list(rows.values()), wait=True)
    right = [made[segment][0].value == value for segment, value in said.items()]
    assert sum(right) / len(right) > 0.9
    for segment, (one,) in made.items():
        assert one.is_cross_language == (rows[segment].language == "fr")
        assert 0.5 <= one.probability <= 1 and 0 < len(one.evidence) <= 5
        assert one.when == (modes.Mode.NEVER if goes_without(segment, "local") else modes.Mode.AT_ONCE)
        for why in one.evidence:
            for start, end in why.places:
                assert 0 <= start < end <= len(rows[segment].text)
    with workspace.snapshot(project.id) as snapshot:  # no suggestion became a label
        assert snapshot.sql("select count(*) n from segments where formality is not null")["n"].to_pylist() == [
            len(said)
        ]


def test_a_model_is_read_back_as_it_was_and_nothing_but_arrays_is_read(workspace, project_and_labels):
    project, _said = project_and_labels
    assert teaching.teach(workspace, project.id, "formality")
    folder = teaching.folder_of(workspace, project.id, "formality")
    kept = storing.load(folder)
    assert kept.model.values == ("colloquial", "formal") and kept.seq == storing.seen(folder) > 0
    (path,) = folder.glob("*.skops")
    path.write_bytes(b"no model")
    with pytest.raises(IsoglossError, match="cannot be read"):
        storing.load(folder)


def test_no_model_where_labels_are_too_few_but_plain_marks_suggest_without_a_probability(workspace):
    from tests.tagging_project import tagging_project

    project = tagging_project(workspace, texts={"fr": ["ouais mec, t'as vu ça !!!", "Il pleut."]})
    assert teaching.keep_up(workspace, project.id) == []
    made = predicting.suggest(workspace, project.id, "local", asked(workspace, project))
    (found,) = [one for own in made.values() for one in own]
    assert (found.value, found.probability, found.evidence[0].name) == ("colloquial", None, "ouais")


def test_on_what_several_people_judge_a_suggestion_waits_for_the_first_key(workspace):
    segment = next(f"s{n}" for n in range(99) if not goes_without(f"s{n}", "ada"))
    hidden = next(f"s{n}" for n in range(99) if goes_without(f"s{n}", "ada"))
    assert modes.shown(modes.Mode.AT_ONCE, segment, "ada") is modes.Mode.AT_ONCE
    assert modes.shown(modes.Mode.AT_ONCE, segment, "ada", {segment}) is modes.Mode.AFTER_KEY
    assert modes.shown(modes.Mode.AT_ONCE, hidden, "ada", {hidden}) is modes.Mode.NEVER
    share = sum(goes_without(f"s{n}", "ada") for n in range(2000)) / 2000
    assert 0.17 < share < 0.23
