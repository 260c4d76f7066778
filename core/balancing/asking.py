"""From a cell of the board to work: set how much it should have, and hand what it lacks to somebody.

Only owners set targets, and so only they can turn a cell without one into work.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.access import require
from core.balancing.board import BalanceBoard, read_board
from core.balancing.targets import Deficit
from core.balancing.tasks import open_worklist
from core.errors import ConflictError
from core.records import Account, Role, Target, Worklist
from core.workspace import Workspace


def set_targets(ws: Workspace, account: Account, project_id: str, targets: Sequence[Target]) -> None:
    """Set targets of a project; 0 wanted takes one away.

    Raises PermissionDeniedError for others than owners, InvalidInputError for a negative number.
    """
    require(ws, account, project_id, Role.OWNER)
    ws.ledger.targets.put(targets)
    ws.ledger.audit.append(account.id, "targets.set", str(len(targets)), project_id=project_id)


def ask_for(
    ws: Workspace, account: Account, target: Target, *, assigned_to: str | None = None, why: str = "", overlap: int = 1
) -> Worklist:
    """Set a cell's target and open the worklist of what it lacks; while one is open, that one is returned.

    `why` is put before the worklist's own reason; `overlap` people are to label each segment.
    Raises ConflictError where the cell has as much already, PermissionDeniedError for others than owners.
    """
    set_targets(ws, account, target.project_id, [target])
    deficit = deficit_of(read_board(ws, target.project_id), target)
    if deficit is None:
        raise ConflictError(
            f"This cell has {target.wanted} kept segments or more already.", hint="Ask for more than there are."
        )
    return open_worklist(
        ws, target.project_id, deficit, account_id=account.id, assigned_to=assigned_to, why=why, overlap=overlap
    )


def ask_for_more(
    ws: Workspace, account: Account, cell: Target, more: int, *, assigned_to: str | None = None, why: str = ""
) -> Worklist:
    """Ask for `more` segments than a cell has now or was to have; its open worklist, where there is one.

    `cell.wanted` is not looked at. Raises what `ask_for` raises.
    """
    board = read_board(ws, cell.project_id)
    there = cell_segments(board, cell.language, cell.formality, cell.domain)
    known = deficit_of(board, cell)
    wanted = known.wanted if known else there + more
    return ask_for(ws, account, replace(cell, wanted=wanted), assigned_to=assigned_to, why=why)


def deficit_of(board: BalanceBoard, target: Target) -> Deficit | None:
    """The board's deficit of the target's cell; None where the cell has enough."""
    cell = (target.language, target.formality, target.domain)
    return next((item for item in board.deficits if (item.language, item.formality, item.domain) == cell), None)


def cell_segments(board: BalanceBoard, language: str | None, formality: str | None, domain: str | None) -> int:
    """How many segments of the board lie in a cell; None stands for 'any'."""
    wanted = (language, formality, domain)
    return sum(
        cell.segments
        for cell in board.cells
        if all(
            value in (None, has)
            for value, has in zip(wanted, (cell.language, cell.formality, cell.domain), strict=True)
        )
    )
