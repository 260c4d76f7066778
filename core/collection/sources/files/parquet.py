"""Parquet: row groups in turn; a damaged one is refused with its rows, the others are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import refusal
from core.collection.sources.files.base import Batch
from core.collection.sources.files.stringing import as_strings
from core.errors import UnreadableFileError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

LEAST_ROWS, ROWS = 1_000, 100_000  # of a batch
ROW_BYTES = 120  # of text, about: what turns a batch's bytes into rows
MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class Parquet:
    """Parquet files."""

    name: str = "parquet"
    title: str = "Parquet"
    suffixes: tuple[str, ...] = (".parquet", ".pq")
    is_text: bool = False

    def fits(self, head: bytes) -> bool:
        """Whether it begins with Parquet's mark."""
        return head.startswith(MAGIC)

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = ROWS * ROW_BYTES) -> "ParquetReader":
        """Open a file. Raises UnreadableFileError where its end, which lists the content, cannot be read."""
        from pyarrow.parquet import ParquetFile

        try:
            file = ParquetFile(path)
        except (pa.ArrowInvalid, OSError) as error:
            raise UnreadableFileError(
                f"{path.name} cannot be read as Parquet: {error}", hint="The file may be cut off; copy it again."
            ) from error
        rows = max(LEAST_ROWS, min(ROWS, batch_bytes // ROW_BYTES))
        return ParquetReader(file, options.model_copy(update={"format": self.name}), rows)


class ParquetReader:
    """An opened Parquet file; `Cursor.offset` counts rows."""

    def __init__(self, file: "ParquetFile", options: ReadOptions, rows: int) -> None:
        self.options, self.columns = options, tuple(file.schema_arrow.names)
        self.total = int(file.metadata.num_rows)
        self._file, self._rows = file, rows

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` on."""
        wanted = (cursor or Cursor()).offset
        begin = 0
        for group in range(self._file.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            if begin + rows > wanted:
                yield from self._group(group, begin, rows, max(0, wanted - begin))
            begin += rows

    def _group(self, group: int, begin: int, rows: int, skip: int) -> Iterator[Batch]:
        """The batches of one row group, whose first row has the number `begin`, without its first `skip` rows."""
        at = begin
        try:
            for piece in self._file.iter_batches(batch_size=self._rows, row_groups=[group]):
                start, at = at, at + len(piece)
                if at > begin + skip:
                    table = pa.Table.from_batches([piece]).slice(max(0, begin + skip - start))
                    yield self._batch(table, at)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            first = max(at, begin + skip)
            bad = refusal(first + 1, "unreadable", f"rows {first + 1} to {begin + rows}: {error}")
            empty = self._file.schema_arrow.empty_table()
            end = begin + rows
            yield Batch(as_strings(empty), pa.array([], pa.int64()), (bad,), Cursor(offset=end, line=end + 1), end)

    def _batch(self, table: pa.Table, end: int) -> Batch:
        lines = pa.array(range(end - len(table) + 1, end + 1), pa.int64())
        table, lines, refused = valid_rows(table, lines)
        return Batch(as_strings(table), lines, tuple(refused), Cursor(offset=end, line=end + 1), end)


def valid_rows(table: pa.Table, lines: pa.Array) -> tuple[pa.Table, pa.Array, list]:  # type: ignore[type-arg]
    """Rows whose strings are UTF-8, and refusals of the others (Parquet does not check its own texts)."""
    try:
        table.validate(full=True)
    except pa.ArrowInvalid:
        keep = [_is_utf8(table, row) for row in range(len(table))]
        bad = [refusal(lines[row].as_py(), "invalid_encoding") for row, fine in enumerate(keep) if not fine]
        return table.filter(pa.array(keep)), lines.filter(pa.array(keep)), bad
    return table, lines, []


def _is_utf8(table: pa.Table, row: int) -> bool:
    try:
        table.slice(row, 1).combine_chunks().validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
