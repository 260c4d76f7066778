"""The board of agreement: from the ledger's events to rows by language and pair."""

import pytest
from opinion_rows import say
from tagging_project import tagging_project

from core.agreement.board import agreement_board, agreement_pairs
from core.agreement.measuring import Undefined
from core.records import Selection


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def people(workspace):
    return [workspace.ledger.accounts.create(name, "a long password").id for name in ("Ada", "Bola", "Chidi")]


def ids(workspace, project, tag):
    with workspace.snapshot(project.id) as snapshot:
        return [row.segment.id for row in snapshot.page(Selection(languages=(tag,)), limit=10)]


def test_rows_by_language_and_pair_with_the_least_agreement_first(workspace, project, people):
    ada, bola, chidi = people
    for segment, value in zip(ids(workspace, project, "yo"), ("formal", "colloquial", "neutral"), strict=True):
        for person in people:
            say(workspace, project, person, segment, value)
    arabic = ids(workspace, project, "ar")
    for segment, first, second in zip(
        arabic, ("formal", "colloquial", "formal"), ("colloquial", "formal", "formal"), strict=True
    ):
        say(workspace, project, ada, segment, first)
        say(workspace, project, bola, segment, second)
    board = agreement_board(workspace, project.id, "formality")
    assert [(row.language, row.segments, row.shared) for row in board.languages] == [("ar", 3, 3), ("yo", 3, 3)]
    assert board.languages[1].figure("alpha").value == 1
    assert board.languages[0].figure("alpha").value < 0
    assert board.languages[0].confused == ("colloquial", "formal", 2)
    assert {(row.language, row.pair) for row in agreement_pairs(workspace, project.id, "formality")} == {
        ("ar", tuple(sorted((ada, bola)))),
        *(("yo", tuple(sorted(pair))) for pair in ((ada, bola), (ada, chidi), (bola, chidi))),
    }
    assert board.everything.shared == 6
    assert board.everything.figure("alpha").signature.startswith("alpha|scale:ordinal|values:5|people:3|segments:6")


def test_what_was_taken_back_or_came_with_a_file_is_nobodys_opinion(workspace, project, people):
    ada, bola, _chidi = people
    first, second, _third = ids(workspace, project, "sw")
    for person in (ada, bola):
        say(workspace, project, person, first, "formal")
    say(workspace, project, bola, first, None)
    say(workspace, project, "import", second, "formal")
    board = agreement_board(workspace, project.id, "formality")
    assert [one.account_id for one in board.people] == [ada]
    assert board.everything.figure("alpha").why is Undefined.ONE_PERSON


def test_values_off_the_scale_are_counted_by_person(workspace, project, people):
    segment = ids(workspace, project, "th")[0]
    say(workspace, project, people[0], segment, "cannot_tell")
    say(workspace, project, people[1], segment, "formal")
    board = agreement_board(workspace, project.id, "formality")
    counts = {one.account_id: (one.on_scale, one.off_scale) for one in board.people}
    assert counts == {people[0]: (0, (("cannot_tell", 1),)), people[1]: (1, ())}
    assert board.everything.shared == 0


def test_an_empty_project_has_a_board_that_says_why_it_is_empty(workspace, project):
    board = agreement_board(workspace, project.id, "domain")
    assert board.languages == board.people == agreement_pairs(workspace, project.id, "domain") == ()
    assert {one.why for one in board.everything.figures} == {Undefined.ONE_PERSON}
