"""TXT: every line, or every paragraph (lines between empty ones), is a segment. Empty lines are no rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

import pyarrow as pa

from core.collection import lines as line_blocks
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files.base import Batch
from core.errors import UnreadableFileError

COLUMN = "text"
HEAD_BYTES = 128 << 10
LONGEST_PARAGRAPH = 64 << 20  # bytes; one that is longer is cut
WRAPPED = 1.5  # lines a paragraph, from which on empty lines are taken to part paragraphs


@dataclass(frozen=True, slots=True)
class PlainText:
    """Plain text files."""

    name: str = "txt"
    title: str = "Text"
    suffixes: tuple[str, ...] = (".txt", ".text", ".md", ".log")
    is_text: bool = True

    def fits(self, head: bytes) -> bool:  # noqa: ARG002 - any text is plain text
        """Always: the last format to be asked."""
        return True

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = line_blocks.BLOCK) -> "PlainTextReader":
        """Open a file. Raises UnreadableFileError for an empty one."""
        block = line_blocks.read_block(path, Cursor(), HEAD_BYTES)
        if block is None or not block.data.strip():
            raise UnreadableFileError(f"{path.name} is empty.", hint="Choose a file with some text.")
        unit = options.unit or guess_unit(line_blocks.split(line_blocks.decode(block.data)[0]))
        return PlainTextReader(path, options.model_copy(update={"format": self.name, "unit": unit}), batch_bytes)


class PlainTextReader:
    """An opened text file: one column, `text`."""

    columns = (COLUMN,)

    def __init__(self, path: Path, options: ReadOptions, batch_bytes: int) -> None:
        self.options, self.total = options, path.stat().st_size
        self._path, self._size = path, batch_bytes

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` on."""
        at = cursor or Cursor()
        while block := self._block(at):
            batch = self._read(block)
            yield batch
            at = batch.cursor

    def _block(self, at: Cursor) -> line_blocks.Block | None:
        """The block at `at`; where paragraphs are read, one that ends behind a paragraph, unless that is too long."""
        size = self._size
        block = line_blocks.read_block(self._path, at, size)
        while block and self.options.unit == "paragraph" and not _ends_a_paragraph(block) and size < LONGEST_PARAGRAPH:
            size *= 2
            block = line_blocks.read_block(self._path, at, size)
        return block

    def _read(self, block: line_blocks.Block) -> Batch:
        if block.too_long:
            bad = refusal(block.start.line, "too_long", text=block.data.decode(errors="replace"))
            return _batch([], [], [bad], block.end)
        text, clean = line_blocks.decode(block.data)
        lines = line_blocks.split(text)
        used = len(lines)
        if self.options.unit == "paragraph" and not block.last:
            used = _last_gap(lines) or used
        pieces = _pieces(lines[:used], self.options.unit or "line", block.start.line)
        refused: list[Refusal] = []
        if not clean or "\0" in text:
            refused = [found for number, piece in pieces if (found := _refused(number, piece))]
            pieces = [(number, piece) for number, piece in pieces if not _refused(number, piece)]
        numbers, texts = [number for number, _ in pieces], [piece for _, piece in pieces]
        return _batch(texts, numbers, refused, block.end if used == len(lines) else block.after(used))


def _ends_a_paragraph(block: line_blocks.Block) -> bool:
    if block.last or block.too_long:
        return True
    return _last_gap(line_blocks.split(line_blocks.decode(block.data)[0])) > 0


def guess_unit(lines: Sequence[str]) -> Literal["line", "paragraph"]:
    """Paragraphs where empty lines part groups of several lines, as in wrapped text; else lines."""
    sizes = [len(list(group)) for filled, group in groupby(lines, key=lambda line: bool(line.strip())) if filled]
    return "paragraph" if len(sizes) > 1 and sum(sizes) / len(sizes) >= WRAPPED else "line"


def pieces(text: str, unit: str) -> list[tuple[int, str]]:
    """The lines or paragraphs of a text with the number of the line each begins at; `whole` is the text as it is."""
    if unit == "whole":
        return [(1, text)] if text.strip() else []
    return _pieces(line_blocks.split(text), unit, 1)


def _pieces(lines: Sequence[str], unit: str, first: int) -> list[tuple[int, str]]:
    if unit == "line":
        return [(number, line) for number, line in enumerate(lines, start=first) if line.strip()]
    found, number = [], first
    for filled, group in groupby(lines, key=lambda line: bool(line.strip())):
        members = list(group)
        if filled:
            found.append((number, "\n".join(members)))
        number += len(members)
    return found


def _last_gap(lines: Sequence[str]) -> int:
    """The number of lines up to and with the last empty one; 0 where there is none."""
    return next((place + 1 for place in range(len(lines) - 1, -1, -1) if not lines[place].strip()), 0)


def _refused(number: int, piece: str) -> Refusal | None:
    if line_blocks.is_bad(piece):
        return refusal(number, "invalid_encoding", text=line_blocks.readable(piece))
    return refusal(number, "nul", text=piece) if "\0" in piece else None


def _batch(texts: list[str], numbers: list[int], refused: list[Refusal], end: Cursor) -> Batch:
    table = pa.table({COLUMN: pa.array(texts, pa.string())})
    return Batch(table, pa.array(numbers, pa.int64()), tuple(refused), end, end.offset)
