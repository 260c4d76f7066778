"""Leases: the next segments for whoever asks, kept by a heartbeat, and how far the worklist is."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject
from core.languages import name
from core.records import Account, Lease, Worklist
from core.suggesting import predicting
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


class SuggestedEvidence(BaseModel):
    """One reason for a suggestion: what it is (letters, words, sign, or a kind of mark), how it reads, how much it
    speaks for the value (of 1) and its places in the text, [start, end) in code points."""

    kind: str
    name: str
    weight: float
    places: list[tuple[int, int]]


class SegmentSuggestion(BaseModel):
    """What a machine holds of a segment in a scheme: never a label. `when` it is to be shown: at_once, after_key (the
    first one) or never; an event says both what was suggested and whether it was seen. `probability` is null where
    marks of speech alone suggest; `cross_language`: nobody labelled anything in this language yet."""

    scheme: str
    value: str
    probability: float | None
    cross_language: bool
    when: str
    evidence: list[SuggestedEvidence]


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
    suggestions: list[SegmentSuggestion] = []
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
    return Leased(items=_segments(workspace, worklist, person, found), left=left)


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
    workspace: Workspace, worklist: Worklist, person: Account, found: list[leasing.LeasedItem]
) -> list[LeasedSegment]:
    sources = {one.id: one.name for one in workspace.ledger.sources.list(worklist.project_id)} if found else {}
    suggested = _suggestions(workspace, worklist, person, found)
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
            suggestions=suggested.get(one.segment_id, []),
            lease_id=one.lease_id,
            expires_at=one.expires_at,
            source=sources.get(one.source_id, ""),
            context="",
        )
        for one in found
    ]


def _suggestions(
    workspace: Workspace, worklist: Worklist, person: Account, found: list[leasing.LeasedItem]
) -> dict[str, list[SegmentSuggestion]]:
    """By segment; in worklists that ask several people the suggestion never comes before a person's first key."""
    asked = [predicting.Asked(one.segment_id, one.text, one.language) for one in found]
    several = {one.segment_id for one in found if worklist.overlap > 1 or set(one.labels) - set(one.own)}
    made = predicting.suggest(workspace, worklist.project_id, person.id, asked, several=several)
    return {segment_id: [_suggestion(one) for one in own] for segment_id, own in made.items()}


def _suggestion(one: predicting.Suggestion) -> SegmentSuggestion:
    return SegmentSuggestion(
        scheme=one.scheme,
        value=one.value,
        probability=one.probability,
        cross_language=one.is_cross_language,
        when=one.when,
        evidence=[
            SuggestedEvidence(kind=why.kind, name=why.name, weight=why.weight, places=list(why.places))
            for why in one.evidence
        ],
    )


def _name(person: Account, tag: str | None) -> str | None:
    return name(tag, person.interface_language) if tag else None


def _kept(leases: list[Lease]) -> Kept:
    return Kept(
        kept=[KeptLease(lease_id=one.id, segment_id=one.segment_id, expires_at=one.expires_at) for one in leases]
    )
