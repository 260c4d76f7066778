"""Checks from the draw to the threshold: sampled by score, recorded once, undone, corrected, estimated."""

import json
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tagging_project import tagging_project

from core.corpus.cube import cube
from core.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from core.identification.checking import answering, disagreeing, sampling, standing, vote_counts, work
from core.identification.checking.answering import Answer, NewCheck
from core.identification.checking.estimating import Evidence
from core.identification.thresholds import WhatIf
from core.records import LOCAL_ACCOUNT, Account, EventKind
from core.tagging import projection

VOTES = [{"detector": "fasttext", "tag": "sw", "score": 0.9}, {"detector": "langdetect", "tag": "so", "score": 0.6}]


@pytest.fixture
def project(workspace):
    """200 Swahili segments with scores 0, .005, …, .995 beside the usual ones."""
    texts = {"sw": [f"Sentensi ya {n}" for n in range(200)], "en": ["One", "Two"]}
    made = tagging_project(workspace, texts=texts)
    corpus = workspace.corpus(made.id)
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["text", "language"])
        scores, votes = [], []
        for text, tag in zip(rows["text"].to_pylist(), rows["language"].to_pylist(), strict=True):
            n = int(text.split()[-1]) if tag == "sw" else 0
            scores.append(n / 200 if tag == "sw" else 0.97)
            votes.append(
                json.dumps(
                    VOTES if n % 4 == 1 else [dict(VOTES[0], detector=name) for name in ("fasttext", "langdetect")]
                )
            )
        columns = {"_rowid": rows["_rowid"], "language_score": pa.array(scores, pa.float32()), "votes": votes}
        corpus.fill_fragment(fragment, pa.table(columns))
    return made


def drawn(workspace, project, checked=(), count=40, seed="s"):
    with workspace.snapshot(project.id) as snapshot:
        return sampling.draw(snapshot, "sw", checked, count, seed=seed)


def scores(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        found = snapshot.sql("select id, language_score as score, text from segments where language = 'sw'")
    return {row["id"]: row["score"] for row in found.to_pylist()}


def answer(workspace, project, ids, value, **more):
    given = [NewCheck(f"{value}-{name}", name, "sw", Answer(value), **more) for name in ids]
    return answering.record(workspace, project.id, "local", given)


def test_strata_around_the_threshold_are_asked_about_three_times_as_often(workspace, project):
    found = drawn(workspace, project, count=64)
    taken = Counter(one.stratum for one in found)
    near = {7, 8, 9, 10, 11, 12}  # middles .375 … .625: within .15 of the threshold .5
    assert {taken[stratum] for stratum in near} == {6}
    assert {taken[stratum] for stratum in range(20) if stratum not in near} == {2}
    place = scores(workspace, project)
    assert all(min(int(place[one.segment_id] * 20 + 1e-6), 19) == one.stratum for one in found)


def test_the_draw_is_the_same_at_every_call_and_differs_by_seed(workspace, project):
    assert drawn(workspace, project) == drawn(workspace, project)
    assert drawn(workspace, project) != drawn(workspace, project, seed="other")


def test_a_draw_goes_on_where_the_one_before_ended(workspace, project):
    first = [one.segment_id for one in drawn(workspace, project, count=30)]
    second = [one.segment_id for one in drawn(workspace, project, checked=first, count=34)]
    assert set(first).isdisjoint(second)
    assert {*first, *second} == {one.segment_id for one in drawn(workspace, project, count=64)}


@given(
    st.dictionaries(st.integers(0, 19), st.integers(0, 12)),
    st.dictionaries(st.integers(0, 19), st.integers(0, 12)),
    st.floats(0, 1),
    st.integers(0, 50),
)
def test_as_many_are_taken_as_there_are_each_once_and_in_order(sizes, answered, threshold, count):
    waiting = {stratum: [f"{stratum}-{n}" for n in range(size)] for stratum, size in sizes.items()}
    found = sampling.allocate(waiting, answered, threshold, count)
    assert len(found) == min(count, sum(sizes.values()))
    for stratum, ids in waiting.items():
        own = [one.segment_id for one in found if one.stratum == stratum]
        assert own == ids[: len(own)]


def test_answers_are_recorded_once_and_read_back(workspace, project):
    ids = [one.segment_id for one in drawn(workspace, project, count=3)]
    first = answer(workspace, project, ids, "yes")
    assert answer(workspace, project, ids, "yes") == first
    found = answering.checks(workspace, project.id, "sw")
    assert [(one.segment_id, one.answer, one.language) for one in found] == [(name, Answer.YES, "sw") for name in ids]
    assert answering.checks(workspace, project.id, "en") == []
    assert standing.checked_languages(workspace, project.id) == {"sw": 3}


def test_no_it_is_somali_corrects_the_language_and_undoing_takes_back_both(workspace, project):
    (name,) = [one.segment_id for one in drawn(workspace, project, count=1)]
    answer(workspace, project, [name], "no", correction="so")
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.rows([name])[0].tag == "so"
    answering.undo(workspace, project.id, "local", f"no-{name}")
    answering.undo(workspace, project.id, "local", f"no-{name}")
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.rows([name])[0].tag == "sw"
    assert answering.checks(workspace, project.id) == []
    events = workspace.ledger.events.of_segments(project.id, [name])
    assert [event.kind for event in events] == [EventKind.LABEL, EventKind.LANGUAGE] * 2


def test_a_second_answer_replaces_the_first_and_undoing_it_brings_the_first_back(workspace, project):
    (name,) = [one.segment_id for one in drawn(workspace, project, count=1)]
    answer(workspace, project, [name], "yes")
    answer(workspace, project, [name], "no")
    assert [one.answer for one in answering.checks(workspace, project.id)] == [Answer.NO]
    answering.undo(workspace, project.id, "local", f"no-{name}")
    assert [one.answer for one in answering.checks(workspace, project.id, "sw")] == [Answer.YES]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"answer": Answer.YES, "correction": "so"}, InvalidInputError),
        ({"answer": Answer.NO, "correction": "sw"}, InvalidInputError),
        ({"language": "not a tag!"}, InvalidInputError),
        ({"key": ""}, InvalidInputError),
        ({"segment_id": "0" * 32}, NotFoundError),
    ],
)
def test_answers_that_make_no_sense_are_refused(workspace, project, more, error):
    (name,) = [one.segment_id for one in drawn(workspace, project, count=1)]
    given = {"key": "k", "segment_id": name, "language": "sw", "answer": Answer.YES} | more
    with pytest.raises(error):
        answering.record(workspace, project.id, "local", [NewCheck(**given)])
    assert workspace.ledger.events.latest(project.id) == 0


def evidence(workspace, project, tag="sw"):
    with workspace.snapshot(project.id) as snapshot:
        return standing.evidence(workspace, project.id, snapshot, tag)


def test_the_threshold_that_the_answers_ask_for_is_proposed(workspace, project):
    """Everything from .6 up is Swahili and nothing below it."""
    place = scores(workspace, project)
    ids = [one.segment_id for one in drawn(workspace, project, count=200)]
    answer(workspace, project, [name for name in ids if place[name] >= 0.599], "yes")
    answer(workspace, project, [name for name in ids if place[name] < 0.599], "no")
    found = evidence(workspace, project)
    assert (found.rows, found.yes, found.no) == (200, 80, 120)
    at = {one.threshold: one for one in found.precisions}
    assert (at[0.6].value, at[0.5].value) == (pytest.approx(1.0), pytest.approx(0.8))
    assert found.proposal(0.95).threshold == 0.6
    assert found.proposal(0.8).threshold == 0.55  # at .5 the estimate reaches .8, its interval does not
    assert found.proposal(0.95).evidence is Evidence.SURE


def test_a_language_that_nobody_checked_has_no_evidence_yet(workspace, project):
    found = evidence(workspace, project, "en")
    assert (found.rows, found.yes + found.no) == (2, 0)
    assert found.proposal(0.95).evidence is Evidence.NONE


def test_rows_for_a_calibrator_hold_text_votes_and_whether_it_was_right(workspace, project):
    first, second, third = [one.segment_id for one in drawn(workspace, project, count=3)]
    answer(workspace, project, [first], "yes")
    answer(workspace, project, [second], "no", correction="so")
    answer(workspace, project, [third], "unsure")
    with workspace.snapshot(project.id) as snapshot:
        rows = standing.checked_rows(workspace, project.id, snapshot)
    assert [(row.segment_id, row.language, row.right) for row in rows] == [(first, "sw", True), (second, "sw", False)]
    assert rows[0].text.startswith("Sentensi ya ")
    assert json.loads(rows[0].votes)[0]["detector"] == "fasttext"


def test_two_detectors_that_disagree_make_a_worklist(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        counts = vote_counts.counted(snapshot)
        assert disagreeing.detectors(counts) == ["fasttext", "langdetect"]
        found = disagreeing.disagreements(counts, "fasttext", "langdetect")
        ids = disagreeing.disagreeing(snapshot, counts, "fasttext", "langdetect", one="sw", limit=30)
        assert disagreeing.disagreeing(snapshot, counts, "fasttext", "langdetect", other="en", limit=30) == []
    assert [(one.one, one.other, one.rows) for one in found] == [("sw", "so", 50)]
    assert len(ids) == 30
    made = work.open_worklist(workspace, LOCAL_ACCOUNT, project.id, "Swahili or Somali", ids, reason="They disagree.")
    again = work.open_worklist(workspace, LOCAL_ACCOUNT, project.id, "Swahili or Somali", ids, reason="They disagree.")
    assert (made.id, made.selection.segment_ids) == (again.id, tuple(ids))
    with pytest.raises(ConflictError):
        work.open_worklist(workspace, LOCAL_ACCOUNT, project.id, "None", [], reason="")
    with pytest.raises(PermissionDeniedError):
        work.open_worklist(workspace, Account("who", "Who"), project.id, "Mine", ids, reason="")


def reasons(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        found = snapshot.sql("select id, reason, verdict from segments")
    return {row["id"]: (row["reason"], row["verdict"]) for row in found.to_pylist()}


def likely(workspace, project, count):
    """Segments that score highest, so that nothing but an answer keeps them from being kept."""
    found = scores(workspace, project)
    return sorted(found, key=lambda name: -found[name])[:count]


def test_a_no_without_another_language_sends_to_review_until_it_is_undone(workspace, project):
    yes, no, unsure = likely(workspace, project, 3)
    assert {reasons(workspace, project)[name] for name in (yes, no, unsure)} == {("identified", "keep")}
    for name, value in ((yes, "yes"), (no, "no"), (unsure, "unsure")):
        answer(workspace, project, [name], value)
    for _ in range(2):  # laid over the corpus, then folded into it
        found = reasons(workspace, project)
        assert found[no] == ("checked_wrong", "review")
        assert {found[name] for name in (yes, unsure)} == {("identified", "keep")}
        projection.fold(workspace, project.id)
    answering.undo(workspace, project.id, "local", f"no-{no}")
    assert reasons(workspace, project)[no] == ("identified", "keep")


def test_the_newest_persons_answer_decides_and_a_named_language_outweighs_it(workspace, project):
    (name,) = likely(workspace, project, 1)
    other = workspace.ledger.accounts.create("Asha", "a long password").id
    answer(workspace, project, [name], "no")
    answering.record(workspace, project.id, other, [NewCheck("b", name, "sw", Answer.YES)])
    assert reasons(workspace, project)[name] == ("identified", "keep")
    answering.record(workspace, project.id, other, [NewCheck("c", name, "sw", Answer.NO)])
    assert reasons(workspace, project)[name] == ("checked_wrong", "review")
    answering.record(workspace, project.id, other, [NewCheck("d", name, "sw", Answer.NO, correction="en")])
    assert reasons(workspace, project)[name] == ("language_corrected", "keep")


def test_a_no_is_counted_by_the_board_and_by_a_preview_of_thresholds(workspace, project, tmp_path):
    names = likely(workspace, project, 4)
    with workspace.snapshot(project.id) as snapshot:
        before = WhatIf(snapshot).counts(snapshot.policy)["sw"]
        cube(snapshot, tmp_path)  # kept, and moved by what was not folded
    answer(workspace, project, names, "no")
    with workspace.snapshot(project.id) as snapshot:
        after = WhatIf(snapshot).counts(snapshot.policy)["sw"]
        cells = {(row["tag"], row["verdict"]): row["segments"] for row in cube(snapshot, tmp_path).to_pylist()}
    assert (after.kept, after.review) == (before.kept - 4, before.review + 4)
    assert (cells["sw", "keep"], cells["sw", "review"]) == (after.kept, after.review)
