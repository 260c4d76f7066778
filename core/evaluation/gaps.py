"""From a weak cell to work for somebody: a worklist that holds the cell's segments, and the target that says how many.

The worklist's labels change the cell's deficit on the balance board; the test split itself is never handed out, since a
model must not be tuned on what it is tested on.
"""

from core.records import Selection, Target, Worklist
from core.workspace import Workspace


def cell_selection(language: str, formality: str | None, domain: str | None) -> Selection:
    """Segments of a cell, and untagged ones of its language, from which the cell can grow."""
    return Selection(
        languages=(language,),
        verdicts=("keep", "review"),
        formality=(formality, "") if formality else (),
        domains=(domain, "") if domain else (),
    )


def open_worklist(
    workspace: Workspace,
    project_id: str,
    *,
    language: str,
    formality: str | None,
    domain: str | None,
    wanted: int,
    reason: str,
    account_id: str,
    assigned_to: str | None = None,
) -> Worklist:
    """Make the worklist of a weak cell and set the cell's target; the same cell twice gives the open one again."""
    selection = cell_selection(language, formality, domain)
    for worklist in workspace.ledger.worklists.list(project_id):
        if worklist.selection == selection:
            return worklist
    workspace.ledger.targets.put([Target(project_id, language, formality, domain, wanted)])
    name = " · ".join(part for part in (language, formality, domain) if part)
    return workspace.ledger.worklists.create(
        project_id,
        name=name,
        selection=selection,
        schemes=("formality", "domain"),
        reason=reason,
        assigned_to=assigned_to,
        goal=wanted,
        created_by=account_id,
    )
