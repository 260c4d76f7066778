"""How far a job is, written to the ledger at most twice a second.

The first value is written at once. A value that comes too soon waits for its turn on a timer, so that the last one
before a long silence is never lost; `latest` hands the newest over to whoever closes the job.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

WRITE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ProgressMark:
    """One statement of progress; a `phase` of None keeps the one before."""

    done: int
    total: int | None
    unit: str
    phase: str | None


class Progress:
    """Throttles statements of progress into calls of `write`; safe to use from several threads."""

    def __init__(self, write: Callable[[ProgressMark], None], *, every: float | None = None) -> None:
        self._write = write
        self._every = WRITE_SECONDS if every is None else every
        self._lock = threading.Lock()
        self._pending: ProgressMark | None = None
        self._written_at = float("-inf")
        self._timer: threading.Timer | None = None
        self.latest: ProgressMark | None = None

    def report(self, done: int, total: int | None, unit: str, phase: str | None) -> None:
        """Take a statement; it is written now or within half a second."""
        with self._lock:
            kept = phase if phase is not None else (self.latest.phase if self.latest else None)
            self.latest = self._pending = ProgressMark(done, total, unit, kept)
            wait = self._written_at + self._every - time.monotonic()
            if wait > 0:
                self._write_later(wait)
                return
        self._flush()

    def close(self) -> None:
        """Write nothing any more."""
        with self._lock:
            self._pending = None
            if self._timer is not None:
                self._timer.cancel()

    def _write_later(self, wait: float) -> None:
        if self._timer is None or not self._timer.is_alive():
            self._timer = threading.Timer(wait, self._flush)
            self._timer.daemon = True
            self._timer.start()

    def _flush(self) -> None:
        with self._lock:
            mark, self._pending = self._pending, None
            self._written_at = time.monotonic()
            if mark is not None:
                self._write(mark)
