"""Asking for an erasure: owners take sources down, contributors withdraw what is their own.

The request is written down before the answer; the job erases, and goes on by itself after a crash.
"""

from core.access import require
from core.errors import NotFoundError
from core.jobs.submitting import submit
from core.jobs.workflows.takedown import TakedownRequest
from core.records import Account, Job, Role
from core.workspace import Workspace

LONGEST_NOTE = 1_000


def take_down(ws: Workspace, account: Account, project_id: str, source_id: str, *, note: str = "", key: str) -> Job:
    """Start the erasure of a source; the same key is the same job. `note` says why and is kept for good.

    Raises PermissionDeniedError for others than owners, NotFoundError, ConflictError for one that is being erased.
    """
    require(ws, account, project_id, Role.OWNER)
    ws.ledger.sources.get(project_id, source_id)
    why = note.strip()[:LONGEST_NOTE]
    return _submit(ws, account, TakedownRequest(project_id=project_id, source_id=source_id, note=why), key)


def withdraw(ws: Workspace, account: Account, project_id: str, consent_id: str, *, key: str) -> Job:
    """Withdraw one's own consent: nothing more can be added under it from now on, and what was is erased.

    Raises NotFoundError for a consent that is not this account's, PermissionDeniedError for no member.
    """
    require(ws, account, project_id, Role.ANNOTATOR)
    own = {consent.id: consent for consent in ws.ledger.consents.of_account(project_id, account.id)}
    if consent_id not in own:
        raise NotFoundError("There is no such consent of yours.", hint="Load the page again.")
    ws.ledger.consents.withdraw(consent_id)
    ws.ledger.audit.append(account.id, "consent.withdraw", consent_id, project_id=project_id)
    request = TakedownRequest(project_id=project_id, source_id=own[consent_id].source_id, reason="consent_withdrawn")
    return _submit(ws, account, request, key)


def _submit(ws: Workspace, account: Account, request: TakedownRequest, key: str) -> Job:
    return submit(ws, "takedown", request, key=key, project_id=request.project_id, account_id=account.id)
