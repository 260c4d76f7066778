"""A job's child process: training runs in one, so that it can be stopped, can crash, and frees its memory.

The child leads an own session; it ends with the worker (`child_main`), and what outlived a killed worker is ended
before a new child starts (`orphans`). Stopping is asked by SIGTERM to the whole group, so that a training saves its
state, and enforced by SIGKILL after a time of grace. Its output goes to the job's log, its progress comes as JSON
lines.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import IsoglossError, JobCancelledError
from core.jobs.child_main import PROGRESS_VARIABLE
from core.jobs.orphans import end_orphan, forget, remember
from core.jobs.run import JobRun, WorkerStopped
from core.jobs.starting import environment
from core.settings import ROOT

POLL_SECONDS = 0.2
LAST_LINES = 20
LEAVING_GRACE_SECONDS = 20.0  # a worker that is told to end cannot wait as long as a person who cancels

ProgressLine = Mapping[str, Any]  # one JSON line of the child; what it holds is between the child and its job


class ChildFailedError(IsoglossError):
    """A child process of a job ended with an error."""

    status = 500


@dataclass(frozen=True, slots=True)
class ChildOutcome:
    """How a child ended: its exit code and the last lines it printed."""

    code: int
    last_lines: tuple[str, ...]


def run_child(
    job: JobRun,
    *,
    module: str,
    arguments: Sequence[str] = (),
    on_progress: Callable[[ProgressLine], None] | None = None,
    threads: int | None = None,
    grace: float = 60.0,
) -> ChildOutcome:
    """Run `python -m module arguments…` for the job and wait for it; call it inside a step.

    Each JSON line that the child appends to the file named by ISOGLOSS_PROGRESS goes to `on_progress`. `threads` sets
    OMP_NUM_THREADS for the child. Raises JobCancelledError when the job was stopped (the child had `grace` seconds to
    save), ChildFailedError when the child ended with another code than 0.
    """
    if end_orphan(job.folder):
        job.log("Ended what was left of an interrupted child process.")
    progress = job.folder / "progress.jsonl"
    progress.write_text("", encoding="utf-8")
    log = job.folder / "log.txt"
    printed_from = log.stat().st_size if log.exists() else 0
    child = _start(job, [module, *arguments], progress, log, threads)
    remember(job.folder, child.pid)
    reader = _Lines(progress, on_progress)
    try:
        _follow(job, child, reader)
    except JobCancelledError:
        _stop(child, grace)
        raise
    except WorkerStopped:
        _stop(child, min(grace, LEAVING_GRACE_SECONDS))
        raise
    finally:
        _end_group(child)
        end_orphan(job.folder)
        forget(job.folder)
        reader.read()
    last = _last_lines(log, printed_from)
    if child.returncode != 0:
        raise _failure(module, child.returncode, last)
    return ChildOutcome(child.returncode, last)


def _start(
    job: JobRun, command: Sequence[str], progress: Path, log: Path, threads: int | None
) -> "subprocess.Popen[bytes]":
    values = environment(job.ws.settings) | {PROGRESS_VARIABLE: str(progress), "PYTHONUNBUFFERED": "1"}
    if threads:
        values["OMP_NUM_THREADS"] = str(threads)
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "core.jobs.child_main", str(os.getpid()), *command],
            cwd=ROOT,
            env=values,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _follow(job: JobRun, child: "subprocess.Popen[bytes]", reader: "_Lines") -> None:
    while child.poll() is None:
        reader.read()
        job.check_cancelled()
        time.sleep(POLL_SECONDS)


def _stop(child: "subprocess.Popen[bytes]", grace: float) -> None:
    _signal_group(child, signal.SIGTERM)
    try:
        child.wait(grace)
    except subprocess.TimeoutExpired:
        _signal_group(child, signal.SIGKILL)
        child.wait()


def _end_group(child: "subprocess.Popen[bytes]") -> None:
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _signal_group(child: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:  # all of the group have ended
        return


def _last_lines(log: Path, offset: int) -> tuple[str, ...]:
    with log.open("rb") as file:
        file.seek(offset)
        last = deque(file, maxlen=LAST_LINES)
    return tuple(line.decode("utf-8", errors="replace").rstrip() for line in last)


def _failure(module: str, code: int, last: Sequence[str]) -> ChildFailedError:
    if code in (-signal.SIGKILL, 128 + signal.SIGKILL):
        return ChildFailedError(
            f"The process {module} was killed from outside, most often because memory ran out.",
            hint="Use smaller batches or a smaller model, or free memory; then retry the job.",
        )
    ending = " / ".join(line for line in last[-3:] if line.strip())
    return ChildFailedError(
        f"The process {module} ended with code {code}: {ending or 'it printed nothing'}.",
        hint="The job's log holds all it printed. Retry the job when the cause is gone.",
    )


class _Lines:
    """Reads the complete lines that were appended to a file since it was last looked at."""

    def __init__(self, path: Path, listener: Callable[[ProgressLine], None] | None) -> None:
        self._path = path
        self._listener = listener
        self._offset = 0

    def read(self) -> None:
        with self._path.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        complete = data[: data.rfind(b"\n") + 1]
        self._offset += len(complete)
        if self._listener is None:
            return
        for line in complete.splitlines():
            self._listener(json.loads(line))
