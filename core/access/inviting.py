"""Invitations: an owner makes a link, one person opens it, and joins with a new account or the one they have."""

from core.access.permissions import require
from core.access.signing_in import check_password, sign_in_required, start_session
from core.errors import ConflictError
from core.languages import standard_tag
from core.ledger.invitations import Invitation
from core.records import Account, Role
from core.workspace import Workspace

HOURS = 24 * 7


def invite(
    ws: Workspace,
    account: Account,
    project_id: str,
    role: Role,
    *,
    languages: tuple[str, ...] = (),
    hours: float = HOURS,
) -> str:
    """The token of a new invitation, for the address `/join/TOKEN`; `languages` are those the person is asked for.

    Raises PermissionDeniedError (not an owner), InvalidInputError (language), and ConflictError while no account
    exists: the first to join would make signing in necessary, and the local user has no way to.
    """
    require(ws, account, project_id, Role.OWNER)
    if not sign_in_required(ws):
        raise ConflictError(
            "Nobody can be invited before you have an account yourself.",
            hint="Make yours first: python -m core account add NAME --admin.",
        )
    tags = tuple(standard_tag(tag) for tag in languages)
    token = ws.ledger.invitations.create(project_id, role, hours, languages=tags, created_by=account.id)
    ws.ledger.audit.append(account.id, "invitation.create", role.value, project_id=project_id)
    return token


def read_invitation(ws: Workspace, token: str) -> Invitation:
    """What an invitation offers. Raises NotFoundError where it is unknown, used or expired."""
    return ws.ledger.invitations.get(token)


def accept_invitation(ws: Workspace, token: str, name: str, password: str, client: str = "") -> str:
    """Join, and be signed in: the value of the session cookie.

    A name that exists needs its own password; another name becomes a new account. Raises NotFoundError (invitation),
    SignInFailedError, TooManyAttemptsError, InvalidInputError (name, password), ConflictError (name).
    """
    invitation = ws.ledger.invitations.get(token)
    if ws.ledger.accounts.by_name(name) is not None:
        account = check_password(ws, name, password, client)
        ws.ledger.invitations.accept(token, account.id)
    else:
        member = ws.ledger.invitations.accept_as_new(token, name, password)
        account = ws.ledger.accounts.get(member.account_id)
    ws.ledger.audit.append(account.id, "invitation.accept", invitation.role.value, project_id=invitation.project_id)
    return start_session(ws, account)
