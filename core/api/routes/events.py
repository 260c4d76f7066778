"""Decisions about segments: recorded, acknowledged once they are durable, read page by page."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, Field

from core.access import is_allowed
from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject
from core.errors import InvalidInputError, PermissionDeniedError
from core.languages import name
from core.records import Account, Event, EventKind, NewEvent, Role
from core.tagging import labelling, undoing
from core.tagging.recalling import Recalled, recall
from core.workspace import Workspace

router = APIRouter(prefix="/projects/{project_id}/labels", tags=["labels"])
MOST_AT_ONCE = 500


class Decision(BaseModel):
    """One decision; `key` (a random UUID) makes sending it twice harmless.

    `kind` is label (of a `scheme`; value null withdraws it), language (a BCP 47 tag), skip, note, restore (keep or
    drop), or undo, which takes back your decision with the key `undoes` and, with `worklist`, leases its segment to you
    again. `seconds` is the time it took, `client_at` when it was made.
    """

    key: str = Field(min_length=1, max_length=labelling.LONGEST_KEY)
    segment_id: str = Field(min_length=1, max_length=100)
    kind: EventKind | Literal["undo"] = EventKind.LABEL
    value: str | None = None
    scheme: str | None = None
    scheme_version: int | None = None
    seconds: float | None = None
    suggestion: str | None = None
    suggestion_shown: bool = False
    client_at: datetime | None = None
    undoes: str | None = None
    worklist: str | None = None


class Acknowledgement(BaseModel):
    """A decision that is on disk: its key as it was sent, its number in the project, what it says, and when it came."""

    key: str
    seq: int
    value: str | None
    recorded_at: datetime


class RecordedPage(BaseModel):
    """Recorded decisions in their order; ask on with `after` = `next` until that is null."""

    items: list[Event]
    next: int | None


class RecalledSegment(BaseModel):
    """A segment as it stands now."""

    segment_id: str
    text: str
    language: str | None
    language_name: str | None
    direction: str
    labels: dict[str, str]
    own: list[str]


class RecentDecision(BaseModel):
    """One of your decisions that can be taken back, with its segment."""

    key: str
    kind: EventKind
    scheme: str | None
    value: str | None
    recorded_at: datetime
    item: RecalledSegment


class RecentDecisions(BaseModel):
    """Your decisions, newest first."""

    items: list[RecentDecision]


@router.post("")
def record_decisions(
    workspace: CurrentWorkspace,
    account: CurrentAccount,
    project: MemberProject,
    decisions: Annotated[list[Decision], Field(max_length=MOST_AT_ONCE)],
    x_isogloss_account: Annotated[str | None, Header()] = None,
) -> list[Acknowledgement]:
    """Record decisions in their order; one acknowledgement a key, once they are durable.

    With the header X-Isogloss-Account they are refused where somebody else is signed in by now. If one is refused, none
    after it (and perhaps none of the batch) was recorded; sending those that are good again is harmless.
    """
    if x_isogloss_account not in (None, account.id):
        raise PermissionDeniedError(
            "These choices were made by somebody else than is signed in now.", hint="Sign in as the one who made them."
        )
    return list(_recorded(workspace, account, project.id, decisions))


@router.get("")
def list_decisions(
    workspace: CurrentWorkspace,
    account: CurrentAccount,
    project: MemberProject,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> RecordedPage:
    """Everything that was decided, in order; an annotator sees their own decisions alone."""
    found = workspace.ledger.events.since(project.id, after, limit)
    sees_all = is_allowed(workspace, account, project.id, Role.OWNER)
    shown = [event for event in found if sees_all or event.account_id == account.id]
    return RecordedPage(items=shown, next=found[-1].seq if len(found) == limit else None)


@router.get("/recent")
def list_recent(
    workspace: CurrentWorkspace,
    account: CurrentAccount,
    project: MemberProject,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> RecentDecisions:
    """Your own last decisions with their texts."""
    person = workspace.ledger.accounts.get(account.id)
    return RecentDecisions(items=[_as_recent(one, person) for one in recall(workspace, project.id, account.id, limit)])


def _recorded(ws: Workspace, account: Account, project_id: str, decisions: list[Decision]) -> Iterator[Acknowledgement]:
    for undoes, group in groupby(decisions, key=lambda one: one.kind == "undo"):
        sent = list(group)
        if undoes:
            events = [_undone(ws, account, project_id, one) for one in sent]
        else:
            events = labelling.record(ws, project_id, account.id, [_as_new_event(one) for one in sent])
        for one, event in zip(sent, events, strict=True):
            yield Acknowledgement(key=one.key, seq=event.seq, value=event.value, recorded_at=event.server_at)


def _undone(ws: Workspace, account: Account, project_id: str, decision: Decision) -> Event:
    if not decision.undoes:
        raise InvalidInputError("An undo does not say what it takes back.", hint="Send its key as “undoes”.")
    return undoing.undo(ws, project_id, account.id, decision.undoes, worklist_id=decision.worklist)


def _as_new_event(decision: Decision) -> NewEvent:
    return NewEvent(
        key=decision.key,
        segment_id=decision.segment_id,
        kind=EventKind(decision.kind),
        value=decision.value,
        scheme=decision.scheme,
        scheme_version=decision.scheme_version,
        seconds=decision.seconds,
        suggestion=decision.suggestion,
        suggestion_shown=decision.suggestion_shown,
        client_at=decision.client_at,
    )


def _as_recent(one: Recalled, person: Account) -> RecentDecision:
    item = RecalledSegment(
        segment_id=one.event.segment_id,
        text=one.text,
        language=one.language,
        language_name=name(one.language, person.interface_language) if one.language else None,
        direction=one.direction,
        labels=one.labels,
        own=list(one.own),
    )
    event = one.event
    return RecentDecision(
        key=event.key,
        kind=event.kind,
        scheme=event.scheme,
        value=event.value,
        recorded_at=event.server_at,
        item=item,
    )
