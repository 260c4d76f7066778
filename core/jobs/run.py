"""What the function of a kind is given: durable steps, progress, a log, and the question whether to stop.

Everything that touches the world happens in a step. After a crash the function runs again from its top and each step
that had finished hands over its recorded result; while that goes on (`Steps.replaying`) progress and log stay silent,
so that nobody sees a job run backwards.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from core.errors import JobCancelledError
from core.jobs.progress import Progress
from core.jobs.results import disclose, enclose
from core.ledger.errors import LedgerUnavailableError
from core.records import JobState

if TYPE_CHECKING:
    from core.workspace import Workspace

P = ParamSpec("P")
R = TypeVar("R")

POLL_SECONDS = 0.5  # how old the answer to "cancelled?" may be


class WorkerStopped(BaseException):
    """The worker was told to end; the job goes on with the next one.

    Like KeyboardInterrupt it is no error, and nobody may swallow it.
    """


class Steps(Protocol):
    """How steps are run: recorded by the engine, or plainly."""

    @property
    def replaying(self) -> bool:
        """Whether the job is still going through steps that had finished before a crash."""

    def run(self, name: str, function: Callable[..., R], call: Callable[[], R]) -> R:
        """The result of the step called `name`."""


class PlainSteps:
    """Steps without a record; results take the same way through JSON as recorded ones."""

    replaying = False

    def run(self, name: str, function: Callable[..., R], call: Callable[[], R]) -> R:  # noqa: ARG002 - no record, no name
        """Run the step now."""
        return disclose(function, enclose(function, call))


class JobRun:
    """One job while it runs."""

    def __init__(
        self,
        ws: "Workspace",
        job_id: str,
        project_id: str,
        account_id: str,
        *,
        steps: Steps,
        progress: Progress,
        attempt: int = 1,
        stopping: threading.Event | None = None,
        is_asked_to_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.ws = ws
        self.id = job_id
        self.project_id = project_id
        self.account_id = account_id
        self.attempt = attempt
        self.folder: Path = ws.job_folder(job_id)
        self._steps = steps
        self._progress = progress
        self._stopping = stopping or threading.Event()
        self._asked_at = 0.0
        self._is_asked_here = is_asked_to_stop

    def step(self, name: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of `function(*args, **kwargs)`, computed at least once and recorded as JSON.

        Raises what the function raises; an IsoglossError is recorded and raised again on a replay.
        """
        self._raise_if_worker_stops()
        return self._steps.run(name, function, lambda: function(*args, **kwargs))

    def progress(
        self, done: int, total: int | None = None, *, unit: str = "segments", phase: str | None = None
    ) -> None:
        """Tell how far the job is; written at most twice a second, the last value always."""
        if not self._steps.replaying:
            self._progress.report(done, total, unit, phase)

    def log(self, line: str) -> None:
        """Append a line to the job's log."""
        if not self._steps.replaying:
            append_log(self.folder, line)

    def check_cancelled(self) -> None:
        """Raise JobCancelledError when a person asked to stop; call it often, it asks the ledger twice a second."""
        self._raise_if_worker_stops()
        now = time.monotonic()
        if now - self._asked_at < POLL_SECONDS:
            return
        self._asked_at = now
        if self._is_asked_to_stop():
            raise JobCancelledError("The job was stopped on request.", hint="Retry it to go on where it stopped.")

    def _is_asked_to_stop(self) -> bool:
        try:
            return self._is_asked_here() or self.ws.ledger.jobs.get(self.id).state is JobState.STOPPING
        except LedgerUnavailableError:  # nobody can have asked through a database that does not answer
            return False

    @property
    def worker_is_stopping(self) -> bool:
        """Whether the worker was told to end; a long step should then return by raising from `check_cancelled`."""
        return self._stopping.is_set()

    def _raise_if_worker_stops(self) -> None:
        if self._stopping.is_set():
            raise WorkerStopped


def append_log(folder: Path, line: str) -> None:
    """Append `line` with the present time (UTC) to the log in a job's folder."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    with (folder / "log.txt").open("a", encoding="utf-8") as file:
        file.write(f"{stamp}  {line.rstrip()}\n")
