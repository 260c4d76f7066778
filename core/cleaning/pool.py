"""Several processes that clean at once; small work is done in this one.

Each child has a thread here that hands it tables and takes the answers, so results come back in order while all
children work.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Any

import pyarrow as pa

from core.cleaning.cleaner import clean
from core.errors import IsoglossError
from core.identification.child import from_bytes, read_frame, to_bytes, write_frame
from core.settings import ROOT

Child = subprocess.Popen[bytes]

RATE = 12_000  # rows a second and process, roughly
TABLE_ROWS = 8_192
SECONDS_ALONE = 4.0  # work shorter than this is not worth starting processes for


class CleaningFailedError(IsoglossError):
    """A cleaning process ended."""

    status = 500


class CleaningPool:
    """Cleans tables; use as a context manager. `processes` = 0 chooses one a core. Making it starts nothing."""

    def __init__(self, processes: int = 0) -> None:
        self.processes = processes or _cores()
        self._children: list[Child] = []
        self._free: SimpleQueue[Child] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def map(self, tables: Iterable[pa.Table], *, rows: int) -> Iterator[pa.Table]:
        """The columns of each table, in order. `rows` is about how many rows there are in all."""
        if self.processes == 1 or (not self._children and rows / (RATE * self.processes) < SECONDS_ALONE):
            yield from (clean(table) for table in tables)
            return
        threads = self._start()
        waiting: deque[Future[pa.Table]] = deque()
        for table in tables:
            waiting.append(threads.submit(self._ask, table))
            if len(waiting) > 2 * self.processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _start(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.processes, thread_name_prefix="cleaning")
            self._children = [_child() for _ in range(self.processes)]
            for child in self._children:
                self._free.put(child)
        return self._threads

    def _ask(self, table: pa.Table) -> pa.Table:
        child = self._free.get()
        try:
            requests: Any = child.stdin
            answers: Any = child.stdout
            write_frame(requests, to_bytes(table))
            frame = read_frame(answers)
        except BrokenPipeError:
            frame = None
        finally:
            self._free.put(child)
        if frame is None:
            raise CleaningFailedError(
                f"A process that cleans ended (exit code {child.poll()}).",
                hint="Start the job again: it goes on where it was.",
            )
        return from_bytes(frame)

    def __enter__(self) -> "CleaningPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes; work that is under way in them is given up."""
        for child in self._children:
            child.kill()
            child.wait()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self._children, self._threads = [], None


def _child() -> "Child":
    return subprocess.Popen(
        [sys.executable, "-m", "core.cleaning.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
