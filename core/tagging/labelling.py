"""Recording decisions: checked against scheme and segment, appended as events, acknowledged when durable.

Invariants: an event that comes back is on disk; a decision sent twice under its key counts once; a batch is recorded
whole or refused whole, and the error names the decision that was wrong.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from core.errors import InvalidInputError, NotFoundError
from core.languages import standard_tag
from core.records import Event, EventKind, NewEvent, Scheme
from core.tagging import leasing, schemes
from core.workspace import Workspace

LONGEST_KEY = 150
LONGEST_NOTE = 10_000
SKIPPED = "skipped"


def record(ws: Workspace, project_id: str, account_id: str, events: Sequence[NewEvent]) -> list[Event]:
    """Check and record decisions; one Event for each, in their order.

    A label's scheme version may be left out: then it is the project's current one. Segments that are done or skipped
    are given back. Raises InvalidInputError, NotFoundError (project, segment), ConflictError (a key used for another
    decision), LedgerUnavailableError; nothing was recorded then.
    """
    in_use = {scheme.id: scheme for scheme in schemes.of_project(ws, project_id)}
    checked = [_checked(ws, project_id, in_use, event) for event in events]
    segment_ids = {event.segment_id for event in checked}
    leased = ws.ledger.leases.of_segments(project_id, account_id, segment_ids)
    check_segments(ws, project_id, segment_ids - {lease.segment_id for lease in leased})
    recorded = ws.ledger.events.record(project_id, account_id, checked)
    leasing.give_back_done(ws, leased, recorded)
    return recorded


def _checked(ws: Workspace, project_id: str, in_use: dict[str, Scheme], event: NewEvent) -> NewEvent:
    if not 0 < len(event.key) <= LONGEST_KEY or not event.key.isprintable():
        raise InvalidInputError(f"“{event.key[:40]}” cannot be a key.", hint="Use a random UUID for each decision.")
    if event.seconds is not None and not (math.isfinite(event.seconds) and event.seconds >= 0):
        raise InvalidInputError(f"A decision cannot take {event.seconds} seconds.", hint="Send the seconds it took.")
    if event.kind is EventKind.ADJUDICATE:
        raise InvalidInputError(
            "A decision over what others said is no label.", hint="Owners make it where differing labels are shown."
        )
    if event.kind is EventKind.LABEL:
        return _checked_label(ws, project_id, in_use, event)
    return replace(event, value=_value(event), scheme=None, scheme_version=None)


def _checked_label(ws: Workspace, project_id: str, in_use: dict[str, Scheme], event: NewEvent) -> NewEvent:
    scheme = in_use.get(event.scheme or "")
    if scheme is None:
        raise InvalidInputError(
            f"This project does not tag by “{event.scheme}”.", hint=f"It tags by: {', '.join(in_use) or 'nothing'}."
        )
    if event.scheme_version not in (None, scheme.version):  # the card was loaded before the scheme was edited
        scheme = schemes.at(ws, project_id, scheme.id, event.scheme_version)
    keys = scheme.keys()
    if event.value is not None and event.value not in keys:
        raise InvalidInputError(
            f"“{event.value}” is not a value of {scheme.name}, version {scheme.version}.",
            hint=f"Its values are: {', '.join(keys)}.",
        )
    return replace(event, scheme_version=scheme.version)


def _value(event: NewEvent) -> str | None:
    if event.value is None:
        return None
    match event.kind:
        case EventKind.LANGUAGE:
            return standard_tag(event.value)
        case EventKind.SKIP:
            return SKIPPED
        case EventKind.RESTORE if event.value not in ("keep", "drop"):
            raise InvalidInputError(f"A segment cannot be set to “{event.value}”.", hint="Send keep, drop or nothing.")
        case EventKind.NOTE:
            return _note(event.value)
    return event.value


def _note(text: str) -> str:
    kept = text.strip()
    if not kept or len(kept) > LONGEST_NOTE or "\0" in kept:
        raise InvalidInputError(
            f"A note of {len(kept)} characters cannot be kept.", hint=f"Write 1 to {LONGEST_NOTE} characters."
        )
    return kept


def check_segments(ws: Workspace, project_id: str, segment_ids: Collection[str]) -> None:
    """Raise NotFoundError for a segment that is not in the corpus; not asked for leased ones, which are known to be."""
    if not segment_ids:
        return
    there = {segment.id for segment in ws.corpus(project_id).get(sorted(segment_ids))}
    for segment_id in sorted(segment_ids):
        if segment_id not in there:
            raise NotFoundError(f"There is no segment “{segment_id}” in this project.", hint="Load the page again.")
