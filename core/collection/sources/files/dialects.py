"""Delimiter, quoting and header of a CSV or TSV file, guessed from its first lines.

Delimiter: the one that gives the most rows the same number of columns above one. Quoting: on where cells begin with a
quotation mark and reading them as quoted leaves fewer bad rows than reading them as text. Header: on where the first
row's cells are short, all different, none a number, and none is the like of what stands below it.
"""

from collections import Counter
from collections.abc import Sequence

from core.collection.sources.files.cells import Dialect, parse

CANDIDATES = ",;\t|"
LOOKED_AT = 200  # lines
LONGEST_NAME = 60  # characters of a column's name


def guess(lines: Sequence[str], delimiter: str | None, quoting: bool | None, promised: str) -> Dialect:
    """The dialect of a file that begins with `lines`; `promised` is its suffix's delimiter."""
    if delimiter is None:
        wanted = dict.fromkeys([promised, *CANDIDATES])
        delimiter = max(wanted, key=lambda sign: (_regularity(lines, sign), sign == promised))
    if quoting is None:
        quoting = _is_quoted(lines, delimiter)
    return Dialect(delimiter, quoting)


def sample_rows(lines: Sequence[str], dialect: Dialect) -> list[list[str]]:
    """The first rows, whatever their number of columns; the first one never empty."""
    return [_cells(line, dialect) or [line] for line in lines if line.strip()]


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns."""
    first, below = rows[0], rows[1:]
    names = [cell.strip() for cell in first]
    if not all(names) or len(set(names)) < len(names) or any(len(name) > LONGEST_NAME for name in names):
        return False
    if any(_is_number(name) for name in names):
        return False
    lengths = [len(cell) for row in below for cell in row]
    known = {cell.strip() for row in below if list(row) != list(first) for cell in row}
    if len(names) == 1:
        return bool(below) and " " not in names[0] and max(lengths, default=0) > 2 * len(names[0])
    return not known.intersection(names)


def _regularity(lines: Sequence[str], delimiter: str) -> float:
    """Share of lines with the commonest number of columns, 0 where that is one.

    A line that cannot be read with this delimiter speaks against it.
    """
    counts = Counter(len(_cells(line, Dialect(delimiter, True))) for line in lines if line.strip())
    several = [rows for columns, rows in counts.items() if columns > 1]
    return max(several) / counts.total() if several else 0.0


def _is_quoted(lines: Sequence[str], delimiter: str) -> bool:
    begins = [cell for line in lines for cell in line.split(delimiter) if cell.startswith('"')]
    if not begins:
        return delimiter != "\t"
    columns = len(_cells(lines[0], Dialect(delimiter, True))) or 1
    bad = {quoting: _bad_rows(lines, Dialect(delimiter, quoting), columns) for quoting in (True, False)}
    closed = sum(cell.endswith('"') and len(cell) > 1 for cell in begins)
    return bad[True] < bad[False] or (bad[True] == bad[False] and 2 * closed >= len(begins))


def _bad_rows(lines: Sequence[str], dialect: Dialect, columns: int) -> int:
    return len(parse(lines, dialect, columns, final=True).bad)


def _cells(line: str, dialect: Dialect) -> list[str]:
    """The cells of one line, read by itself; none where it cannot be."""
    import csv

    try:
        return next(dialect.reader([line]), [])
    except csv.Error:
        return []


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
