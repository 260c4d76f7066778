"""Access: who somebody is, and what they may do.

    signing_in   name and password to a signed cookie, bearer tokens, throttling of guesses
    permissions  what an account may do in a project
    inviting     links by which one person joins a project
    commands     upkeep of accounts, for the command line and the Team page

While no account exists the machine's one user, `records.LOCAL_ACCOUNT`, works without signing in; as soon as one does,
everybody has to sign in, that user too.
"""

from core.access.inviting import accept_invitation, invite, read_invitation
from core.access.permissions import is_allowed, require, role_in
from core.access.signing_in import (
    SESSION_COOKIE,
    account_by_bearer,
    account_by_cookie,
    sign_in,
    sign_in_required,
    sign_out,
)

__all__ = [
    "SESSION_COOKIE",
    "accept_invitation",
    "account_by_bearer",
    "account_by_cookie",
    "invite",
    "is_allowed",
    "read_invitation",
    "require",
    "role_in",
    "sign_in",
    "sign_in_required",
    "sign_out",
]
