"""Several processes that detect at once, each with its own detectors (neither fastText nor langdetect shares well).

Small work is done in this process.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from types import TracebackType

import pyarrow as pa

from core.identification.configuration import Question, number
from core.identification.detectors import DetectorSpec
from core.identification.identifying import BATCH, Identifier
from core.processes.pool import TablePool

LEAST_TABLE = 128
SECONDS_ALONE = 3.0  # work shorter than this is not worth starting processes for


class DetectorPool:
    """Identifies tables; use as a context manager. `processes` = 0 chooses one a core.

    `number` is the configuration's. Making the pool loads nothing.
    """

    def __init__(self, specs: Sequence[DetectorSpec], question: Question, *, processes: int = 0) -> None:
        self._specs, self._question = tuple(specs), question
        self.number = number(specs, question)
        set_up = {**asdict(question), "detectors": [asdict(spec) for spec in self._specs]}
        self._children = TablePool(
            "core.identification.child", json.dumps(set_up).encode(), what="language detection", processes=processes
        )
        self.processes = self._children.processes

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
        """The identified columns of each table, in order. `rows` is about how many rows there are in all.

        Raises ChildFailedError.
        """
        small = not self._children.children and rows / self.rate < SECONDS_ALONE
        if self.processes == 1 or small:
            return (self.identifier.identify(table) for table in tables)
        return self._children.map(tables)

    def __enter__(self) -> "DetectorPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes; work that is under way in them is given up."""
        self._children.close()
