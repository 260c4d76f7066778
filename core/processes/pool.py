"""The parent's side: several child processes at once, tables in, tables out, in order.

Each child has a thread here that hands it tables and takes the answers. Children are plain subprocesses that end with
their input (`serving`); making a pool starts none.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import IO, BinaryIO, cast

import pyarrow as pa

from core.errors import IsoglossError
from core.processes.cores import available_cores
from core.processes.frames import FAILED, from_bytes, read_frame, to_bytes, write_frame
from core.settings import ROOT


class ChildFailedError(IsoglossError):
    """A child process ended or reported an error."""

    status = 500


class TablePool:
    """Children that run the module `module`, set up with `set_up`; `processes` = 0 chooses one a core.

    `what` names their work in errors (“language detection”).
    """

    def __init__(self, module: str, set_up: bytes, *, what: str, processes: int = 0) -> None:
        self._module, self._set_up, self._what = module, set_up, what
        self.processes = processes or available_cores()
        self.children: list[subprocess.Popen[bytes]] = []
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def map(self, tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """The answer to each table, in order. Raises ChildFailedError."""
        threads = self._start()
        waiting: deque[Future[pa.Table]] = deque()
        for table in tables:
            waiting.append(threads.submit(self._ask, table))
            if len(waiting) > 2 * self.processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """End all children; work that is under way in them is given up."""
        for child in self.children:
            child.kill()
            child.wait()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self.children, self._threads = [], None

    def _start(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.processes, thread_name_prefix=self._module)
            self.children = [self._child() for _ in range(self.processes)]
            for child in self.children:
                self._answer(child)
                self._free.put(child)
        return self._threads

    def _child(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        write_frame(_pipe(child.stdin), self._set_up)
        return child

    def _ask(self, table: pa.Table) -> pa.Table:
        child = self._free.get()
        try:
            write_frame(_pipe(child.stdin), to_bytes(table))
            return from_bytes(self._answer(child))
        except BrokenPipeError as error:
            raise self._ended(child) from error
        finally:
            self._free.put(child)

    def _answer(self, child: subprocess.Popen[bytes]) -> bytes:
        frame = read_frame(_pipe(child.stdout))
        if frame is None:
            raise self._ended(child)
        if frame[:1] == FAILED:
            raise ChildFailedError(f"{self._what.capitalize()} stopped: {frame[1:].decode()}")
        return frame[1:]

    def _ended(self, child: subprocess.Popen[bytes]) -> ChildFailedError:
        return ChildFailedError(
            f"A process of {self._what} ended (exit code {child.poll()}).",
            hint="Start the job again: it goes on where it was. If it happens again, memory may be short.",
        )


def _pipe(stream: IO[bytes] | None) -> BinaryIO:
    return cast(BinaryIO, stream)  # there: the child was started with both
