"""From a cell to work: the target, the worklist of what is missing, and who may ask."""

import pytest
from balance_project import balance_project

from core.access.commands import add_account
from core.balancing.asking import ask_for, ask_for_more, cell_segments, deficit_of, set_targets
from core.balancing.board import read_board
from core.errors import ConflictError, PermissionDeniedError
from core.records import LOCAL_ACCOUNT, Role, Target


@pytest.fixture
def project(workspace):
    return balance_project(workspace)


def test_a_cell_without_target_becomes_a_worklist_of_what_is_missing(workspace, project):
    wanted = Target(project.id, "yo", "formal", None, 30)
    made = ask_for(workspace, LOCAL_ACCOUNT, wanted)
    assert made.goal == 9  # 21 formal Yoruba segments are there
    assert workspace.ledger.targets.list(project.id) == [wanted]
    assert ask_for(workspace, LOCAL_ACCOUNT, wanted).id == made.id  # asked twice, made once


def test_enough_is_enough(workspace, project):
    with pytest.raises(ConflictError, match="has 21 kept segments or more"):
        ask_for(workspace, LOCAL_ACCOUNT, Target(project.id, "yo", "formal", None, 21))


def test_none_stands_for_any(workspace, project):
    board = read_board(workspace, project.id)
    assert cell_segments(board, None, None, None) == 252
    assert cell_segments(board, "yo", None, None) == 42
    assert cell_segments(board, "yo", "formal", "health") == 3
    assert cell_segments(board, "fr", None, None) == 0
    assert deficit_of(board, Target(project.id, "yo", None, None, 5)) is None


def test_only_owners_set_targets(workspace, project):
    add_account(workspace, "Ada", "mlima mrefu wa theluji")
    other = add_account(workspace, "Bea", "mlima mrefu wa theluji")
    workspace.ledger.members.put(project.id, other.id, Role.ANNOTATOR)
    with pytest.raises(PermissionDeniedError):
        set_targets(workspace, other, project.id, [Target(project.id, "yo", None, None, 5)])
    assert workspace.ledger.targets.list(project.id) == []


def test_more_is_counted_from_what_is_there(workspace, project):
    cell = Target(project.id, "yo", "formal", "health", 0)
    made = ask_for_more(workspace, LOCAL_ACCOUNT, cell, 25, why="Weak in evaluation.")
    assert made.goal == 25
    assert made.reason.startswith("Weak in evaluation. 3 of 28 segments are there.")
    assert ask_for_more(workspace, LOCAL_ACCOUNT, cell, 25).id == made.id  # the target stays as it is
    assert workspace.ledger.targets.list(project.id) == [Target(project.id, "yo", "formal", "health", 28)]
