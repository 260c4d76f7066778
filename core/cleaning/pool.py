"""Several processes that clean at once; small work is done in this one."""

from collections.abc import Iterable, Iterator
from types import TracebackType

import pyarrow as pa

from core.cleaning.cleaner import clean
from core.processes.pool import TablePool

RATE = 12_000  # rows a second and process, roughly
TABLE_ROWS = 8_192
SECONDS_ALONE = 4.0  # work shorter than this is not worth starting processes for


class CleaningPool:
    """Cleans tables; use as a context manager. `processes` = 0 chooses one a core. Making it starts nothing."""

    def __init__(self, processes: int = 0) -> None:
        self._children = TablePool("core.cleaning.child", b"", what="cleaning", processes=processes)
        self.processes = self._children.processes

    def map(self, tables: Iterable[pa.Table], *, rows: int) -> Iterator[pa.Table]:
        """The columns of each table, in order. `rows` is about how many rows there are in all.

        Raises ChildFailedError.
        """
        small = not self._children.children and rows / (RATE * self.processes) < SECONDS_ALONE
        if self.processes == 1 or small:
            return (clean(table) for table in tables)
        return self._children.map(tables)

    def __enter__(self) -> "CleaningPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes; work that is under way in them is given up."""
        self._children.close()
