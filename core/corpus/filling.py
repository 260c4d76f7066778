"""Setting values of existing rows: machine columns by fragment, human columns by id.

Only the files of the columns that are set get written anew; the text stays where it is. Lance commits such an update
whole or not at all and refuses it (CommitConflictError) when another process changed the same fragment: then the
table is opened again and the update repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.corpus import schema
from core.corpus.engine import lance
from core.errors import ConflictError, InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from lance import LanceDataset
    from lance.fragment import LanceFragment

ATTEMPTS = 20
FOLDED = "isogloss.folded_seq"  # in the table's configuration, hence part of each version
FRAGMENT_SHIFT = 32  # a row address is the fragment's number above, the row's offset in it below
INDEX_PROBE = 500  # up to so many ids are looked up through the index; beyond, one scan of the id column is faster


def folded_seq(dataset: LanceDataset) -> int:
    """The last event whose effect the human columns of this version hold."""
    return int(dataset.config().get(FOLDED, "0"))


def is_one_of(ids: Sequence[str]) -> str:
    """A Lance filter for ids. Whatever is not made of ASCII letters and digits is no id, so it matches nothing."""
    names = [f"'{name}'" for name in ids if name.isascii() and name.isalnum()]
    return f"id in ({', '.join(names)})" if names else "false"


def fragment_table(
    dataset: LanceDataset, fragment_id: int, columns: Sequence[str], condition: str | None = None
) -> pa.Table:
    """The chosen columns of one fragment, with `_rowid`."""
    return _fragment(dataset, fragment_id).scanner(columns=list(columns), filter=condition, with_row_id=True).to_table()


def fill(reopen: Callable[[], LanceDataset], tables: Mapping[int, pa.Table]) -> None:
    """Set the columns of `tables` (by fragment; each with `_rowid`) in one commit."""
    from lance.commit import CommitConflictError

    operation = lance().LanceOperation
    for _ in range(ATTEMPTS):
        dataset = reopen()
        updated, modified = [], set()
        for fragment_id, table in tables.items():
            metadata, fields = _fragment(dataset, fragment_id).update_columns(_checked(dataset, fragment_id, table))
            updated.append(metadata)
            modified.update(fields)
        update = operation.Update(
            updated_fragments=updated, fields_modified=sorted(modified), update_mode="rewrite_columns"
        )
        try:
            type(dataset).commit(dataset, update, read_version=dataset.version)
        except CommitConflictError:
            continue
        return
    raise ConflictError("The corpus kept changing while values were written.", hint="Run the job again.")


def fold(reopen: Callable[[], LanceDataset], overlay: pa.Table, seq: int) -> int:
    """Write the set values of `overlay` (schema.OVERLAY) into the rows with its ids; then note `seq`."""
    dataset = reopen()
    found = _located(dataset, overlay["id"])
    if len(found):
        merged = _merged(found, overlay)
        fragments = pc.shift_right(merged["_rowid"], pa.scalar(FRAGMENT_SHIFT, pa.uint64()))
        fill(reopen, {item: merged.filter(pc.equal(fragments, item)) for item in pc.unique(fragments).to_pylist()})
    newest = reopen()
    if folded_seq(newest) < seq:
        newest.update_config({FOLDED: str(seq)})
    return len(found)


def _fragment(dataset: LanceDataset, fragment_id: int) -> LanceFragment:
    fragment = dataset.get_fragment(fragment_id)
    if fragment is None:
        raise NotFoundError(
            f"Fragment {fragment_id} of the corpus is not there any more.",
            hint="Maintenance rewrote it; list the pending fragments again.",
        )
    return fragment


def _checked(dataset: LanceDataset, fragment_id: int, table: pa.Table) -> pa.Table:
    """`table` in the stored types. Raises InvalidInputError for a column that is no machine or human one."""
    columns = {"_rowid": pc.cast(table["_rowid"], pa.uint64())}
    for name in table.column_names:
        if name == "_rowid":
            continue
        if name in schema.BASE.names or name not in dataset.schema.names:
            raise InvalidInputError(f"The column {name} cannot be filled.")
        columns[name] = pc.cast(table[name], dataset.schema.field(name).type)
    addresses = columns["_rowid"]
    if len(addresses) and pc.any(pc.not_equal(pc.shift_right(addresses, FRAGMENT_SHIFT), fragment_id)).as_py():
        raise InvalidInputError(f"Values for fragment {fragment_id} hold rows of another fragment.")
    return pa.table(columns)


def _located(dataset: LanceDataset, ids: pa.ChunkedArray) -> pa.Table:
    """Where the rows with these ids lie, and their present human values."""
    columns = ["id", *schema.HUMAN.names]
    condition = is_one_of(ids.to_pylist()) if len(ids) <= INDEX_PROBE else None
    found = dataset.scanner(columns=columns, filter=condition, with_row_id=True).to_table()
    return found.filter(pc.is_in(found["id"], value_set=pa.chunked_array(ids).unique()))


def _merged(found: pa.Table, overlay: pa.Table) -> pa.Table:
    """The human columns after the overlay: its value where the flag is set, else the present one."""
    order = pc.index_in(found["id"], value_set=overlay["id"])
    news = overlay.take(order)
    columns = {"_rowid": found["_rowid"]}
    for name in schema.HUMAN.names:
        columns[name] = pc.if_else(pc.fill_null(news[f"{name}_set"], False), news[name], found[name])
    return pa.table(columns)
