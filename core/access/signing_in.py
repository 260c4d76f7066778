"""Signing in and being recognised.

The cookie holds a random token, signed with the workspace's secret so that junk is refused without asking the ledger;
the ledger holds the token's hash, so that a stolen ledger signs nobody in and a session can be ended at once.
"""

import hashlib

from itsdangerous import BadSignature, Signer

from core.access.errors import SignInFailedError
from core.access.throttling import count_attempt, forget_attempts
from core.records import Account
from core.workspace import Workspace

SESSION_COOKIE = "isogloss_session"
SALT = "isogloss.session"


def sign_in_required(ws: Workspace) -> bool:
    """Whether somebody has to sign in: as soon as one account exists."""
    return ws.ledger.accounts.any()


def sign_in(ws: Workspace, name: str, password: str, client: str = "") -> str:
    """The value of the session cookie for this name and password; `client` is the address it comes from.

    Raises SignInFailedError or TooManyAttemptsError.
    """
    return start_session(ws, check_password(ws, name, password, client))


def check_password(ws: Workspace, name: str, password: str, client: str) -> Account:
    """The account whose name and password these are. Raises SignInFailedError or TooManyAttemptsError."""
    count_attempt(ws, name, client)
    account = ws.ledger.accounts.verify(name, password)
    if account is None:
        raise SignInFailedError("This name and password do not go together.", hint="Check both, then try again.")
    forget_attempts(ws, name, client)
    return account


def start_session(ws: Workspace, account: Account) -> str:
    """The value of a new session cookie for this account."""
    token = ws.ledger.sessions.create(account.id, ws.settings.session_hours)
    ws.ledger.audit.append(account.id, "session.start")
    return _signer(ws).sign(token.encode()).decode()


def sign_out(ws: Workspace, cookie: str) -> None:
    """End the session of this cookie; an invalid one is no error."""
    token = _token(ws, cookie)
    if token:
        ws.ledger.sessions.revoke(token)


def account_by_cookie(ws: Workspace, cookie: str) -> Account | None:
    """Whose session cookie this is; None if it is not signed by this workspace, expired or ended."""
    token = _token(ws, cookie)
    return ws.ledger.sessions.account(token) if token else None


def account_by_bearer(ws: Workspace, token: str) -> Account | None:
    """For whom an API token acts; None if it is unknown or revoked."""
    return ws.ledger.api_tokens.account(token) if token.startswith("iso_") else None


def _token(ws: Workspace, cookie: str) -> str | None:
    try:
        return _signer(ws).unsign(cookie.encode()).decode()
    except (BadSignature, UnicodeError):
        return None


def _signer(ws: Workspace) -> Signer:
    return Signer(ws.secret, salt=SALT, digest_method=hashlib.sha256)
