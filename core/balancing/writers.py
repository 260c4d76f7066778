"""One writer a format, each fed with a stream of tables: CSV, JSON lines, Parquet.

CSV opens in spreadsheets, where a cell that begins like a formula is run: such cells get an apostrophe before them
(OWASP, "CSV Injection"), and how many did is reported. The other formats hold every text exactly as it is.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
BOM = b"\xef\xbb\xbf"


class Writer(Protocol):
    """Writes tables of `schema` to a file; returns how many cells had to be changed."""

    def __call__(self, path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
        """Write everything and close the file."""


def write_parquet(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """Parquet, compressed."""
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table.cast(schema))
    return 0


def write_jsonl(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """One JSON object a line, UTF-8; a value that is missing is left out."""
    names = schema.names
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for table in tables:
            for values in zip(*(column.to_pylist() for column in table.columns), strict=True):
                row = {name: value for name, value in zip(names, values, strict=True) if value is not None}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0


class CsvWriter:
    """CSV (RFC 4180 quoting, UTF-8). `bom` lets Excel see that it is UTF-8; `guard` changes cells like formulas."""

    def __init__(self, *, bom: bool = False, guard: bool = True) -> None:
        self._bom, self._guard = bom, guard

    def __call__(self, path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
        """Write everything; see `Writer`."""
        from pyarrow import csv

        changed = 0
        names = [f"'{name}" if self._guard and _is_formula(name) else name for name in schema.names]
        shown = pa.schema([field.with_name(name) for field, name in zip(schema, names, strict=True)])
        with path.open("wb") as file:
            if self._bom:
                file.write(BOM)
            with csv.CSVWriter(file, shown) as writer:
                for table in tables:
                    safe, count = _guarded(table) if self._guard else (table, 0)
                    changed += count
                    writer.write_table(safe.rename_columns(names).cast(shown))
        return changed


def _guarded(table: pa.Table) -> tuple[pa.Table, int]:
    changed = 0
    for place, field in enumerate(table.schema):
        if field.type != pa.string():
            continue
        column = table.column(place)
        like_formula = pc.fill_null(pc.match_substring_regex(column, FORMULA), False)
        count = pc.sum(like_formula).as_py() or 0
        if count:
            quoted = pc.binary_join_element_wise("'", column, "")
            table = table.set_column(place, field, pc.if_else(like_formula, quoted, column))
            changed += count
    return table, changed


def _is_formula(text: str) -> bool:
    return bool(pc.match_substring_regex(pa.scalar(text), FORMULA).as_py())
