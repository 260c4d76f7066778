"""Adjudication: segments that people differ about, decisions over their opinions, and the labels that came of it."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from core.agreement import adjudicating
from core.agreement.adjudicating import GoldLabel, Ruling
from core.api.dependencies import CurrentAccount, CurrentWorkspace, OwnedProject
from core.records import AdjudicationReason
from core.tagging.labelling import LONGEST_KEY

router = APIRouter(prefix="/projects/{project_id}/adjudications", tags=["adjudications"])

Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]
Reason = Literal["guideline_gap", "dialect", "error", "ambiguous", "other"]


class Wanted(BaseModel):
    """Which disputes: in a scheme, of one worklist, in one language ("" where it is unknown)."""

    scheme: str
    worklist: str | None = None
    language: str | None = None
    limit: int = Field(default=50, ge=1, le=200)


class GivenOpinion(BaseModel):
    """What a person says of a segment."""

    account_id: str
    value: str


class DisputedSegment(BaseModel):
    """A segment that people differ about; `disagreement` is 0..1 in a scheme with steps, else the entropy in bits."""

    segment_id: str
    text: str
    language: str | None
    direction: str
    opinions: list[GivenOpinion]
    disagreement: float


class UnanimousValue(BaseModel):
    """How many segments all who were asked gave this value."""

    value: str
    segments: int


class Disputes(BaseModel):
    """Most disagreement first, then by language; the first of `total`."""

    items: list[DisputedSegment]
    total: int
    unanimous: list[UnanimousValue]


class NewRuling(BaseModel):
    """A decision; `key` (a random UUID) makes sending it twice harmless. `value` null withdraws what was decided."""

    key: Key
    segment_id: str
    scheme: str
    value: str | None
    reason: Reason | None = None
    note: str = ""


class Accepting(BaseModel):
    """Accepting what all said alike; `key` makes sending it twice harmless, and takes it back."""

    key: Key
    scheme: str
    worklist: str | None = None
    language: str | None = None


class Undoing(BaseModel):
    """The key of a decision, or of accepted unanimous ones, to be taken back."""

    key: Key
    scheme: str


class Decided(BaseModel):
    """A decision that is on disk."""

    key: str
    seq: int
    value: str | None
    recorded_at: datetime


class Changed(BaseModel):
    """Of how many segments something was accepted or taken back."""

    segments: int


@router.get("/queue")
def read_queue(workspace: CurrentWorkspace, project: OwnedProject, wanted: Annotated[Wanted, Query()]) -> Disputes:
    """What waits to be decided on, for owners."""
    found = adjudicating.queue(
        workspace,
        project.id,
        wanted.scheme,
        worklist_id=wanted.worklist,
        language=wanted.language,
        limit=wanted.limit,
    )
    return Disputes(
        items=[_as_disputed(one) for one in found.items],
        total=found.total,
        unanimous=[UnanimousValue(value=value, segments=segments) for value, segments in found.unanimous],
    )


@router.post("")
def decide(workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, new: NewRuling) -> Decided:
    """Let a value hold over what people said; their opinions stay as they are."""
    reason = AdjudicationReason(new.reason) if new.reason else None
    ruling = Ruling(new.key, new.segment_id, new.scheme, new.value, reason, new.note)
    event = adjudicating.decide(workspace, account, project.id, ruling)
    return Decided(key=event.key, seq=event.seq, value=event.value, recorded_at=event.server_at)


@router.post("/unanimous")
def accept_unanimous(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, wanted: Accepting
) -> Changed:
    """Accept what all who were asked said alike."""
    accepted = adjudicating.accept_unanimous(
        workspace,
        account,
        project.id,
        wanted.key,
        wanted.scheme,
        worklist_id=wanted.worklist,
        language=wanted.language,
    )
    return Changed(segments=accepted)


@router.post("/undo")
def undo(workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, undone: Undoing) -> Changed:
    """Take back your decision, or the unanimous ones that you accepted."""
    return Changed(segments=adjudicating.undo(workspace, account, project.id, undone.key, undone.scheme))


@router.get("")
def list_gold(workspace: CurrentWorkspace, project: OwnedProject, scheme: str) -> list[GoldLabel]:
    """Every decision that stands, oldest first: who decided, when, why, and from which opinions."""
    return adjudicating.gold(workspace, project.id, scheme)


def _as_disputed(one: adjudicating.ShownDispute) -> DisputedSegment:
    return DisputedSegment(
        segment_id=one.dispute.segment_id,
        text=one.text,
        language=one.dispute.language,
        direction=one.direction,
        opinions=[GivenOpinion(account_id=who.account_id, value=who.value) for who in one.dispute.opinions],
        disagreement=one.dispute.disagreement,
    )
