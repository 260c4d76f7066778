"""Whose hands a translation is in while somebody corrects it: two people at the queue never get the same one.

The queue is a worklist that is closed to the tagging page, so that a translation is leased by the same rules as any
other segment: for a while, to whoever asks first.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from core.access import require
from core.records import Account, Origin, Role, Selection
from core.translation.correcting import Waiting, waiting_ids, waiting_of

if TYPE_CHECKING:
    from core.workspace import Workspace

AHEAD = 200  # candidates looked at: more people than that do not sit at one queue


def take_next(
    ws: "Workspace",
    project_id: str,
    account: Account,
    language: str,
    *,
    failed: bool | None = None,
    without: tuple[str, ...] = (),
) -> Waiting | None:
    """The next translation into `language` that nobody else has at hand, leased to `account`; what they have already
    comes first. `failed` and `without` as in `waiting_ids`. Raises PermissionDeniedError.

    It is looked at once more after the lease is there: somebody may have decided on it in between.
    """
    require(ws, account, project_id, Role.ANNOTATOR)
    queue, seen = _queue(ws, project_id), set(without)
    while True:
        with ws.snapshot(project_id) as snapshot:
            ids = waiting_ids(snapshot, language, failed=failed, without=tuple(seen), count=AHEAD)
        leased = _lease(ws, project_id, account, queue, ids)
        if leased is None:
            return None
        with ws.snapshot(project_id) as snapshot:
            item = waiting_of(snapshot, leased)
        if item is not None and item.row.human_verdict is None:
            return item
        put_back(ws, project_id, account, leased)
        seen.add(leased)


def _lease(ws: "Workspace", project_id: str, account: Account, queue: str, ids: Sequence[str]) -> str | None:
    held = {lease.segment_id for lease in ws.ledger.leases.held(project_id, account.id, queue)}
    ordered = sorted(ids, key=lambda name: name not in held)
    minutes = ws.settings.lease_minutes
    leased = ws.ledger.leases.claim(project_id, queue, account.id, ordered, count=1, minutes=minutes)
    return leased[0].segment_id if leased else None


def put_back(ws: "Workspace", project_id: str, account: Account, segment_id: str) -> None:
    """Let others have it: decided on, or passed over."""
    ws.ledger.leases.release(project_id, account.id, [segment_id])


def _queue(ws: "Workspace", project_id: str) -> str:
    name = blake2b(f"{project_id}\0correct translations".encode(), digest_size=12).hexdigest()
    selection = Selection(origins=(Origin.MACHINE,))
    made = ws.ledger.worklists.create(project_id, "Correct translations", selection, (), worklist_id=name)
    if made.state == "open":
        ws.ledger.worklists.close(project_id, name)
    return name
