"""Child processes whose worker was killed: found by what was written down, ended before the work is done again.

A child's process id and start time lie in `child.json` of the job's folder. The child leads its own session, so that
its own children can be found by the session's number even after it died itself; the start time tells a number that
was given out again from the process that was meant.
"""

import json
import os
import signal
import time
from pathlib import Path

import psutil

RECORD = "child.json"


def remember(folder: Path, pid: int) -> None:
    """Write down the child `pid` that works in the job's `folder`."""
    try:
        started = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:  # it has ended already; its own children may live on
        started = time.time()
    path = folder / RECORD
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps({"pid": pid, "started": started}), encoding="utf-8")
    temporary.replace(path)


def forget(folder: Path) -> None:
    """The child has ended and everything it started too."""
    (folder / RECORD).unlink(missing_ok=True)


def end_orphan(folder: Path, *, wait: float = 10.0) -> bool:
    """End what is left of the child remembered in `folder`; whether there was anything left.

    Nothing that was started before the child is touched. Returns once all is gone, after at most `wait` seconds.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    left = session_members(int(record["pid"]), float(record["started"]))
    for process in left:
        _kill(process)
    psutil.wait_procs(left, timeout=wait)
    forget(folder)
    return bool(left)


def session_members(session: int, started: float) -> list[psutil.Process]:
    """Processes of that session that started no earlier than its leader did."""
    members = []
    for process in psutil.process_iter():
        try:
            is_member = os.getsid(process.pid) == session and process.create_time() >= started - 0.5
            if is_member and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
        except (ProcessLookupError, PermissionError, psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return members


def _kill(process: psutil.Process) -> None:
    try:
        process.send_signal(signal.SIGKILL)
    except psutil.NoSuchProcess:
        return
