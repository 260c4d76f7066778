"""Lines of CSV or TSV into rows of cells, one bad row at a time.

A quotation mark that is never closed would swallow the rest of a file. So a row that spans several lines is believed
only if it ends well: its quotes match, it has the header's number of columns, and it is not endless. Otherwise the
line on which it began is refused and reading goes on with the next line.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from core.collection import lines as line_blocks
from core.collection.refusals import Refusal, refusal

if TYPE_CHECKING:
    import _csv

LONGEST_RECORD = 1_000  # lines a quoted cell may span
csv.field_size_limit(1 << 30)  # the length of texts is checked later, with a reason


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart."""

    delimiter: str
    quoting: bool

    def reader(self, lines: Sequence[str], start: int = 0) -> "_csv.Reader":
        """A strict reader over `lines[start:]`."""
        rows = (lines[place] + "\n" for place in range(start, len(lines)))
        if self.quoting:
            return csv.reader(rows, delimiter=self.delimiter, strict=True)
        return csv.reader(rows, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, strict=True)


@dataclass(slots=True)
class Parsed:
    """Rows and the places (indices of lines) at which they begin; bad rows as (place, reason, detail)."""

    rows: list[list[str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    used: int = 0  # lines consumed

    def refusals(self, lines: Sequence[str], first: int) -> list[Refusal]:
        """The bad rows as refusals; `first` is the number of `lines[0]`."""
        return [
            refusal(first + place, reason, detail, line_blocks.readable(lines[place]))
            for place, reason, detail in self.bad
        ]


def parse(lines: Sequence[str], dialect: Dialect, columns: int, *, final: bool, most: int | None = None) -> Parsed:
    """Parse lines (the first `most` records) into rows of exactly `columns` cells.

    Unless `final`, an open record at the end is left unused.
    """
    done = Parsed()
    while done.used < len(lines) and (most is None or not done.used):
        try:
            _take(islice(reader := dialect.reader(lines, done.used), most), reader, done, columns)
        except csv.Error as error:
            if not final and _may_close(lines, done, error):
                break
            reason = "carriage_return" if "new-line character" in str(error) else "unclosed_quote"
            done.bad.append((done.used, reason, ""))
            done.used += 1
    return done


def _take(rows_read: Iterable[list[str]], reader: "_csv.Reader", done: Parsed, columns: int) -> None:
    """Take rows until the lines end; raises csv.Error with `done.used` at the line where the bad record begins."""
    start = done.used
    rows, places = done.rows, done.places
    for row in rows_read:
        end = start + reader.line_num
        if end - done.used > LONGEST_RECORD:
            raise csv.Error("endless")
        if len(row) == columns:
            rows.append(row)
            places.append(done.used)
        elif not row:  # an empty line
            pass
        elif len(row) > columns and not any(row[columns:]):  # a spreadsheet's habit
            rows.append(row[:columns])
            places.append(done.used)
        elif end - done.used > 1:
            raise csv.Error("several lines, yet not the header's columns")
        else:
            done.bad.append((done.used, "wrong_columns", f"{len(row)} instead of {columns}"))
        done.used = end


def _may_close(lines: Sequence[str], done: Parsed, error: csv.Error) -> bool:
    """Whether the open record may be closed by lines still to come."""
    return "unexpected end of data" in str(error) and len(lines) - done.used <= LONGEST_RECORD
