"""Arrow IPC, as file and as stream (what `datasets` keeps on disk): record batches in turn.

In a file a damaged batch is refused with its rows and the others are read; in a stream nothing behind a damaged batch
can be found, so reading ends there and says at which row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import refusal
from core.collection.sources.files.base import Batch
from core.collection.sources.files.parquet import LEAST_ROWS, ROW_BYTES, ROWS, valid_rows
from core.collection.sources.files.stringing import as_strings
from core.errors import UnreadableFileError

MAGIC = b"ARROW1"
CONTINUED = b"\xff\xff\xff\xff"  # every message of a stream begins so
DAMAGED = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError, MemoryError)


@dataclass(frozen=True, slots=True)
class ArrowIpc:
    """Arrow files and streams."""

    name: str = "arrow"
    title: str = "Arrow"
    suffixes: tuple[str, ...] = (".arrow", ".feather", ".arrows", ".ipc")
    is_text: bool = False

    def fits(self, head: bytes) -> bool:
        """Whether it begins with the mark of a file or of a stream's message."""
        return head.startswith(MAGIC) or (head.startswith(CONTINUED) and len(head) > 8 and head[4:8] != CONTINUED)

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = ROWS * ROW_BYTES) -> "ArrowReader":
        """Open a file. Raises UnreadableFileError where its schema cannot be read."""
        rows = max(LEAST_ROWS, min(ROWS, batch_bytes // ROW_BYTES))
        with path.open("rb") as file:
            is_file = file.read(len(MAGIC)) == MAGIC
        try:
            with pa.memory_map(str(path)) as source:
                schema = (ipc.open_file(source) if is_file else ipc.open_stream(source)).schema
            names = schema.names
        except DAMAGED as error:
            raise UnreadableFileError(
                f"{path.name} cannot be read as Arrow: {error}", hint="The file may be cut off; copy it again."
            ) from error
        if len(set(names)) < len(names):
            raise UnreadableFileError(f"{path.name} has two columns of one name.", hint="Rename one and save it again.")
        return ArrowReader(path, options.model_copy(update={"format": self.name}), tuple(names), rows, is_file=is_file)


class ArrowReader:
    """An opened Arrow file.

    In a cursor `offset` counts rows, `rows` those before the record batch it is in, `state` the batches before that.
    """

    def __init__(self, path: Path, options: ReadOptions, columns: tuple[str, ...], rows: int, *, is_file: bool) -> None:
        self.options, self.columns = options, columns
        self._path, self._rows, self._is_file = path, rows, is_file
        self.total = path.stat().st_size

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` on; `done` is the part of the file's bytes, about."""
        start = cursor or Cursor()
        skipped, row = int(start.state or 0), start.rows
        with pa.memory_map(str(self._path)) as source:
            for place, (found, done) in enumerate(self._found(source)):
                if place < skipped:
                    continue
                end = Cursor(offset=row, line=row + 1, rows=row, state=str(place + 1))
                if isinstance(found, str):
                    bad = refusal(row + 1, "unreadable", f"record batch {place + 1}: {found}")
                    yield Batch(_empty(self.columns), pa.array([], pa.int64()), (bad,), end, done)
                    continue
                first = max(0, start.offset - row) if place == skipped else 0
                for begin in range(first, len(found), self._rows):
                    piece = found.slice(begin, self._rows)
                    is_last = begin + len(piece) >= len(found)
                    at = end if is_last else end.model_copy(update={"state": str(place)})
                    rows = row + begin + len(piece)
                    at = at.model_copy(update={"offset": rows, "line": rows + 1, "rows": rows if is_last else row})
                    yield _batch(piece, row + begin + 1, at, done)
                row += len(found)

    def _found(self, source: pa.MemoryMappedFile) -> Iterator[tuple[pa.RecordBatch | str, int]]:
        """The record batches, or what is wrong with one, each with the bytes read."""
        if self._is_file:
            reader = ipc.open_file(source)
            for place in range(reader.num_record_batches):
                done = self.total * (place + 1) // reader.num_record_batches
                yield _read(partial(reader.get_batch, place)), done
            return
        stream = ipc.open_stream(source)
        while True:
            found = _read(stream.read_next_batch)
            if found is None:
                return
            yield found, source.tell()
            if isinstance(found, str):
                return


def _batch(piece: pa.RecordBatch, first: int, end: Cursor, done: int) -> Batch:
    lines = pa.array(range(first, first + len(piece)), pa.int64())
    table, lines, refused = valid_rows(pa.Table.from_batches([piece]), lines)
    return Batch(as_strings(table), lines, tuple(refused), end, done)


def _read(read: Callable[[], pa.RecordBatch]) -> pa.RecordBatch | str | None:
    """A record batch whose insides agree with each other, or what is wrong with it; None at the end.

    Texts are looked at row by row later; but lengths and offsets must be right before anything is computed.
    """
    try:
        batch = read()
        _with_bytes(batch).validate(full=True)
    except StopIteration:
        return None
    except DAMAGED as error:
        return " ".join(str(error).split())[:200] or type(error).__name__
    return batch


def _with_bytes(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with its texts as plain bytes, which need not be UTF-8."""
    as_bytes = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    columns = [column.view(as_bytes[column.type]) if column.type in as_bytes else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _empty(columns: tuple[str, ...]) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in columns})
