"""The FastAPI application: one router a noun, typed errors as JSON, documentation without any outside request."""

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline

from core.api.routes import (
    adjudications,
    batches,
    checks,
    concordance,
    contributions,
    events,
    freezing,
    health,
    imports,
    jobs,
    languages,
    leases,
    projects,
    results,
    sources,
    trainings,
    worklists,
)
from core.errors import IsoglossError
from core.workspace import Workspace

ROUTERS = (
    health,
    projects,
    languages,
    worklists,
    leases,
    events,
    adjudications,
    concordance,
    batches,
    checks,
    imports,
    contributions,
    sources,
    jobs,
    freezing,
    trainings,
    results,
)


def create_api(workspace: Callable[[], Workspace]) -> FastAPI:
    """The API over the workspace that `workspace()` returns once the server has started."""
    api = FastAPIOffline(
        title="Isogloss",
        version="1",
        docs_url="/docs",
        redoc_url=None,
        description="What the pages do, for programs. Every write takes a key and may be sent twice.",
    )
    api.state.workspace = workspace
    for module in ROUTERS:
        api.include_router(module.router)
    api.add_exception_handler(IsoglossError, _answer_error)
    return api


def _answer_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, IsoglossError):
        raise error
    return JSONResponse({"error": error.message, "hint": error.hint}, status_code=error.status)
