"""What routes ask for: the workspace, the account, and the right to act in a project."""

from typing import Annotated

from fastapi import Depends, Path, Request

from core.access import require
from core.records import Account, Project, Role
from core.workspace import Workspace


def workspace_of(request: Request) -> Workspace:
    """The workspace that this server serves."""
    workspace: Workspace = request.app.state.workspace()
    return workspace


def account_of(request: Request) -> Account:
    """The signed-in account; the gate has put it there."""
    account: Account = request.scope["state"]["account"]
    return account


CurrentWorkspace = Annotated[Workspace, Depends(workspace_of)]
CurrentAccount = Annotated[Account, Depends(account_of)]


def member_project(
    workspace: CurrentWorkspace, account: CurrentAccount, project_id: Annotated[str, Path(alias="project_id")]
) -> Project:
    """The project, for any member."""
    require(workspace, account, project_id, Role.ANNOTATOR)
    return workspace.ledger.projects.get(project_id)


def owned_project(workspace: CurrentWorkspace, account: CurrentAccount, project_id: str) -> Project:
    """The project, for its owners alone."""
    require(workspace, account, project_id, Role.OWNER)
    return workspace.ledger.projects.get(project_id)


MemberProject = Annotated[Project, Depends(member_project)]
OwnedProject = Annotated[Project, Depends(owned_project)]
