"""The gate: pure ASGI middleware that every HTTP request and every websocket passes.

Three checks, in this order. Host: only names this server is known by (against DNS rebinding). Origin: a browser page of
another site may neither write nor open a websocket. Sign-in: as soon as an account exists, or a connection arrives over
an address that is not loopback, everything needs a signed-in account, except the pages where one signs in.
The account found is put into the scope as `scope["state"]["account"]`.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.access import SESSION_COOKIE, account_by_bearer, account_by_cookie, sign_in_required
from core.records import LOCAL_ACCOUNT, Account
from core.workspace import Workspace

OPEN_PATHS = ("/sign-in", "/join/")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Refusal:
    """Why a request is not let in; `status` 401 leads a browser to the sign-in page."""

    status: int
    error: str
    hint: str = ""


class Gate:
    """ASGI middleware; `workspace` is asked for lazily, since it opens only when the server starts."""

    def __init__(self, app: ASGIApp, workspace: Callable[[], Workspace]) -> None:
        self.app = app
        self.workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer with the refusal."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        workspace = self.workspace()
        headers = Headers(scope=scope)
        refusal = check_host(headers, workspace.settings.host_names) or check_origin(scope, headers)
        if refusal is None:
            account = self._account(workspace, scope, headers)
            scope.setdefault("state", {})["account"] = account
            if account is None and not scope["path"].startswith(OPEN_PATHS):
                refusal = Refusal(401, "Nobody is signed in.", "Sign in at /sign-in, or send an API token.")
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await _refuse(refusal, scope, receive, send)

    def _account(self, workspace: Workspace, scope: Scope, headers: Headers) -> Account | None:
        bearer = headers.get("authorization", "")
        if bearer.lower().startswith("bearer "):
            return account_by_bearer(workspace, bearer[7:].strip())
        if not sign_in_required(workspace) and is_local(scope) and not workspace.settings.host_names:
            return LOCAL_ACCOUNT
        return account_by_cookie(workspace, _cookie(headers))


def check_host(headers: Headers, names: frozenset[str]) -> Refusal | None:
    """Refuse a Host header that is neither loopback, nor an address, nor one of `names`."""
    host = _host_name(headers.get("host", ""))
    if host in LOOPBACK_NAMES or host in names or _is_address(host):  # an address cannot be rebound by DNS
        return None
    return Refusal(
        421,
        f"This server does not answer to the name “{host}”.",
        "Open it as http://localhost, or list the name in ISOGLOSS_ALLOWED_HOSTS.",
    )


def check_origin(scope: Scope, headers: Headers) -> Refusal | None:
    """Refuse writes and websockets that a page of another site starts."""
    if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
        return None
    origin = headers.get("origin")
    if origin is None:
        foreign = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    else:
        foreign = urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    if not foreign:
        return None
    return Refusal(403, "This request comes from a page of another site and was refused.", "Use the app's own pages.")


def is_local(scope: Scope) -> bool:
    """Whether both ends of the connection are this machine."""
    ends = [scope.get("server"), scope.get("client")]
    return all(end is not None and _is_loopback(str(end[0])) for end in ends)


def _is_loopback(address: str) -> bool:
    return _is_address(address) and ipaddress.ip_address(address.strip("[]")).is_loopback


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(SESSION_COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


async def _refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.error})
        return
    await _answer(refusal, scope)(scope, receive, send)


def _answer(refusal: Refusal, scope: Scope) -> Response:
    if refusal.status == 401 and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(f"/sign-in?next={quote(scope['path'])}", status_code=303)
    if scope["path"].startswith("/api"):
        return JSONResponse({"error": refusal.error, "hint": refusal.hint}, status_code=refusal.status)
    return PlainTextResponse(f"{refusal.error} {refusal.hint}", status_code=refusal.status)
