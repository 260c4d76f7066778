"""Worklists: list and make them, and read what others said of a segment that you are done with."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject, OwnedProject
from core.records import Selection, Worklist
from core.tagging import overlapping, worklists

router = APIRouter(prefix="/projects/{project_id}/worklists", tags=["worklists"])


class NewWorklist(BaseModel):
    """A worklist to be made; `key` makes sending it twice make one.

    `overlap` people label each segment, blind to each other; with `shows_others` they may read what the others said of
    a segment once they are done with it. `goal` is a number of segments, `assigned_to` an account.
    """

    key: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=200)
    schemes: Annotated[list[str], Field(min_length=1)]
    selection: Selection = Selection()
    reason: str = ""
    assigned_to: str | None = None
    goal: int | None = Field(default=None, ge=1)
    overlap: int = Field(default=1, ge=1, le=worklists.MOST_PEOPLE)
    shows_others: bool = False


class OtherOpinion(BaseModel):
    """What somebody else said of a segment."""

    name: str
    scheme: str
    value: str


class OtherOpinions(BaseModel):
    """What the others said, by scheme, in the order said."""

    items: list[OtherOpinion]


@router.get("")
def list_worklists(workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject) -> list[Worklist]:
    """The open worklists that are yours or everybody's, newest first."""
    return workspace.ledger.worklists.list(project.id, account_id=account.id)


@router.post("", status_code=201)
def create_worklist(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, new: NewWorklist
) -> Worklist:
    """Make a worklist, for owners."""
    return worklists.create(
        workspace,
        project.id,
        new.name,
        new.selection,
        new.schemes,
        reason=new.reason,
        assigned_to=new.assigned_to,
        goal=new.goal,
        account_id=account.id,
        key=new.key,
        overlap=new.overlap,
        shows_others=new.shows_others,
    )


@router.get("/{worklist_id}/segments/{segment_id}/others")
def read_others(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, worklist_id: str, segment_id: str
) -> OtherOpinions:
    """What the others said of a segment: where the worklist allows it, and for those alone who finished it."""
    found = overlapping.others_said(workspace, project.id, account, worklist_id, segment_id)
    names = {one.id: one.name for one in workspace.ledger.accounts.list()}
    return OtherOpinions(
        items=[
            OtherOpinion(name=names.get(one.account_id, one.account_id), scheme=one.scheme, value=one.value)
            for one in found
        ]
    )
