"""Several processes that detect at once, each with its own detectors (neither fastText nor langdetect shares well).

Each child has a thread here that hands it tables and takes the answers, so results come back in order while all
children work. Children are plain subprocesses that end with their input (`child`). Small work is done in this process.
"""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from functools import cached_property
from queue import SimpleQueue
from types import TracebackType
from typing import Any

import pyarrow as pa

from core.errors import IsoglossError
from core.identification.child import from_bytes, read_frame, to_bytes, write_frame
from core.identification.configuration import Question, number
from core.identification.detectors import DetectorSpec
from core.identification.identifying import BATCH, Identifier
from core.settings import ROOT

LEAST_TABLE = 128
SECONDS_ALONE = 3.0  # work shorter than this is not worth starting processes for


class DetectionFailedError(IsoglossError):
    """A detecting process ended or reported an error."""

    status = 500


class DetectorPool:
    """Identifies tables; use as a context manager. `processes` = 0 chooses one a core.

    `number` is the configuration's. Making the pool loads nothing.
    """

    def __init__(self, specs: Sequence[DetectorSpec], question: Question, *, processes: int = 0) -> None:
        self._specs, self._question = tuple(specs), question
        self.number = number(specs, question)
        self.processes = processes or _cores()
        self._children: list[subprocess.Popen[bytes]] = []
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    @cached_property
    def identifier(self) -> Identifier:
        """The detectors of this process, loaded when first asked for."""
        return Identifier.of(self._specs, self._question)

    @property
    def table_rows(self) -> int:
        """How many rows a table should have: about a second of one process's work."""
        return int(min(BATCH, max(LEAST_TABLE, self.rate / self.processes)))

    @property
    def rate(self) -> float:
        """Rows a second that all processes may do together, roughly."""
        return self.processes / sum(1 / spec.rate for spec in self._specs)

    def map(self, tables: Iterable[pa.Table], *, rows: int) -> Iterator[pa.Table]:
        """The identified columns of each table, in order. `rows` is about how many rows there are in all."""
        if self.processes == 1 or (not self._children and rows / self.rate < SECONDS_ALONE):
            yield from (self.identifier.identify(table) for table in tables)
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
            self._threads = ThreadPoolExecutor(self.processes, thread_name_prefix="detecting")
            self._children = [self._child() for _ in range(self.processes)]
            for child in self._children:
                _answer(child)
                self._free.put(child)
        return self._threads

    def _child(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, "-m", "core.identification.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        set_up: dict[str, Any] = {**asdict(self._question), "detectors": [asdict(spec) for spec in self._specs]}
        write_frame(_stdin(child), json.dumps(set_up).encode())
        return child

    def _ask(self, table: pa.Table) -> pa.Table:
        child = self._free.get()
        try:
            write_frame(_stdin(child), to_bytes(table))
            return from_bytes(_answer(child))
        except BrokenPipeError as error:
            raise _ended(child) from error
        finally:
            self._free.put(child)

    def __enter__(self) -> "DetectorPool":
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


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _stdin(child: "subprocess.Popen[bytes]") -> Any:
    assert child.stdin is not None
    return child.stdin


def _answer(child: "subprocess.Popen[bytes]") -> bytes:
    stdout: Any = child.stdout
    frame = read_frame(stdout)
    if frame is None:
        raise _ended(child)
    if frame[:1] == b"-":
        raise DetectionFailedError(f"Language detection stopped: {frame[1:].decode()}")
    return frame[1:]


def _ended(child: "subprocess.Popen[bytes]") -> DetectionFailedError:
    return DetectionFailedError(
        f"A process that detects languages ended (exit code {child.poll()}).",
        hint="Start the job again: it goes on where it was. If it happens again, the machine may be short of memory.",
    )
