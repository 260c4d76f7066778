"""The gate: known hosts, own origins, a sign-in for everything once one is needed; HTTP and websocket alike."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.access import SESSION_COOKIE
from core.access.commands import add_account, add_token
from core.api.gate import Gate
from core.api.signing_in import sign_in_routes
from core.api.starting import check_address
from core.errors import PermissionDeniedError

PASSWORD = "mlima mrefu wa theluji"


async def page(request):
    account = request.scope["state"]["account"]
    return PlainTextResponse(account.id if account else "nobody")


async def talk(websocket):
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


@pytest.fixture
def client(workspace):
    app = Starlette(
        routes=[
            Route("/", page, methods=["GET", "POST"]),
            Route("/api/x", page, methods=["GET", "POST"]),
            WebSocketRoute("/stream", talk),
            *sign_in_routes(lambda: workspace),
        ]
    )
    return from_address(Gate(app, lambda: workspace), "127.0.0.1")


def from_address(app, address, base="http://localhost:8501"):
    async def at(scope, receive, send):
        scope["server"] = (address, 8501)
        await app(scope, receive, send)

    return TestClient(at, base_url=base, client=(address, 50000), follow_redirects=False)


def test_the_local_user_comes_in_without_signing_in(client):
    assert client.get("/").text == "local"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "isogloss"])
def test_unknown_host_names_are_refused(client, host):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "ISOGLOSS_ALLOWED_HOSTS" in answer.text


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_loopback_names_are_known(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_another_site_cannot_write(client):
    answer = client.post("/api/x", headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert answer.json()["error"].startswith("This request comes from a page of another site")


def test_another_port_of_this_machine_is_another_site(client):
    assert client.post("/", headers={"Origin": "http://localhost:9999"}).status_code == 403


def test_own_pages_and_programs_can_write(client):
    assert client.post("/", headers={"Origin": "http://localhost:8501"}).status_code == 200
    assert client.post("/").status_code == 200
    assert client.post("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_websockets_of_other_sites_are_closed(client):
    with client.websocket_connect("ws://localhost:8501/stream", headers={"Origin": "http://localhost:8501"}) as talking:
        assert talking.receive_text() == "hello"
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("ws://localhost:8501/stream", headers={"Origin": "http://evil.example"}),
    ):
        pass
    assert refused.value.code == 1008


def test_with_an_account_everything_needs_a_sign_in(client, workspace):
    add_account(workspace, "amina", PASSWORD)
    assert client.get("/api/x").status_code == 401
    redirect = client.get("/", headers={"Accept": "text/html"})
    assert (redirect.status_code, redirect.headers["location"]) == (303, "/sign-in?next=/")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("ws://localhost:8501/stream"):
        pass


def test_signing_in_sets_a_cookie_that_opens_pages_api_and_websocket(client, workspace):
    account = add_account(workspace, "amina", PASSWORD)
    answer = client.post("/sign-in", data={"name": "amina", "password": PASSWORD, "next": "/"})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(SESSION_COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/api/x").text == account.id
    with client.websocket_connect("ws://localhost:8501/stream") as talking:
        assert talking.receive_text() == "hello"
    client.get("/sign-out")
    assert client.get("/api/x").status_code == 401


def test_a_wrong_password_says_no_more_than_a_wrong_name(client, workspace):
    add_account(workspace, "amina", PASSWORD)
    wrong = client.post("/sign-in", data={"name": "amina", "password": "no"})
    unknown = client.post("/sign-in", data={"name": "nobody", "password": "no"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example/x", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client, workspace, onward):
    add_account(workspace, "amina", PASSWORD)
    answer = client.post("/sign-in", data={"name": "amina", "password": PASSWORD, "next": onward})
    assert answer.headers["location"] == "/"


def test_bearer_tokens_open_the_api(client, workspace):
    account = add_account(workspace, "amina", PASSWORD)
    secret = add_token(workspace, account, "script")
    assert client.get("/api/x", headers={"Authorization": f"Bearer {secret}"}).text == account.id
    assert client.get("/api/x", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_connection_from_elsewhere_is_never_the_local_user(workspace):
    app = Gate(Starlette(routes=[Route("/", page)]), lambda: workspace)
    assert from_address(app, "192.168.1.7", "http://192.168.1.7:8501").get("/").status_code == 401


def test_a_public_address_without_an_account_refuses_to_start(workspace):
    check_address(workspace, "127.0.0.1")
    for address in ("0.0.0.0", "", "192.168.1.7"):
        with pytest.raises(PermissionDeniedError, match="no account yet") as refused:
            check_address(workspace, address)
        assert "python -m core account add" in refused.value.hint
    add_account(workspace, "amina", PASSWORD)
    check_address(workspace, "0.0.0.0")
