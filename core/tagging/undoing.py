"""Undoing: a decision is withdrawn by another event that puts back what held before; nothing is erased.

Invariants: the undoing event's key is made from the undone one's, so that undoing twice is once; undone decisions and
the undoing ones are passed over when the last decision is looked for, so that pressing the key again goes further back.
"""

from collections.abc import Sequence

from core.errors import ConflictError, NotFoundError
from core.records import Event, EventKind, NewEvent
from core.workspace import Workspace

PREFIX = "undo:"
SHARED = frozenset({EventKind.LANGUAGE, EventKind.RESTORE, EventKind.ADJUDICATE})
FAR_BACK = 1000


def last_decision(ws: Workspace, project_id: str, account_id: str) -> Event | None:
    """The newest decision of this person that can be undone."""
    return next(iter(recent(ws, project_id, account_id, limit=1)), None)


def recent(ws: Workspace, project_id: str, account_id: str, limit: int = 20) -> list[Event]:
    """This person's newest decisions that were not undone, newest first; value None is a withdrawal."""
    return not_undone(ws.ledger.events.of_account(project_id, account_id, limit=FAR_BACK))[:limit]


def undo(
    ws: Workspace, project_id: str, account_id: str, key: str | None = None, *, worklist_id: str | None = None
) -> Event:
    """Take back the decision recorded under `key`, or this person's last one; returns the event that does so.

    With `worklist_id` the segment is leased to the person again where it is free, so that nobody else gets it
    meanwhile. Raises NotFoundError (no such decision of this person) or ConflictError (something was decided on top).
    """
    undone = last_decision(ws, project_id, account_id) if key is None else ws.ledger.events.by_key(project_id, key)
    if undone is None or undone.account_id != account_id:
        raise NotFoundError("There is nothing to undo.", hint="Only your own decisions can be undone.")
    already = ws.ledger.events.by_key(project_id, PREFIX + undone.key)
    if already is not None:
        return already
    event = NewEvent(
        key=PREFIX + undone.key,
        segment_id=undone.segment_id,
        kind=undone.kind,
        value=_value_before(ws, undone),
        scheme=undone.scheme,
        scheme_version=undone.scheme_version,
    )
    recorded = ws.ledger.events.record(project_id, account_id, [event])[0]
    if worklist_id is not None:
        worklist = ws.ledger.worklists.get(project_id, worklist_id)
        ws.ledger.leases.claim(
            project_id,
            worklist_id,
            account_id,
            [undone.segment_id],
            count=1,
            minutes=ws.settings.lease_minutes,
            overlap=worklist.overlap,
            schemes=worklist.schemes,
        )
    return recorded


def _value_before(ws: Workspace, undone: Event) -> str | None:
    """What held in the same place before; for labels and skips that is the person's own earlier value."""
    if undone.kind is EventKind.NOTE:
        return None
    place = [
        event
        for event in not_undone(ws.ledger.events.of_segments(undone.project_id, [undone.segment_id]))
        if (event.kind, event.scheme) == (undone.kind, undone.scheme)
        and (undone.kind in SHARED or event.account_id == undone.account_id)
    ]
    if place[-1].seq != undone.seq:
        raise ConflictError("This was decided anew since.", hint="Undo the later decision first.")
    return place[-2].value if len(place) > 1 else None


def not_undone(events: Sequence[Event]) -> list[Event]:
    """Those of the events that were not undone, without the undoing ones, in their order."""
    undone = {event.key.removeprefix(PREFIX) for event in events if event.key.startswith(PREFIX)}
    return [event for event in events if event.key not in undone and not event.key.startswith(PREFIX)]
