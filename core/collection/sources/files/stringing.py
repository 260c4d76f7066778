"""Columns of any type as columns of strings: what a user's own columns are kept as.

Whole numbers and texts stand as they are; truth values as true/false; times in ISO 8601; anything nested as JSON.
"""

import json
from datetime import date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc


def as_strings(table: pa.Table) -> pa.Table:
    """`table` with every column as strings."""
    return pa.table({name: _column(table[name]) for name in table.column_names})


def json_value(value: object) -> str | None:
    """One value as a string; None stays None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return json.dumps(value, ensure_ascii=False, default=str)


def _column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_dictionary(kind):
        return _column(column.cast(kind.value_type))
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return pc.cast(column, pa.string())
    return pa.chunked_array([pa.array(map(json_value, column.to_pylist()), pa.string())])
