"""CSV and TSV: rows of cells under a header, with the delimiter and the quoting found out from the first rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from core.collection import lines as line_blocks
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files import dialects
from core.collection.sources.files.base import Batch
from core.collection.sources.files.cells import Dialect, Parsed, parse
from core.errors import UnreadableFileError

HEAD_BYTES = 256 << 10
LONGEST_RECORD_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Delimited:
    """CSV or TSV. `delimiter` is what the suffix promises; the file may be otherwise."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    delimiter: str
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether the first line has the delimiter."""
        return self.delimiter.encode() in head.split(b"\n", 1)[0]

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = line_blocks.BLOCK) -> "DelimitedReader":
        """Open a file. Raises UnreadableFileError where there is no row in it."""
        block = line_blocks.read_block(path, Cursor(), HEAD_BYTES)
        lines = line_blocks.split(line_blocks.decode(block.data)[0])[: dialects.LOOKED_AT] if block else []
        if not any(line.strip() for line in lines):
            raise UnreadableFileError(f"{path.name} is empty.", hint="Choose a file with at least one row.")
        dialect = dialects.guess(lines, options.delimiter, options.quoting, self.delimiter)
        rows = dialects.sample_rows(lines, dialect)
        header = dialects.has_header(rows) if options.header is None else options.header
        understood = options.model_copy(
            update={"format": self.name, "delimiter": dialect.delimiter, "quoting": dialect.quoting, "header": header}
        )
        names = rows[0] if header else [f"column {place}" for place in range(1, len(rows[0]) + 1)]
        return DelimitedReader(path, understood, tuple(names), dialect, batch_bytes)


class DelimitedReader:
    """An opened CSV or TSV file."""

    def __init__(
        self, path: Path, options: ReadOptions, header: tuple[str, ...], dialect: Dialect, batch_bytes: int
    ) -> None:
        self.options, self.total = options, path.stat().st_size
        self.columns = unique_names([line_blocks.readable(name) for name in header])
        self._path, self._header, self._dialect, self._size = path, list(header), dialect, batch_bytes

    def batches(self, cursor: Cursor | None = None) -> Iterator[Batch]:
        """The batches from `cursor` on."""
        at = cursor or Cursor()
        while block := line_blocks.read_block(self._path, at, self._size):
            if block.too_long:
                bad = refusal(at.line, "too_long", text=block.data.decode(errors="replace"))
                batch = self._batch([], [], [bad], block.end)
            else:
                batch = self._read(block)
            yield batch
            at = batch.cursor

    def _read(self, block: line_blocks.Block) -> Batch:
        block, text, clean = self._whole(block)
        lines = line_blocks.split(text)
        parsed = parse(lines, self._dialect, len(self.columns), final=self._ends(block))
        self._refuse_headers(parsed, first=block.start.offset == 0)
        if not clean or "\0" in text:
            _refuse_characters(parsed)
        first = block.start.line
        refused = sorted(parsed.refusals(lines, first), key=lambda item: item.line)
        end = block.end if parsed.used >= len(lines) else block.after(parsed.used)
        return self._batch(parsed.rows, [first + place for place in parsed.places], refused, end)

    def _whole(self, block: line_blocks.Block) -> tuple[line_blocks.Block, str, bool]:
        """The block, longer where its first record is not closed in it; with its text (see `lines.decode`)."""
        size = self._size
        while True:
            text, clean = line_blocks.decode(block.data)
            first = parse(line_blocks.split(text), self._dialect, len(self.columns), final=False, most=1)
            if first.used or self._ends(block):
                return block, text, clean
            size *= 2
            longer = line_blocks.read_block(self._path, block.start, size)
            assert longer is not None, "the file has become shorter"
            block = longer

    @staticmethod
    def _ends(block: line_blocks.Block) -> bool:
        """Whether a record that is open at the block's end is given up: at the end of the file, or when endless."""
        return block.last or len(block.data) > LONGEST_RECORD_BYTES

    def _refuse_headers(self, parsed: Parsed, *, first: bool) -> None:
        """Take the header out of the rows; refuse its repetitions, as in files that were put together."""
        if not self.options.header or self._header not in parsed.rows:
            return
        for place in [place for place, row in enumerate(parsed.rows) if row == self._header][::-1]:
            if not (first and parsed.places[place] == parsed.places[0]):
                parsed.bad.append((parsed.places[place], "repeated_header", ""))
            del parsed.rows[place], parsed.places[place]

    def _batch(self, rows: list[list[str]], numbers: list[int], refused: list[Refusal], end: Cursor) -> Batch:
        columns = zip(*rows, strict=True) if rows else ([] for _ in self.columns)
        arrays = [pa.array(column, pa.string()) for column in columns]
        table = pa.table(arrays, names=list(self.columns))
        return Batch(table, pa.array(numbers, pa.int64()), tuple(refused), end, end.offset)


def _refuse_characters(parsed: Parsed) -> None:
    """Refuse rows with bytes that are no characters, or with NUL."""
    for place in range(len(parsed.rows) - 1, -1, -1):
        whole = "".join(parsed.rows[place])
        reason = "invalid_encoding" if line_blocks.is_bad(whole) else "nul" if "\0" in whole else None
        if reason:
            parsed.bad.append((parsed.places[place], reason, ""))
            del parsed.rows[place], parsed.places[place]


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names as they stand, with a number behind repeated ones and a stand-in for empty ones."""
    made: list[str] = []
    for place, name in enumerate(names, start=1):
        wanted = name.strip() or f"column {place}"
        number, unique = 2, wanted
        while unique in made:
            unique, number = f"{wanted} ({number})", number + 1
        made.append(unique)
    return tuple(made)
