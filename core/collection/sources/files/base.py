"""What every file reader is: columns of text in batches, bad rows refused one by one, and a place to go on from.

Invariants: a row is in exactly one batch or refused in exactly one; reading on from a batch's cursor gives what
reading through would have given; memory does not grow with the file. `line` numbers count from 1 as an editor shows
them (for Parquet: rows); they are a segment's position, so they must not depend on how the file is cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Places:
    """What the rows of a batch are to each other, for formats where a line number does not say it all.

    `positions` (int64) are unique within the file and in its order; `documents` names the document of a row (null: the
    row is its own); `parents` (int64) is the position of the row of the same batch that this one belongs to, and
    `relations` in which way (null: to none).
    """

    positions: pa.Array
    documents: pa.Array
    parents: pa.Array
    relations: pa.Array

    def filter(self, mask: pa.Array) -> "Places":
        """The places of the rows that `mask` keeps."""
        return Places(*(one.filter(mask) for one in (self.positions, self.documents, self.parents, self.relations)))


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as they stand in the file: string columns in `table`, their line numbers (int64), refused rows, and the
    cursor behind them. `done` counts the file's bytes (rows) read so far. Without `places` a row's line is its position
    and it stands alone. `passed_over` counts rows that were not asked for (another language than the wanted)."""

    table: pa.Table
    lines: pa.Array
    refused: tuple[Refusal, ...]
    cursor: Cursor
    done: int
    places: Places | None = None
    passed_over: int = 0


class Reader(Protocol):
    """A file opened for reading; `options` are complete."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, unique and in order; readers of free-form rows may add to them later."""

    @property
    def options(self) -> ReadOptions:
        """The options in force, with everything found out filled in."""

    @property
    def total(self) -> int:
        """What `Batch.done` reaches at the end."""

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` (the beginning) on. Raises UnreadableFileError only for the file as a whole."""


class FileFormat(Protocol):
    """A format: how to recognise and open it. `path` is always UTF-8 for formats that are text."""

    @property
    def name(self) -> str:
        """Its name in ReadOptions."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File name endings, lower case, with the dot."""

    @property
    def is_text(self) -> bool:
        """Whether its files have an encoding."""

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins so may be of this format (asked where the suffix says nothing)."""

    def open(self, path: Path, options: ReadOptions, batch_bytes: int) -> Reader:
        """Open a file. Raises UnreadableFileError."""
