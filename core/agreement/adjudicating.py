"""Adjudication: one value that holds, decided over what people said of a segment, with its whole story.

A decision is an event of its own kind: who decided, when, why people differed; what they had said is read from the
events before it. It holds over every opinion (`core.tagging.standing`), and the opinions stay as they are: figures of
agreement do not change by it.

Invariants: only owners decide; a segment that nobody labelled cannot be decided over; deciding twice under one key is
once; a decision can be undone, a batch of unanimous ones as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from core.access import require
from core.agreement.disputing import Dispute, Gathered, gathered
from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.languages import direction_of
from core.records import Account, AdjudicationReason, Event, EventKind, NewEvent, Role, Scheme
from core.tagging import schemes, undoing
from core.tagging.labelling import LONGEST_KEY, LONGEST_NOTE
from core.tagging.overlapping import Said, said, state_of
from core.tagging.standing import IMPORTER, standing
from core.workspace import Workspace

NOTE = ":note"


@dataclass(frozen=True, slots=True)
class ShownDispute:
    """A dispute with its text; `direction` as in `leasing.LeasedItem`."""

    dispute: Dispute
    text: str
    direction: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Disputes, most disagreement first, then by language: the first of `total`; `unanimous` segments can be accepted
    in one go, by the value that all gave them."""

    items: tuple[ShownDispute, ...]
    total: int
    unanimous: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GoldLabel:
    """A value that was decided on, from which opinions, by whom, when and why."""

    segment_id: str
    scheme: str
    scheme_version: int | None
    value: str
    reason: AdjudicationReason | None
    note: str | None
    decided_by: str
    decided_at: datetime
    opinions: tuple[Said, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it is asked for; `value` None withdraws what was decided. `key` makes sending it twice harmless."""

    key: str
    segment_id: str
    scheme: str
    value: str | None
    reason: AdjudicationReason | None = None
    note: str = ""


def queue(
    ws: Workspace,
    project_id: str,
    scheme_id: str,
    *,
    worklist_id: str | None = None,
    language: str | None = None,
    limit: int = 50,
) -> Queue:
    """What waits to be decided on; of one worklist, in one language (a tag; "" where it is unknown).

    Raises NotFoundError (project, scheme, worklist).
    """
    found = _waiting(ws, project_id, scheme_id, worklist_id, language)
    counted = Counter(value for _segment, value in found.unanimous)
    return Queue(
        _with_texts(ws, project_id, found.disputes[:limit]), len(found.disputes), tuple(sorted(counted.items()))
    )


def decide(ws: Workspace, account: Account, project_id: str, ruling: Ruling) -> Event:
    """Let a value hold over what people said; None withdraws what was decided, by whomever.

    Raises PermissionDeniedError (no owner), NotFoundError (project, scheme), InvalidInputError (key, value, reason,
    note), ConflictError (nobody labelled it; a key used for something else).
    """
    require(ws, account, project_id, Role.OWNER)
    scheme = schemes.current(ws, project_id, ruling.scheme)
    _check(scheme, ruling)
    key, segment_id, note = ruling.key, ruling.segment_id, ruling.note.strip()
    if not _people(said(state_of(ws, project_id, segment_id), [scheme.id])):
        raise ConflictError("Nobody labelled this segment.", hint="Label it first, or let others do so.")
    made = NewEvent(
        key, segment_id, EventKind.ADJUDICATE, ruling.value, scheme.id, scheme.version, reason=ruling.reason
    )
    noted = [NewEvent(key + NOTE, segment_id, EventKind.NOTE, note)] if note else []
    return ws.ledger.events.record(project_id, account.id, [*noted, made])[-1]


def accept_unanimous(
    ws: Workspace,
    account: Account,
    project_id: str,
    key: str,
    scheme_id: str,
    *,
    worklist_id: str | None = None,
    language: str | None = None,
) -> int:
    """Let hold what all asked people said alike; how many segments these are. The same key again accepts nothing more.

    Raises PermissionDeniedError, NotFoundError (project, scheme, worklist), InvalidInputError (key).
    """
    require(ws, account, project_id, Role.OWNER)
    scheme = schemes.current(ws, project_id, scheme_id)
    _check_key(key)
    before = _batch(ws, project_id, scheme_id, key)
    if before:
        return len(before)
    found = _waiting(ws, project_id, scheme_id, worklist_id, language)
    events = [
        NewEvent(
            f"{key}:{segment_id}",
            segment_id,
            EventKind.ADJUDICATE,
            value,
            scheme_id,
            scheme.version,
            reason=AdjudicationReason.UNANIMOUS,
        )
        for segment_id, value in found.unanimous
    ]
    return len(ws.ledger.events.record(project_id, account.id, events))


def undo(ws: Workspace, account: Account, project_id: str, key: str, scheme_id: str) -> int:
    """Take back this person's decision, or batch of unanimous ones, made under `key`; of how many segments.

    In a batch, what was decided anew since stays. Raises PermissionDeniedError, NotFoundError (no such decision of this
    person), ConflictError (it was decided anew since).
    """
    require(ws, account, project_id, Role.OWNER)
    single = ws.ledger.events.by_key(project_id, key)
    if single is not None and single.kind is EventKind.ADJUDICATE:
        undoing.undo(ws, project_id, account.id, key)
        if ws.ledger.events.by_key(project_id, key + NOTE) is not None:
            undoing.undo(ws, project_id, account.id, key + NOTE)
        return 1
    own = [one for one in _batch(ws, project_id, scheme_id, key) if one.account_id == account.id]
    if not own:
        raise NotFoundError("There is no such decision of yours.", hint="Load the page again.")
    newest = _newest(ws, project_id, scheme_id)
    back = [
        NewEvent(undoing.PREFIX + one.key, one.segment_id, one.kind, None, one.scheme, one.scheme_version)
        for one in own
        if newest.get(one.segment_id) == one
    ]
    return len(ws.ledger.events.record(project_id, account.id, back))


def gold(ws: Workspace, project_id: str, scheme_id: str) -> list[GoldLabel]:
    """Every decision that stands in a scheme, oldest first, with the opinions it was made from."""
    newest = {
        segment: event for segment, event in _newest(ws, project_id, scheme_id).items() if event.value is not None
    }
    history = ws.ledger.events.of_segments(project_id, sorted(newest))
    by_segment = {segment: list(own) for segment, own in groupby(history, key=attrgetter("segment_id"))}
    found = [_gold(event, by_segment[segment], scheme_id) for segment, event in newest.items()]
    return sorted(found, key=attrgetter("decided_at"))


def _gold(event: Event, history: Sequence[Event], scheme_id: str) -> GoldLabel:
    opinions = said(standing(one for one in history if one.seq < event.seq), [scheme_id])
    note = next((one.value for one in history if one.key == event.key + NOTE), None)
    return GoldLabel(
        segment_id=event.segment_id,
        scheme=scheme_id,
        scheme_version=event.scheme_version,
        value=event.value or "",
        reason=event.reason,
        note=note,
        decided_by=event.account_id,
        decided_at=event.server_at,
        opinions=tuple(_people(opinions)),
        key=event.key,
    )


def _people(opinions: Iterable[Said]) -> list[Said]:
    return [one for one in opinions if one.account_id != IMPORTER]


def _waiting(ws: Workspace, project_id: str, scheme_id: str, worklist_id: str | None, language: str | None) -> Gathered:
    worklist = ws.ledger.worklists.get(project_id, worklist_id) if worklist_id is not None else None
    decided = {key for key, event in _newest(ws, project_id, scheme_id).items() if event.value is not None}
    return gathered(ws, project_id, scheme_id, worklist=worklist, language=language, without=decided)


def _newest(ws: Workspace, project_id: str, scheme_id: str) -> dict[str, Event]:
    """The newest decision about each segment that was not undone; value None is a withdrawal."""
    made = ws.ledger.events.of_scheme(project_id, scheme_id, EventKind.ADJUDICATE)
    return {event.segment_id: event for event in undoing.not_undone(made)}


def _batch(ws: Workspace, project_id: str, scheme_id: str, key: str) -> list[Event]:
    made = ws.ledger.events.of_scheme(project_id, scheme_id, EventKind.ADJUDICATE)
    return [event for event in made if event.key.startswith(f"{key}:")]


def _check(scheme: Scheme, ruling: Ruling) -> None:
    _check_key(ruling.key)
    value, note, keys = ruling.value, ruling.note, scheme.keys()
    if value is not None and value not in keys:
        raise InvalidInputError(
            f"“{value}” is not a value of {scheme.name}.", hint=f"Its values are: {', '.join(keys)}."
        )
    if value is not None and ruling.reason in (None, AdjudicationReason.UNANIMOUS):
        raise InvalidInputError("A decision needs a reason.", hint="Say why people differed.")
    if len(note) > LONGEST_NOTE or "\0" in note:
        raise InvalidInputError(f"A note of {len(note)} characters cannot be kept.", hint="Write a shorter one.")


def _check_key(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise InvalidInputError(f"“{key[:40]}” cannot be a key.", hint="Use a random UUID for each decision.")


def _with_texts(ws: Workspace, project_id: str, disputes: Sequence[Dispute]) -> tuple[ShownDispute, ...]:
    if not disputes:
        return ()
    texts = {one.id: one.text for one in ws.corpus(project_id).get([one.segment_id for one in disputes])}
    return tuple(
        ShownDispute(one, texts[one.segment_id], direction_of(texts[one.segment_id], one.language))
        for one in disputes
        if one.segment_id in texts
    )
