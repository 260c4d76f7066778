"""Formats whose records are more than a line: one iterator over records becomes a reader in batches.

A record gives its rows and its refusals together and says where the next one begins, so reading may stop and go on
behind any of them. Sides of a translation are rows of one record; each but the source is `translation-of` it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from core.collection.cursors import Cursor
from core.collection.lines import readable
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal
from core.collection.sources.files.base import Batch, Places

TRANSLATION = "translation-of"
TEXT, LANGUAGE = "text", "language"
BATCH_RECORDS = 50_000
BATCH_COLUMNS = 500  # beyond which a batch ends, so that records of ever new columns do not fill the memory
SHOWN_RECORDS = 200  # records whose columns are known at once
Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line, its columns, the document it belongs to, and the row of the same record it was made from."""

    line: int
    values: Values
    document: str | None = None
    parent: int | None = None  # its place among the record's rows
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The rows and refusals of one record, and where the next one begins (without `Cursor.rows`)."""

    rows: Sequence[Row]
    refused: Sequence[Refusal]
    end: Cursor


@dataclass(slots=True)
class _Gathered:
    """The records of a batch so far; `number` is the position of the last row."""

    number: int
    end: Cursor
    rows: list[Row] = field(default_factory=list)
    parents: list[int | None] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    records: int = 0
    names: set[str] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """Whether the batch has as many records or columns as one may."""
        return self.records >= BATCH_RECORDS or len(self.names) >= BATCH_COLUMNS

    def add(self, record: Record) -> None:
        first = self.number + 1
        for row in record.rows:
            self.parents.append(None if row.parent is None else first + row.parent)
            self.names.update(row.values)
        self.rows += record.rows
        self.refused += record.refused
        self.number += len(record.rows)
        self.end = record.end
        self.records += 1

    def batch(self) -> Batch:
        """The batch. What stands beside a text (its language, its document) may hold bytes that are no UTF-8: shown as
        replacement characters, since a broken note is no reason to lose a text. Texts with such bytes were refused."""
        try:
            return self._batch()
        except UnicodeEncodeError:
            self.rows = [_legible(row) for row in self.rows]
            return self._batch()

    def _batch(self) -> Batch:
        names = dict.fromkeys(name for row in self.rows for name in row.values)
        columns = {name: pa.array([row.values.get(name) for row in self.rows], pa.string()) for name in names}
        first = self.number - len(self.rows) + 1
        places = Places(
            positions=pa.array(range(first, self.number + 1), pa.int64()),
            documents=pa.array([row.document for row in self.rows], pa.string()),
            parents=pa.array(self.parents, pa.int64()),
            relations=pa.array([row.relation for row in self.rows], pa.string()),
        )
        cursor = self.end.model_copy(update={"rows": self.number})
        lines = pa.array([row.line for row in self.rows], pa.int64())
        return Batch(pa.table(columns), lines, tuple(self.refused), cursor, cursor.offset, places)


class RecordReader:
    """A reader over `read`, which gives the records from a cursor on."""

    def __init__(
        self,
        path: Path,
        options: ReadOptions,
        batch_bytes: int,
        read: Callable[[Cursor], Iterator[Record]],
    ) -> None:
        self.options, self.total = options, path.stat().st_size
        self._size, self._read = batch_bytes, read

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the first records; later ones may add to them."""
        gathered = _Gathered(0, Cursor())
        for record in self._read(Cursor()):
            gathered.add(record)
            if gathered.records >= SHOWN_RECORDS:
                break
        return tuple(gathered.batch().table.column_names)

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` on."""
        at = cursor or Cursor()
        gathered = _Gathered(at.rows, at)
        for record in self._read(at):
            gathered.add(record)
            if gathered.is_full or gathered.end.offset - at.offset >= self._size:
                batch = gathered.batch()
                yield batch
                at = batch.cursor
                gathered = _Gathered(at.rows, at)
        if gathered.records:
            batch = gathered.batch()
            yield replace(batch, done=max(batch.done, self.total))


def _legible(row: Row) -> Row:
    values = {readable(name): value and readable(value) for name, value in row.values.items()}
    return replace(row, values=values, document=row.document and readable(row.document))


def translations(rows: Sequence[Row], source: int = 0) -> list[Row]:
    """The sides of a translation, each but the one at `source` linked to that."""
    return [
        row if place == source else replace(row, parent=source, relation=TRANSLATION) for place, row in enumerate(rows)
    ]


def filled(**values: str | None) -> dict[str, str | None]:
    """The columns that have a value."""
    return {name: value for name, value in values.items() if value}
