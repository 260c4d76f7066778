"""Who may do what, inviting, and the upkeep of accounts."""

import pytest

from core.access import (
    accept_invitation,
    account_by_cookie,
    commands,
    invite,
    is_allowed,
    read_invitation,
    require,
    role_in,
)
from core.access.errors import SignInFailedError
from core.access.permissions import require_admin
from core.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from core.records import LOCAL_ACCOUNT, Role

PASSWORD = "maji baridi sana"


@pytest.fixture
def ade(workspace, wanjiru):
    return commands.add_account(workspace, "Adé", PASSWORD, languages=("yo",))


def test_the_local_user_owns_everything_until_an_account_exists(workspace, project, request):
    require(workspace, LOCAL_ACCOUNT, project.id, Role.OWNER)
    require_admin(workspace, LOCAL_ACCOUNT)
    request.getfixturevalue("wanjiru")
    assert role_in(workspace, LOCAL_ACCOUNT, project.id) is None
    with pytest.raises(PermissionDeniedError):
        require(workspace, LOCAL_ACCOUNT, project.id, Role.ANNOTATOR)
    with pytest.raises(PermissionDeniedError):
        require_admin(workspace, LOCAL_ACCOUNT)


def test_members_may_what_their_role_may(workspace, project, ade):
    with pytest.raises(PermissionDeniedError, match="“Adé” is no annotator of the project “Mtaa”"):
        require(workspace, ade, project.id, Role.ANNOTATOR)
    workspace.ledger.members.put(project.id, ade.id, Role.ANNOTATOR)
    require(workspace, ade, project.id, Role.ANNOTATOR)
    assert not is_allowed(workspace, ade, project.id, Role.OWNER)
    workspace.ledger.members.put(project.id, ade.id, Role.OWNER)
    require(workspace, ade, project.id, Role.OWNER)
    with pytest.raises(PermissionDeniedError):
        require_admin(workspace, ade)
    with pytest.raises(NotFoundError):
        require(workspace, ade, "nowhere", Role.OWNER)


def test_the_first_account_is_an_administrator_and_owns_what_the_local_user_made(workspace, project):
    workspace.ledger.projects.archive(workspace.ledger.projects.create("Old").id)
    first = commands.add_account(workspace, "Wanjirũ", PASSWORD)
    second = commands.add_account(workspace, "Adé", PASSWORD)
    assert (first.is_admin, second.is_admin) == (True, False)
    assert workspace.ledger.members.role(project.id, first.id) is Role.OWNER
    assert workspace.ledger.members.role("old", first.id) is Role.OWNER
    assert role_in(workspace, second, project.id) is None
    require_admin(workspace, first)


def test_joining_by_a_link_as_somebody_new(workspace, project, wanjiru):
    token = invite(workspace, wanjiru, project.id, Role.ANNOTATOR, languages=("YO", "am"))
    assert read_invitation(workspace, token).languages == ("yo", "am")
    cookie = accept_invitation(workspace, token, "Adé", PASSWORD)
    ade = account_by_cookie(workspace, cookie)
    assert (ade.name, ade.languages, ade.is_admin) == ("Adé", ("yo", "am"), False)
    require(workspace, ade, project.id, Role.ANNOTATOR)
    with pytest.raises(NotFoundError):
        accept_invitation(workspace, token, "Somebody else", PASSWORD)
    assert [entry.action for entry in workspace.ledger.audit.list(project.id)] == [
        "invitation.accept",
        "invitation.create",
    ]


def test_joining_with_an_account_needs_its_password(workspace, project, wanjiru, ade):
    token = invite(workspace, wanjiru, project.id, Role.ANNOTATOR)
    with pytest.raises(SignInFailedError):
        accept_invitation(workspace, token, "adé", "a guess at it")
    with pytest.raises(InvalidInputError):
        accept_invitation(workspace, token, "New", "short")
    assert account_by_cookie(workspace, accept_invitation(workspace, token, "adé", PASSWORD)) == ade
    assert workspace.ledger.members.role(project.id, ade.id) is Role.ANNOTATOR


def test_only_owners_with_an_account_invite(workspace, project, request):
    with pytest.raises(ConflictError, match="before you have an account"):
        invite(workspace, LOCAL_ACCOUNT, project.id, Role.ANNOTATOR)
    ade = request.getfixturevalue("ade")
    workspace.ledger.members.put(project.id, ade.id, Role.ANNOTATOR)
    with pytest.raises(PermissionDeniedError):
        invite(workspace, ade, project.id, Role.ANNOTATOR)
    with pytest.raises(InvalidInputError):
        invite(workspace, workspace.ledger.accounts.by_name("Wanjirũ"), project.id, Role.OWNER, languages=("??",))


def test_upkeep_never_leaves_the_server_without_an_administrator(workspace, wanjiru, ade):
    for lock_out in (commands.set_active, commands.set_admin):
        with pytest.raises(ConflictError, match="only administrator"):
            lock_out(workspace, "Wanjirũ", False)
    assert commands.set_admin(workspace, "Adé", True).is_admin
    commands.set_active(workspace, "Wanjirũ", False)
    assert workspace.ledger.accounts.verify("Wanjirũ", PASSWORD) is None
    with pytest.raises(ConflictError):
        commands.set_active(workspace, "Adé", False)
    commands.set_active(workspace, "Wanjirũ", True)
    commands.set_password(workspace, "Wanjirũ", "something new")
    assert workspace.ledger.accounts.verify("Wanjirũ", "something new").id == wanjiru.id
    with pytest.raises(NotFoundError, match="There are: Adé, Wanjirũ"):
        commands.set_password(workspace, "Nobody", PASSWORD)
    actions = [entry.action for entry in workspace.ledger.audit.list()]
    assert actions == [
        "account.password", "account.on", "account.off", "account.admin", "account.add", "account.add",
    ]  # fmt: skip
