"""What an account may do in a project.

Owners may do everything in their project, annotators what tagging needs. Administrators are owners everywhere. The
local user is the owner of everything while no account exists, and nobody from then on.
"""

from core.access.signing_in import sign_in_required
from core.errors import PermissionDeniedError
from core.records import LOCAL_ACCOUNT, Account, Role
from core.workspace import Workspace

RANK = {Role.ANNOTATOR: 1, Role.OWNER: 2}


def role_in(ws: Workspace, account: Account, project_id: str) -> Role | None:
    """The role that an account acts in; None where it has no business in this project."""
    if account.id == LOCAL_ACCOUNT.id:
        return None if sign_in_required(ws) else Role.OWNER
    if account.is_admin:
        return Role.OWNER
    return ws.ledger.members.role(project_id, account.id)


def is_allowed(ws: Workspace, account: Account, project_id: str, role: Role) -> bool:
    """Whether an account may do what `role` may."""
    held = role_in(ws, account, project_id)
    return held is not None and RANK[held] >= RANK[role]


def require(ws: Workspace, account: Account, project_id: str, role: Role) -> None:
    """Pass, or raise: NotFoundError for a project that does not exist, PermissionDeniedError for too small a role."""
    project = ws.ledger.projects.get(project_id)
    if not is_allowed(ws, account, project_id, role):
        raise PermissionDeniedError(
            f"“{account.name}” is no {role.value} of the project “{project.name}”.",
            hint="Ask one of its owners to invite you."
            if role is Role.ANNOTATOR
            else "Ask one of its owners to do it.",
        )


def require_admin(ws: Workspace, account: Account) -> None:
    """Pass, or raise PermissionDeniedError: only administrators look after accounts."""
    is_local_owner = account.id == LOCAL_ACCOUNT.id and not sign_in_required(ws)
    if not is_local_owner and not (account.is_admin and account.id != LOCAL_ACCOUNT.id):
        raise PermissionDeniedError(f"“{account.name}” is not an administrator.", hint="Ask one.")
