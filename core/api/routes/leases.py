"""Leases: the next segments for whoever asks, kept by a heartbeat, and how far the worklist is."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject
from core.languages import name
from core.records import Account, Lease
from core.tagging import leasing, tallies
from core.workspace import Workspace

router = APIRouter(prefix="/projects/{project_id}/leases", tags=["leases"])
LEFT_MAX_AGE = 60.0
MOST_AT_ONCE = 50


class LeaseRequest(BaseModel):
    """Asking for segments; `exclude` are ids that the client has at hand, `language` a tag ("" where it is unknown)."""

    worklist: str
    count: int = Field(default=10, ge=1, le=MOST_AT_ONCE)
    exclude: list[str] = Field(default=[], max_length=1000)
    language: str | None = None


class LeasedSegment(BaseModel):
    """A segment in your hands until `expires_at`.

    `labels` hold so far; `own` names the schemes in which that value is yours; `source` is the name of its source,
    `context` what else there is to say of where it stands.
    """

    segment_id: str
    text: str
    language: str | None
    language_name: str | None
    direction: str
    labels: dict[str, str]
    own: list[str]
    suggestion: str | None
    lease_id: str
    expires_at: datetime
    source: str
    context: str


class Leased(BaseModel):
    """Segments for you, and about how many you could still do, these and those in `exclude` among them."""

    items: list[LeasedSegment]
    left: int


class HeldLeases(BaseModel):
    """Leases to be kept, or segments to be given back."""

    leases: list[str] = Field(default=[], max_length=1000)
    segments: list[str] = Field(default=[], max_length=1000)


class KeptLease(BaseModel):
    """A lease that still stands."""

    lease_id: str
    segment_id: str
    expires_at: datetime


class Kept(BaseModel):
    """The leases that still stand; the others went to somebody else."""

    kept: list[KeptLease]


class LanguageTally(BaseModel):
    """How far one language is; `skipped` (by you) are among those `left`, `mine` says whether you are handed it."""

    language: str | None
    name: str
    done: int
    left: int
    skipped: int
    mine: bool


class WorklistProgress(BaseModel):
    """How far a worklist is, your languages first."""

    languages: list[LanguageTally]


@router.post("")
def lease_segments(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, wanted: LeaseRequest
) -> Leased:
    """The next segments for you. Nobody else gets them while the lease lasts; what you held comes first."""
    person = workspace.ledger.accounts.get(account.id)
    found = leasing.lease(
        workspace,
        project.id,
        person,
        wanted.worklist,
        wanted.count,
        holding=wanted.exclude,
        language=wanted.language,
    )
    worklist = workspace.ledger.worklists.get(project.id, wanted.worklist)
    left = tallies.left(workspace, worklist, person, wanted.language, max_age=LEFT_MAX_AGE)
    return Leased(items=_segments(workspace, project.id, person, found), left=left)


@router.get("/progress")
def read_progress(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, worklist: Annotated[str, Query()]
) -> WorklistProgress:
    """Done, left and skipped per language, counted now."""
    person = workspace.ledger.accounts.get(account.id)
    found = tallies.tallies(workspace, workspace.ledger.worklists.get(project.id, worklist), person)
    shown = [
        LanguageTally(
            language=one.language,
            name=_name(person, one.language) or "?",
            done=one.done,
            left=one.left,
            skipped=one.skipped,
            mine=one.mine,
        )
        for one in found
    ]
    return WorklistProgress(languages=shown)


@router.post("/heartbeat")
def keep_leases(workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, held: HeldLeases) -> Kept:
    """Keep several leases at once."""
    return _kept(leasing.heartbeat(workspace, project.id, account.id, held.leases))


@router.post("/{lease_id}/heartbeat")
def keep_lease(workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, lease_id: str) -> Kept:
    """Keep one lease."""
    return _kept(leasing.heartbeat(workspace, project.id, account.id, [lease_id]))


@router.post("/release", status_code=204)
def release_segments(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, held: HeldLeases
) -> None:
    """Let others have segments that you leased."""
    leasing.give_back(workspace, project.id, account.id, held.segments)


def _segments(
    workspace: Workspace, project_id: str, person: Account, found: list[leasing.LeasedItem]
) -> list[LeasedSegment]:
    sources = {one.id: one.name for one in workspace.ledger.sources.list(project_id)} if found else {}
    return [
        LeasedSegment(
            segment_id=one.segment_id,
            text=one.text,
            language=one.language,
            language_name=_name(person, one.language),
            direction=one.direction,
            labels=dict(one.labels),
            own=list(one.own),
            suggestion=one.suggestion,
            lease_id=one.lease_id,
            expires_at=one.expires_at,
            source=sources.get(one.source_id, ""),
            context="",
        )
        for one in found
    ]


def _name(person: Account, tag: str | None) -> str | None:
    return name(tag, person.interface_language) if tag else None


def _kept(leases: list[Lease]) -> Kept:
    return Kept(
        kept=[KeptLease(lease_id=one.id, segment_id=one.segment_id, expires_at=one.expires_at) for one in leases]
    )
