"""Signing in: cookies, bearer tokens, what is not let through."""

import pytest

from core.access import (
    account_by_bearer,
    account_by_cookie,
    sign_in,
    sign_in_required,
    sign_out,
)
from core.access.errors import SignInFailedError
from core.settings import Settings
from core.workspace import open_workspace

PASSWORD = "maji baridi sana"


def test_signing_in_is_needed_as_soon_as_an_account_exists(workspace, request):
    assert not sign_in_required(workspace)
    request.getfixturevalue("wanjiru")
    assert sign_in_required(workspace)


def test_a_cookie_tells_who_it_is_until_signing_out(workspace, wanjiru):
    cookie = sign_in(workspace, "wanjirũ", PASSWORD, "10.0.0.1")
    assert account_by_cookie(workspace, cookie) == wanjiru
    other_process = open_workspace(workspace.settings)
    assert account_by_cookie(other_process, cookie) == wanjiru
    other_process.ledger.dispose()
    sign_out(workspace, cookie)
    assert account_by_cookie(workspace, cookie) is None
    sign_out(workspace, "never a cookie")


@pytest.mark.parametrize(
    "mangle", [lambda c: c + "x", lambda c: c.split(".")[0], lambda c: "", lambda c: "ключ.é", lambda c: c[::-1]]
)
def test_a_cookie_that_was_tampered_with_is_nobody(workspace, wanjiru, mangle):
    cookie = sign_in(workspace, "Wanjirũ", PASSWORD)
    assert account_by_cookie(workspace, mangle(cookie)) is None


def test_a_token_of_another_workspace_is_nobody(workspace, wanjiru, tmp_path):
    cookie = sign_in(workspace, "Wanjirũ", PASSWORD)
    other = open_workspace(Settings(workspace=str(tmp_path / "other"), _env_file=None))
    assert other.secret != workspace.secret
    assert account_by_cookie(other, cookie) is None
    other.ledger.dispose()


def test_the_session_token_alone_without_our_signature_is_nobody(workspace, wanjiru):
    token = workspace.ledger.sessions.create(wanjiru.id, 1)
    assert account_by_cookie(workspace, token) is None


def test_a_wrong_name_and_a_wrong_password_are_told_alike(workspace, wanjiru):
    messages = set()
    for name, password in [("Wanjirũ", "wrong"), ("Nobody", PASSWORD), ("", ""), ("You", "")]:
        with pytest.raises(SignInFailedError) as refused:
            sign_in(workspace, name, password)
        messages.add(str(refused.value))
    assert len(messages) == 1


def test_bearer_tokens(workspace, wanjiru):
    from core.access.commands import add_token, revoke_token

    secret = add_token(workspace, wanjiru, "script")
    assert account_by_bearer(workspace, secret) == wanjiru
    assert account_by_bearer(workspace, secret[:-1]) is None
    assert account_by_bearer(workspace, sign_in(workspace, "Wanjirũ", PASSWORD)) is None
    revoke_token(workspace, wanjiru, workspace.ledger.api_tokens.list(wanjiru.id)[0].id)
    assert account_by_bearer(workspace, secret) is None


def test_the_secret_is_the_owners_alone(workspace):
    assert len(workspace.secret) >= 32
    assert (workspace.folder / "secret").stat().st_mode & 0o077 == 0
