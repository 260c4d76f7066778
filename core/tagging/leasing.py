"""Leasing: handing each segment to as many people as are asked for, so that nothing is left lying.

Invariants:
* a segment is handed to as many people as its worklist's overlap asks for (with those who finished it), never more;
* a segment that is handed out is leased to that person, and was checked, after the lease was there, against the events
  themselves: what somebody finished a moment ago is given back, not handed out;
* every waiting segment comes to somebody: leases run out, candidates are looked for in the whole corpus again when the
  prepared ones do not suffice, and what one person skipped still waits for the others;
* a label is taken whether or not a lease stands: leases are for order, never a reason to lose work.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import ConflictError
from core.languages import direction_of
from core.records import Account, Event, EventKind, Lease, Worklist
from core.tagging import handing
from core.tagging.handing import Handed
from core.tagging.overlapping import blind_schemes, is_done_for, visible
from core.tagging.standing import Standing
from core.tagging.worklists import of_language
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LeasedItem:
    """A segment in somebody's hands: what the annotation card needs to show it.

    `direction` is rtl or ltr by the text's own letters, auto where it has none and the language is unknown; `labels`
    are the values that hold so far, `own` the schemes in which that value is this person's (in schemes that several
    people are asked for, their own values alone are there); `suggestion` is a value proposed by a model, None where the
    project has none.
    """

    segment_id: str
    text: str
    language: str | None
    direction: str
    labels: Mapping[str, str]
    own: tuple[str, ...]
    source_id: str
    suggestion: str | None
    lease_id: str
    expires_at: datetime


def lease(
    ws: Workspace,
    project_id: str,
    account: Account,
    worklist_id: str,
    count: int,
    *,
    holding: Collection[str] = (),
    language: str | None = None,
) -> list[LeasedItem]:
    """Up to `count` segments for this person; fewer, or none, when no more wait.

    What the person had leased comes first (after a page reload), apart from `holding`: segment ids that the client has
    at hand already. With `language` (a tag; "" where it is unknown) only segments in it, whatever languages the person
    knows; what they held in another one is given back. Raises NotFoundError, InvalidInputError (the worklist has
    nothing in that language), ConflictError (closed, or assigned to somebody else).
    """
    worklist = ws.ledger.worklists.get(project_id, worklist_id)
    _check_open_to(worklist, account)
    if language is not None:
        worklist, account = of_language(worklist, language), replace(account, languages=())
        _give_back_elsewhere(ws, worklist, account, language, holding)
    return _items(ws, project_id, _handed(ws, worklist, account, count, holding))


def _give_back_elsewhere(
    ws: Workspace, worklist: Worklist, account: Account, language: str, holding: Collection[str]
) -> None:
    """Let others have what this person holds in other languages, apart from what is at hand."""
    held = ws.ledger.leases.held(worklist.project_id, account.id, worklist.id)
    unseen = [one for one in held if one.segment_id not in holding]
    items = _items(ws, worklist.project_id, handing.still_waiting(ws, worklist, account, unseen))
    elsewhere = [one.segment_id for one in items if (one.language or "") != language]
    if elsewhere:
        give_back(ws, worklist.project_id, account.id, elsewhere)


def _handed(ws: Workspace, worklist: Worklist, account: Account, count: int, holding: Collection[str]) -> list[Handed]:
    project_id, worklist_id = worklist.project_id, worklist.id
    held = [one for one in ws.ledger.leases.held(project_id, account.id, worklist_id) if one.segment_id not in holding]
    handed = handing.still_waiting(ws, worklist, account, held)[:count]
    if len(handed) < count:
        without = {*holding, *(one.segment_id for one in held)}
        handed += handing.hand_out(ws, worklist, account, count - len(handed), without)
    return handed


def heartbeat(ws: Workspace, project_id: str, account_id: str, lease_ids: Collection[str]) -> list[Lease]:
    """Keep leases; those that went to somebody else meanwhile are not in the answer."""
    return ws.ledger.leases.heartbeat(project_id, account_id, lease_ids, ws.settings.lease_minutes)


def give_back(ws: Workspace, project_id: str, account_id: str, segment_ids: Collection[str]) -> None:
    """Let others have these segments (the page was left)."""
    ws.ledger.leases.release(project_id, account_id, segment_ids)


def give_back_done(ws: Workspace, leased: Sequence[Lease], recorded: Sequence[Event]) -> None:
    """Give back, of one person's leases just decided on, those done for their worklist and those skipped."""
    if not leased:
        return
    project_id, account_id = leased[0].project_id, leased[0].account_id
    skipped = {event.segment_id for event in recorded if event.kind is EventKind.SKIP and event.value is not None}
    states = handing.states(ws, project_id, [one.segment_id for one in leased])
    lists = {name: ws.ledger.worklists.get(project_id, name) for name in {one.worklist_id for one in leased}}
    done = [
        one.segment_id
        for one in leased
        if one.segment_id in skipped or is_done_for(lists[one.worklist_id], states[one.segment_id], account_id)
    ]
    if done:
        ws.ledger.leases.release(project_id, account_id, done)


def _check_open_to(worklist: Worklist, account: Account) -> None:
    if worklist.state != "open":
        raise ConflictError(f"The worklist “{worklist.name}” is closed.", hint="Choose another one.")
    if worklist.assigned_to not in (None, account.id):
        raise ConflictError(f"The worklist “{worklist.name}” is somebody else's.", hint="Choose another one.")


def _items(ws: Workspace, project_id: str, handed: Sequence[Handed]) -> list[LeasedItem]:
    if not handed:
        return []
    from core.corpus.filling import is_one_of

    dataset = ws.corpus(project_id).open()
    ids = [one.segment_id for one, _state in handed]
    found = dataset.to_table(columns=["id", "text", "language", "source_id"], filter=is_one_of(ids)).to_pylist()
    rows = {row["id"]: row for row in found}
    blind = blind_schemes(ws, project_id)
    return [_item(one, state, rows[one.segment_id], blind) for one, state in handed]


def _item(one: Lease, state: Standing, row: Mapping[str, str | None], blind: frozenset[str]) -> LeasedItem:
    language, text = state.language or row["language"], row["text"] or ""
    labels, own = visible(state, one.account_id, blind)
    return LeasedItem(
        segment_id=one.segment_id,
        text=text,
        language=language,
        direction=direction_of(text, language),
        labels=labels,
        own=own,
        source_id=row["source_id"] or "",
        suggestion=None,
        lease_id=one.id,
        expires_at=one.expires_at,
    )
