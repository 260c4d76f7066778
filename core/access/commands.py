"""Upkeep of accounts: what `python -m core account …` and the Team page do.

Whoever can run a command on the machine may do all of this; pages and routes check `require_admin` first.
"""

from core.errors import ConflictError, NotFoundError
from core.languages import standard_tag
from core.records import LOCAL_ACCOUNT, Account, Role
from core.workspace import Workspace


def add_account(
    ws: Workspace,
    name: str,
    password: str,
    *,
    is_admin: bool = False,
    languages: tuple[str, ...] = (),
    by: str = "local",
) -> Account:
    """A new account. The first one becomes an administrator and an owner of what the local user made.

    From then on everybody has to sign in. Raises InvalidInputError (name, password, language), ConflictError (name).
    """
    is_first = not ws.ledger.accounts.any()
    tags = tuple(standard_tag(tag) for tag in languages)
    account = ws.ledger.accounts.create(name, password, is_admin=is_admin or is_first, languages=tags)
    ws.ledger.audit.append(by, "account.add", account.name, detail={"admin": str(account.is_admin)})
    if is_first:
        for archived in (False, True):
            for project in ws.ledger.projects.list(LOCAL_ACCOUNT.id, archived=archived):
                ws.ledger.members.put(project.id, account.id, Role.OWNER)
    return account


def set_password(ws: Workspace, name: str, password: str, *, by: str = "local") -> None:
    """A new password; ends the account's sessions. Raises NotFoundError, InvalidInputError."""
    account = find_account(ws, name)
    ws.ledger.accounts.set_password(account.id, password)
    ws.ledger.audit.append(by, "account.password", account.name)


def set_active(ws: Workspace, name: str, active: bool, *, by: str = "local") -> Account:
    """Switch an account off or on; its work stays. Raises NotFoundError, ConflictError (the last administrator)."""
    account = find_account(ws, name)
    if not active:
        _keep_an_admin(ws, account)
    changed = ws.ledger.accounts.update(account.id, is_active=active)
    ws.ledger.audit.append(by, "account.on" if active else "account.off", account.name)
    return changed


def set_admin(ws: Workspace, name: str, is_admin: bool, *, by: str = "local") -> Account:
    """Make an account an administrator or not. Raises NotFoundError, ConflictError (the last administrator)."""
    account = find_account(ws, name)
    if not is_admin:
        _keep_an_admin(ws, account)
    changed = ws.ledger.accounts.update(account.id, is_admin=is_admin)
    ws.ledger.audit.append(by, "account.admin", account.name, detail={"admin": str(is_admin)})
    return changed


def add_token(ws: Workspace, account: Account, name: str) -> str:
    """The secret of a new API token of an account; it is shown once."""
    secret = ws.ledger.api_tokens.create(account.id, name)
    ws.ledger.audit.append(account.id, "token.add", name)
    return secret


def revoke_token(ws: Workspace, account: Account, token_id: str) -> None:
    """End one of an account's tokens. Raises NotFoundError."""
    ws.ledger.api_tokens.revoke(account.id, token_id)
    ws.ledger.audit.append(account.id, "token.revoke", token_id)


def find_account(ws: Workspace, name: str) -> Account:
    """The account of this name. Raises NotFoundError."""
    account = ws.ledger.accounts.by_name(name)
    if account is None:
        names = ", ".join(one.name for one in ws.ledger.accounts.list()) or "none"
        raise NotFoundError(f"There is no account “{name}”.", hint=f"There are: {names}.")
    return account


def _keep_an_admin(ws: Workspace, leaving: Account) -> None:
    others = [one for one in ws.ledger.accounts.list(active=True) if one.is_admin and one.id != leaving.id]
    if leaving.is_admin and not others:
        raise ConflictError("This is the only administrator.", hint="Make somebody else one first.")
