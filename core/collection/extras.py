"""The user's own columns as one JSON object a row, made a column at a time."""

import json
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

SPECIAL = '["\\\\\\x00-\\x1f]'  # what JSON does not take as it is


def extra_objects(table: pa.Table, columns: Sequence[str]) -> pa.Array:
    """For each row the JSON object {column: value} of the string columns named; empty values are left out.

    Null where a row has none of them.
    """
    if not columns or not len(table):
        return pa.nulls(len(table), pa.string())
    parts = [_member(name, _whole(table[name])) for name in columns]
    joined = pc.binary_join_element_wise(*parts, "") if len(parts) > 1 else parts[0]
    objects = pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(joined, 2), "}", "")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), objects)


def _member(name: str, values: pa.Array) -> pa.Array:
    """`, "name": "value"` for each value; empty where there is none."""
    filled = pc.fill_null(values, "")
    member = pc.binary_join_element_wise(f', {json.dumps(name, ensure_ascii=False)}: "', _escaped(filled), '"', "")
    return pc.if_else(pc.equal(filled, ""), "", member)


def _escaped(values: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(values, SPECIAL)
    if not pc.any(special).as_py():
        return values
    changed = [json.dumps(value, ensure_ascii=False)[1:-1] for value in values.filter(special).to_pylist()]
    return pc.replace_with_mask(values, special, pa.array(changed, pa.string()))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    return pa.concat_arrays(combined.chunks) if isinstance(combined, pa.ChunkedArray) else combined
