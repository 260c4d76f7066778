"""Accounts, sessions, tokens, members, invitations, the audit log."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.ledger.tables.base import now
from core.ledger.tables.people import AccountRow, SessionRow
from core.records import LOCAL_ACCOUNT, Account, Role

PASSWORD = "maji baridi sana"


def test_without_accounts_there_is_the_local_user_alone(ledger):
    assert ledger.accounts.get("local") == LOCAL_ACCOUNT
    assert not ledger.accounts.any()
    assert ledger.accounts.list() == []
    assert ledger.accounts.by_name("You") is None
    assert ledger.accounts.verify("You", "") is None
    with pytest.raises(InvalidInputError, match="built-in"):
        ledger.accounts.set_password("local", PASSWORD)


def test_a_password_is_checked_and_never_stored(ledger, wanjiru):
    assert ledger.accounts.verify("Wanjirũ", PASSWORD) == wanjiru == ledger.accounts.get(wanjiru.id)
    assert ledger.accounts.verify("  ＷＡＮＪＩＲŨ ", PASSWORD) == wanjiru  # case and width do not matter
    assert ledger.accounts.verify("Wanjirũ", PASSWORD + " ") is None
    assert ledger.accounts.verify("Nobody", PASSWORD) is None
    with ledger.store.read() as session:
        stored = session.get_one(AccountRow, wanjiru.id).password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_name_is_taken_once(ledger, wanjiru):
    with pytest.raises(ConflictError, match="wanjirũ"):
        ledger.accounts.create("wanjirũ", PASSWORD)
    assert ledger.accounts.list() == [wanjiru]


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("a" * 201, PASSWORD), ("a\0b", PASSWORD), ("b", "short")]
)
def test_names_and_passwords_that_cannot_be_used(ledger, name, password):
    with pytest.raises(InvalidInputError):
        ledger.accounts.create(name, password)
    assert not ledger.accounts.any()


def test_switching_an_account_off_shuts_every_door(ledger, wanjiru):
    cookie, token = ledger.sessions.create(wanjiru.id, 1), ledger.api_tokens.create(wanjiru.id, "script")
    ledger.accounts.update(wanjiru.id, is_active=False)
    assert ledger.sessions.account(cookie) is None
    assert ledger.api_tokens.account(token) is None
    assert ledger.accounts.verify("Wanjirũ", PASSWORD) is None
    assert ledger.accounts.list(active=True) == []
    ledger.accounts.update(wanjiru.id, is_active=True)
    assert ledger.sessions.account(cookie) is None  # ended, not asleep
    assert ledger.api_tokens.account(token) == wanjiru


def test_sessions_run_out_and_can_be_ended(ledger, wanjiru):
    tokens = [ledger.sessions.create(wanjiru.id, 1) for _ in range(3)]
    assert {ledger.sessions.account(token) for token in tokens} == {wanjiru}
    ledger.sessions.revoke(tokens[0])
    assert ledger.sessions.account(tokens[0]) is None
    with ledger.store.write() as session:
        for row in session.query(SessionRow):
            row.expires_at = now() - timedelta(seconds=1)
    assert ledger.sessions.account(tokens[1]) is None
    fresh = ledger.sessions.create(wanjiru.id, 1)
    ledger.accounts.set_password(wanjiru.id, "another long one")
    assert ledger.sessions.account(fresh) is None
    assert ledger.accounts.verify("Wanjirũ", "another long one") == wanjiru


def test_secrets_are_stored_as_hashes_alone(ledger, wanjiru, project):
    secrets = [
        ledger.sessions.create(wanjiru.id, 1),
        ledger.api_tokens.create(wanjiru.id, "script"),
        ledger.invitations.create(project.id, Role.ANNOTATOR, 1),
    ]
    with ledger.store.read() as session:
        stored = " ".join(
            str(tuple(row))
            for table in ("sessions", "api_tokens", "invitations")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        )
    assert not [secret for secret in secrets if secret in stored]


def test_api_tokens_are_listed_without_their_secret_and_revoked_by_their_owner(ledger, wanjiru):
    secret = ledger.api_tokens.create(wanjiru.id, "my script")
    assert ledger.api_tokens.list(wanjiru.id)[0].used_at is None
    assert ledger.api_tokens.account(secret) == wanjiru
    listed = ledger.api_tokens.list(wanjiru.id)[0]
    assert listed.name == "my script"
    assert listed.used_at is not None
    with pytest.raises(NotFoundError):
        ledger.api_tokens.revoke("local", listed.id)
    ledger.api_tokens.revoke(wanjiru.id, listed.id)
    assert ledger.api_tokens.account(secret) is None


def test_members_and_the_last_owner(ledger, project, wanjiru):
    assert ledger.members.role(project.id, "local") is Role.OWNER
    assert ledger.members.role(project.id, wanjiru.id) is None
    ledger.members.put(project.id, wanjiru.id, Role.ANNOTATOR)
    assert [(m.name, m.role, m.languages) for m in ledger.members.list(project.id)] == [
        ("You", Role.OWNER, ()),
        ("Wanjirũ", Role.ANNOTATOR, ("sw",)),
    ]
    with pytest.raises(ConflictError, match="only owner"):
        ledger.members.remove(project.id, "local")
    with pytest.raises(ConflictError, match="only owner"):
        ledger.members.put(project.id, "local", Role.ANNOTATOR)
    ledger.members.put(project.id, wanjiru.id, Role.OWNER)
    ledger.members.remove(project.id, "local")
    assert [project.id for project in ledger.projects.list(wanjiru.id)] == [project.id]
    assert ledger.projects.list("local") == []


def test_an_invitation_is_good_once(ledger, project, wanjiru):
    token = ledger.invitations.create(project.id, Role.ANNOTATOR, 24, languages=("sw", "am"))
    offered = ledger.invitations.get(token)
    assert (offered.project_name, offered.role, offered.languages) == ("Mtaa", Role.ANNOTATOR, ("sw", "am"))
    assert [one.role for one in ledger.invitations.open(project.id)] == [Role.ANNOTATOR]
    member = ledger.invitations.accept(token, wanjiru.id)
    assert (member.role, member.languages) == (Role.ANNOTATOR, ("sw", "am"))
    assert ledger.invitations.accept(token, wanjiru.id) == member  # a double click
    other = ledger.accounts.create("Abebe", PASSWORD)
    with pytest.raises(NotFoundError, match="not good any more"):
        ledger.invitations.accept(token, other.id)
    with pytest.raises(NotFoundError):
        ledger.invitations.accept_as_new(token, "Chidi", PASSWORD)
    assert ledger.accounts.by_name("Chidi") is None
    assert ledger.invitations.open(project.id) == []


def test_an_invitation_runs_out_and_never_takes_a_role_away(ledger, project, wanjiru):
    with pytest.raises(NotFoundError):
        ledger.invitations.get(ledger.invitations.create(project.id, Role.OWNER, -1))
    ledger.members.put(project.id, wanjiru.id, Role.OWNER)
    token = ledger.invitations.create(project.id, Role.ANNOTATOR, 24)
    assert ledger.invitations.accept(token, wanjiru.id).role is Role.OWNER


def test_joining_as_somebody_new(ledger, project):
    token = ledger.invitations.create(project.id, Role.ANNOTATOR, 24, languages=("yo",))
    member = ledger.invitations.accept_as_new(token, "Adé", PASSWORD)
    assert ledger.accounts.verify("Adé", PASSWORD) == Account(member.account_id, "Adé", languages=("yo",))
    assert ledger.members.role(project.id, member.account_id) is Role.ANNOTATOR


def test_the_audit_log_keeps_the_order(ledger, project, wanjiru):
    ledger.audit.append(wanjiru.id, "member.add", "Adé", project_id=project.id, detail={"role": "owner"})
    ledger.audit.append("local", "account.add", "Abebe")
    assert [entry.action for entry in ledger.audit.list()] == ["account.add", "member.add"]
    only = ledger.audit.list(project.id)
    assert [(entry.subject, entry.detail) for entry in only] == [("Adé", {"role": "owner"})]
