"""What happens when the server starts: refuse an unsafe address, open the workspace, make the sample, wake the worker.

The workspace is opened once a process. `lance` takes seconds to import and is therefore loaded in the background, so
that the first page is quick.
"""

import asyncio
import importlib
import ipaddress
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache

from core.access import sign_in_required
from core.errors import PermissionDeniedError
from core.jobs.sample_project import open_sample_project
from core.jobs.starting import keep_worker
from core.settings import Settings
from core.workspace import Workspace, open_workspace


@lru_cache(maxsize=1)
def served_workspace() -> Workspace:
    """The workspace of this server process."""
    return open_workspace(Settings())


def check_address(workspace: Workspace, address: str) -> None:
    """Refuse to serve on an address that others can reach while nobody needs to sign in.

    Raises PermissionDeniedError, whose hint says how to create the first account.
    """
    if _is_loopback(address) or sign_in_required(workspace):
        return
    raise PermissionDeniedError(
        f"The server would be reachable at “{address or 'all addresses'}”, but there is no account yet.",
        hint="Create the first one with: python -m core account add NAME --admin. Or bind to 127.0.0.1.",
    )


def serving(address: Callable[[], str]) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """The lifespan of the app; `address()` is the address that the server binds to."""

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        workspace = await asyncio.to_thread(served_workspace)
        check_address(workspace, address())
        stop = threading.Event()
        threading.Thread(target=_prepare, args=(workspace, stop), name="prepare", daemon=True).start()
        yield
        stop.set()

    return lifespan


def _prepare(workspace: Workspace, stop: threading.Event) -> None:
    if not (workspace.ledger.projects.list() or workspace.ledger.projects.list(archived=True)):
        open_sample_project(workspace)
    importlib.import_module("lance")
    if workspace.settings.worker_autostart:
        keep_worker(workspace, stop)


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
