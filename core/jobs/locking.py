"""One worker per workspace.

On SQLite the lock is a lock on `worker.lock` in the workspace's folder; the system lets go of it when the process
dies, however it dies. On PostgreSQL, where several machines may share a workspace, it is an advisory lock held by one
connection: the server lets go of it when the connection ends, so a worker that lost its connection must end too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from core.errors import WorkerBusyError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.workspace import Workspace

ADVISORY_KEY = 0x15061055  # any constant; advisory locks are per database
PATIENCE_SECONDS = 2.0  # somebody who only looks whether the lock is free holds it for a moment


class WorkerLock(Protocol):
    """The lock while it is held."""

    def is_held(self) -> bool:
        """Whether it still is; asks the server where there is one."""


@contextmanager
def worker_lock(ws: "Workspace", *, patience: float = PATIENCE_SECONDS) -> Iterator[WorkerLock]:
    """Hold the workspace's worker lock; raises WorkerBusyError when another process holds it."""
    manager = _server_lock(ws.settings.ledger_url, patience) if _is_on_server(ws) else _file_lock(ws, patience)
    with manager as lock:
        yield lock


def is_locked(ws: "Workspace") -> bool:
    """Whether some process holds the workspace's worker lock."""
    try:
        with worker_lock(ws, patience=0):
            return False
    except WorkerBusyError:
        return True


def _is_on_server(ws: "Workspace") -> bool:
    return not ws.settings.ledger_url.startswith("sqlite")


def _busy(ws_name: str) -> WorkerBusyError:
    return WorkerBusyError(
        f"Another worker is at work on {ws_name}.",
        hint="One worker per workspace is enough; jobs that are started are done by it. Nothing was changed.",
    )


class _FileLock:
    def is_held(self) -> bool:
        return True


@contextmanager
def _file_lock(ws: "Workspace", patience: float) -> Iterator[WorkerLock]:
    from filelock import FileLock, Timeout

    lock = FileLock(ws.folder / "worker.lock")
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise _busy(f"the workspace {ws.folder}") from error
    try:
        yield _FileLock()
    finally:
        lock.release()


class _ServerLock:
    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def is_held(self) -> bool:
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        try:
            held = self._connection.execute(
                text(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    " AND pid = pg_backend_pid() AND objid = :key"
                ),
                {"key": ADVISORY_KEY},
            ).scalar()
        except SQLAlchemyError:
            return False
        return bool(held)


@contextmanager
def _server_lock(url: str, patience: float) -> Iterator[WorkerLock]:
    import time

    from sqlalchemy import NullPool, create_engine, text

    from core.ledger.engine import driver_url

    engine = create_engine(driver_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    deadline = time.monotonic() + patience
    with engine.connect() as connection:
        while not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}).scalar():
            if time.monotonic() >= deadline:
                raise _busy("the workspace of this database")
            time.sleep(0.1)
        yield _ServerLock(connection)
