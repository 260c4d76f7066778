"""What was found to be doubtful as work for people: one worklist a finding, in the project's schemes.

A worklist made from a finding names its segments, since a finding is no condition on columns; at most AT_MOST.
"""

from collections.abc import Sequence
from hashlib import blake2b

from core.access import require
from core.errors import ConflictError
from core.records import Account, Role, Selection, Worklist
from core.tagging import worklists
from core.workspace import Workspace

AT_MOST = 500


def open_worklist(
    ws: Workspace, account: Account, project_id: str, name: str, segment_ids: Sequence[str], *, reason: str
) -> Worklist:
    """A worklist of these segments; the same segments give the same one.

    Raises PermissionDeniedError for others than owners, ConflictError where there are none.
    """
    require(ws, account, project_id, Role.OWNER)
    if not segment_ids:
        raise ConflictError("There are no such segments any more.", hint="Look again: the filter may have changed.")
    chosen = tuple(dict.fromkeys(segment_ids))[:AT_MOST]
    key = blake2b(" ".join((project_id, *chosen)).encode(), digest_size=16).hexdigest()
    schemes = ws.ledger.projects.get(project_id).schemes
    return worklists.create(
        ws,
        project_id,
        name,
        Selection(segment_ids=chosen),
        schemes,
        reason=reason,
        account_id=account.id,
        key=key,
    )
