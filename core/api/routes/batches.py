"""Batches: many segments tagged at once, looked over before and taken back as a whole."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.access import is_allowed, require
from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject
from core.records import Role
from core.tagging import bulk

router = APIRouter(prefix="/projects/{project_id}/batches", tags=["batches"])


class BatchRequest(BaseModel):
    """What is tagged with what. `key` (a random UUID) makes sending it twice harmless. Segments with another label are
    left alone unless `replace`, which only owners may say. `looked_at` must hold the whole sample of the plan."""

    key: str = Field(min_length=1, max_length=100)
    scheme: str
    value: str
    segment_ids: list[str] = Field(min_length=1, max_length=bulk.MOST)
    replace: bool = False
    looked_at: list[str] = []
    rejected: list[str] = []

    def batch(self) -> bulk.Batch:
        """As the core takes it."""
        return bulk.Batch(
            key=self.key,
            scheme=self.scheme,
            value=self.value,
            segment_ids=tuple(self.segment_ids),
            replace=self.replace,
            looked_at=frozenset(self.looked_at),
            rejected=frozenset(self.rejected),
        )


class BatchPlan(BaseModel):
    """What applying would do; `sample` are the segments that must be looked at first."""

    tags: int
    languages: dict[str, int]
    already: int
    other: dict[str, int]
    gone: int
    sample: list[str]


class AppliedBatch(BaseModel):
    """A batch that is on disk."""

    batch_id: str
    tagged: int


class UndoneBatch(BaseModel):
    """A batch that was taken back; `left` were decided anew since."""

    batch_id: str
    undone: int
    left: int


class ListedBatch(BaseModel):
    """A batch of the past; `tagged` is null for one that was cut off."""

    batch_id: str
    at: datetime
    account_id: str
    scheme: str
    value: str
    tagged: int | None
    is_undone: bool


@router.post("/plan")
def plan_batch(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, request: BatchRequest
) -> BatchPlan:
    """What a batch would do; nothing is recorded."""
    planned = bulk.plan(workspace, project.id, account.id, request.batch())
    return BatchPlan(
        tags=len(planned.segment_ids),
        languages={tag or "": n for tag, n in planned.languages},
        already=planned.already,
        other=dict(planned.other),
        gone=planned.gone,
        sample=list(planned.sample),
    )


@router.post("")
def apply_batch(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, request: BatchRequest
) -> AppliedBatch:
    """Tag; answered once every label is durable."""
    if request.replace:
        require(workspace, account, project.id, Role.OWNER)
    done = bulk.apply(workspace, project.id, account.id, request.batch())
    return AppliedBatch(batch_id=done.batch_id, tagged=done.tagged)


@router.post("/{batch_id}/undo")
def undo_batch(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, batch_id: str
) -> UndoneBatch:
    """Take back a whole batch of your own."""
    done = bulk.undo(workspace, project.id, account.id, batch_id)
    return UndoneBatch(batch_id=done.batch_id, undone=done.undone, left=done.left)


@router.get("")
def list_batches(workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject) -> list[ListedBatch]:
    """The newest batches; an annotator sees their own alone."""
    sees_all = is_allowed(workspace, account, project.id, Role.OWNER)
    found = bulk.batches(workspace, project.id, None if sees_all else account.id)
    return [
        ListedBatch(
            batch_id=one.batch_id,
            at=one.at,
            account_id=one.account_id,
            scheme=one.scheme,
            value=one.value,
            tagged=one.tagged,
            is_undone=one.is_undone,
        )
        for one in found
    ]
