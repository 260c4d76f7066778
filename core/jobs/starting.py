"""Starting the worker when none is alive; what the app does.

The worker is a process of its own, in its own session, so that jobs outlive the app. Apps on one machine take turns
in looking and starting (`starting.lock`), and the worker itself takes the worker lock, so two apps that race never
give two workers. An app that runs says now and then that a worker is wanted; a worker that was started by an app
leaves when nobody has said so for a while and no job is open.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from core.errors import IsoglossError
from core.jobs.locking import is_locked
from core.records import FINAL_STATES, JobState
from core.settings import ROOT, Settings

if TYPE_CHECKING:
    from core.workspace import Workspace

LEAVE_AFTER_SECONDS = 600.0
START_SECONDS = 30.0  # how long a starting worker may take until it holds its lock
LOG_BYTES = 5_000_000

logger = logging.getLogger(__name__)
_children: list[subprocess.Popen[bytes]] = []


def ensure_worker(ws: "Workspace") -> bool:
    """Start a worker unless one holds the workspace; whether one was started. Returns when it holds its lock."""
    from filelock import FileLock

    say_wanted(ws)
    _children[:] = [child for child in _children if child.poll() is None]
    with FileLock(ws.folder / "starting.lock"):
        if is_locked(ws):
            return False
        child = _start(ws)
        _children.append(child)
        deadline = time.monotonic() + START_SECONDS
        while child.poll() is None and time.monotonic() < deadline and not is_locked(ws):
            time.sleep(0.1)
    return child.poll() is None


def keep_worker(ws: "Workspace", stop: threading.Event, *, every: float = 10.0) -> None:
    """Until `stop` is set: start a worker whenever there is none. Run it in a thread of the app."""
    while not stop.is_set():
        try:
            ensure_worker(ws)
        except (IsoglossError, OSError) as error:
            logger.warning("No worker could be started: %s", error)
        stop.wait(every)


def say_wanted(ws: "Workspace") -> None:
    """Note that an app is there that wants a worker."""
    (ws.folder / "worker.wanted").touch()


def is_wanted(ws: "Workspace", seconds: float) -> bool:
    """Whether an app asked for a worker within the last `seconds`, or a job is open."""
    marker = ws.folder / "worker.wanted"
    if marker.exists() and time.time() - marker.stat().st_mtime < seconds:
        return True
    return bool(ws.ledger.jobs.list(states=frozenset(JobState) - FINAL_STATES, limit=1))


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which another process reads the same settings."""
    changed = dict(os.environ)
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        variable = f"ISOGLOSS_{name.upper()}"
        changed.pop(variable, None)
        if value is not None:
            changed[variable] = str(value)
    return changed


def _start(ws: "Workspace") -> subprocess.Popen[bytes]:
    log = ws.folder / "worker.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "core", "worker", "--leave-after", str(LEAVE_AFTER_SECONDS)],
            cwd=ROOT,
            env=environment(ws.settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
