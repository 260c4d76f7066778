"""The API over a workspace, for an account that the gate would have let in."""

from starlette.testclient import TestClient

from core.api.application import create_api
from core.records import LOCAL_ACCOUNT, Account
from core.workspace import Workspace


def client_of(ws: Workspace, account: Account = LOCAL_ACCOUNT) -> TestClient:
    """A client whose requests come from `account`."""
    api = create_api(lambda: ws)

    async def let_in(scope, receive, send):
        scope.setdefault("state", {})["account"] = account
        await api(scope, receive, send)

    return TestClient(let_in)
