"""/sign-in, /sign-out and /join: plain HTML outside the app, so that nothing of it loads before somebody signed in.

Forms post to the same origin (the gate has checked it); wrong names and wrong passwords get the same answer, slowed
down by `core.access`. The cookie is HttpOnly, SameSite=Lax, and Secure wherever the page came over TLS.
"""

from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from core.access import SESSION_COOKIE, accept_invitation, read_invitation, sign_in, sign_out
from core.errors import IsoglossError
from core.words import translator
from core.workspace import Workspace

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Isogloss</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{color-scheme: light dark}} body {{font: 1.05rem/1.6 system-ui, sans-serif; margin: 0; display: grid;
 min-height: 100vh; place-items: center; background: light-dark(#fdfcfa, #14181b); color: light-dark(#1d2226, #e9e7e2)}}
main {{width: min(24rem, 88vw)}} label {{display: block; margin: .8rem 0}} input {{width: 100%; box-sizing: border-box;
 font: inherit; padding: .55rem; border: 1px solid #7b8287; border-radius: .375rem; background: transparent;
 color: inherit}}
button {{font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .375rem; background: #0b6784; color: #fff}}
.error {{border-left: 4px solid #c0392b; padding-left: .8rem}}</style></head>
<body><main><h1>{title}</h1>{body}</main></body></html>"""


def sign_in_routes(workspace: Callable[[], Workspace]) -> list[Route]:
    """The routes; `workspace()` is asked at each request."""

    async def show_sign_in(request: Request) -> Response:
        return _sign_in_page(request.query_params.get("next", "/"))

    async def do_sign_in(request: Request) -> Response:
        form = await request.form()
        name, password, onward = (str(form.get(field, "")) for field in ("name", "password", "next"))
        try:
            token = await run_in_threadpool(sign_in, workspace(), name, password, _client(request))
        except IsoglossError as error:
            return _sign_in_page(onward, error)
        return _signed_in(request, token, _own_path(onward))

    async def do_sign_out(request: Request) -> Response:
        await run_in_threadpool(sign_out, workspace(), request.cookies.get(SESSION_COOKIE, ""))
        response = RedirectResponse("/sign-in", status_code=303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    async def show_join(request: Request) -> Response:
        try:
            invitation = await run_in_threadpool(read_invitation, workspace(), request.path_params["token"])
        except IsoglossError as error:
            return _page("Invitation", _error(error), status=error.status)
        return _join_page(invitation.project_name)

    async def do_join(request: Request) -> Response:
        form = await request.form()
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        token = request.path_params["token"]
        try:
            session = await run_in_threadpool(accept_invitation, workspace(), token, name, password, _client(request))
        except IsoglossError as error:
            return _join_page("", error)
        return _signed_in(request, session, "/")

    return [
        Route("/sign-in", show_sign_in, methods=["GET"]),
        Route("/sign-in", do_sign_in, methods=["POST"]),
        Route("/sign-out", do_sign_out, methods=["GET", "POST"]),
        Route("/join/{token}", show_join, methods=["GET"]),
        Route("/join/{token}", do_join, methods=["POST"]),
    ]


def _signed_in(request: Request, token: str, onward: str) -> Response:
    response = RedirectResponse(onward, status_code=303)
    hours = 3600
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=24 * 14 * hours,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def _sign_in_page(onward: str, error: IsoglossError | None = None) -> Response:
    _ = translator("en")
    hidden = f'<input type="hidden" name="next" value="{escape(_own_path(onward))}">'
    return _page(_("Sign in"), _error(error) + _form(hidden, _("Sign in")), status=401 if error else 200)


def _join_page(project: str, error: IsoglossError | None = None) -> Response:
    _ = translator("en")
    text = _("You are invited to “{project}”. Choose a name and a password, or give those of your account.")
    words = f"<p>{escape(text.format(project=project))}</p>" if project else ""
    return _page(
        _("Join the project"), words + _error(error) + _form("", _("Join")), status=error.status if error else 200
    )


def _form(hidden: str, button: str) -> str:
    _ = translator("en")
    return (
        f'<form method="post">{hidden}'
        f'<label>{escape(_("Name"))}<input name="name" autocomplete="username" required autofocus></label>'
        f"<label>{escape(_('Password'))}"
        f'<input name="password" type="password" autocomplete="current-password" required></label>'
        f"<button>{escape(button)}</button></form>"
    )


def _error(error: IsoglossError | None) -> str:
    return f'<p class="error" role="alert">{escape(str(error))}</p>' if error else ""


def _page(title: str, body: str, *, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store", "X-Frame-Options": "DENY"}
    return HTMLResponse(PAGE.format(title=escape(title), body=body), status_code=status, headers=headers)


def _own_path(onward: str) -> str:
    """Only paths of this site: `//evil.example` and full addresses become the start page."""
    parts = urlsplit(onward)
    clean = onward.startswith("/") and not onward.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return onward if clean else "/"


def _client(request: Request) -> str:
    return request.client.host if request.client else ""
