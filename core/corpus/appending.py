"""Insert-if-absent, fast: what `Corpus.append` does under its lock.

Lance's own `merge_insert` reads all ids again for every batch, which makes an import of n rows cost n². Here the writer
remembers a 64-bit digest of every id it has seen in the table (8 bytes a row) and reads only fragments that are new
to it. A digest that is unknown proves that the row is absent; one that is known is a suspicion, settled by comparing
the full ids in the table. So a stale memory can cost time, never a row.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.corpus import identity, schema
from core.errors import InvalidInputError

Digests = npt.NDArray[np.uint64]
ID_LENGTH = 2 * identity.DIGEST_BYTES
# Odd 64-bit constants (fractional digits of pi) of a multilinear hash over the four 8-byte words of an id.
_WORDS = np.array([0x243F6A8885A308D3, 0x13198A2E03707345, 0xA4093822299F31D1, 0x082EFA98EC4E6C89], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class AppendReport:
    """What became of a batch: `added` + `present` = rows given. Rows that an earlier, interrupted attempt at the same
    unit of the same job had already written count as added, so that repeating a batch reports the same numbers."""

    added: int
    present: int

    def __add__(self, other: "AppendReport") -> "AppendReport":
        return AppendReport(self.added + other.added, self.present + other.present)


@dataclass(slots=True)
class KnownIds:
    """Digests of the ids in the table, sorted; learnt fragment by fragment."""

    digests: Digests = field(default_factory=lambda: np.empty(0, np.uint64))
    fragments: set[str] = field(default_factory=set)  # first data file of each fragment read so far
    next_number: int = 0

    def learn(self, dataset: Any) -> None:
        """Read the ids of fragments not seen before."""
        for fragment in dataset.get_fragments():
            key = fragment.metadata.files[0].path
            if key in self.fragments:
                continue
            rows = fragment.to_table(columns=["id", "number"])
            # two sorted runs: the stable sort merges them in one pass
            self.digests = np.sort(np.concatenate([self.digests, np.sort(digests(rows["id"]))]), kind="stable")
            self.next_number = max(self.next_number, (pc.max(rows["number"]).as_py() or 0) + 1)
            self.fragments.add(key)

    def suspects(self, candidates: Digests) -> npt.NDArray[np.bool_]:
        """Which of `candidates` may be in the table; the others are not."""
        if not len(self.digests):
            return np.zeros(len(candidates), bool)
        places = np.searchsorted(self.digests, candidates)
        places[places == len(self.digests)] = 0
        found: npt.NDArray[np.bool_] = self.digests[places] == candidates
        return found


@lru_cache(maxsize=8)
def known_ids(uri: str) -> KnownIds:  # noqa: ARG001  the key of the cache
    """What this process knows of the table at `uri`. Use it under the corpus lock only."""
    return KnownIds()


def digests(ids: pa.ChunkedArray) -> Digests:
    """A 64-bit digest of each id (32 ASCII characters), in order."""
    column = pa.chunked_array(ids, pa.string()).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
    if not len(column):
        return np.empty(0, np.uint64)
    start = np.frombuffer(column.buffers()[1], np.int32)[column.offset]
    raw = np.frombuffer(column.buffers()[2], np.uint8, count=len(column) * ID_LENGTH, offset=start)
    words = np.ascontiguousarray(raw).view(np.uint64).reshape(-1, 4)
    result: Digests = (words * _WORDS).sum(axis=1, dtype=np.uint64)
    return result


def conform(table: pa.Table) -> pa.Table:
    """`table` in the types and order of `schema.BASE` (without `number`), keys made where missing.

    Raises InvalidInputError for a missing required column, an empty value in one, or an id that is not 32 characters.
    """
    missing = [name for name in schema.REQUIRED if name not in table.column_names]
    if missing:
        raise InvalidInputError(f"Segments cannot be stored without the column(s) {', '.join(missing)}.")
    table = identity.with_keys(table)
    columns = []
    for wanted in schema.BASE:
        if wanted.name == "number":
            continue
        given = table[wanted.name] if wanted.name in table.column_names else pa.nulls(len(table), wanted.type)
        given = pc.fill_null(given, 0) if wanted.name == "job_unit" else given
        columns.append((wanted, given if given.type == wanted.type else pc.cast(given, wanted.type)))
    result = pa.table([column for _, column in columns], schema=pa.schema([wanted for wanted, _ in columns]))
    for name in schema.REQUIRED:
        if result[name].null_count:
            raise InvalidInputError(f"{result[name].null_count} segment(s) have no {name}.")
    lengths = pc.min_max(pc.binary_length(result["id"])).as_py()
    if len(result) and (lengths["min"] != ID_LENGTH or lengths["max"] != ID_LENGTH):
        raise InvalidInputError(f"A segment id must be {ID_LENGTH} characters; use core.corpus.identity.")
    return result


def without_repeats(table: pa.Table, marks: Digests) -> tuple[pa.Table, Digests]:
    """`table` with only the first row of each id, and its digests."""
    ordered = np.sort(marks)
    if not (ordered[1:] == ordered[:-1]).any():
        return table, marks
    ids = table["id"].to_pylist()
    first = {name: place for place, name in reversed(list(enumerate(ids)))}
    places = np.array(sorted(first.values()))
    return table.take(pa.array(places)), marks[places]


def absent_rows(dataset: Any, table: pa.Table, suspected: npt.NDArray[np.bool_]) -> tuple[pa.Table, int]:
    """The rows of `table` that are not in `dataset`, and how many of the others this very unit of work had written."""
    if not suspected.any():
        return table, 0
    names = ["id", "job_id", "job_unit"]
    wanted = table.filter(pa.array(suspected)).select(names)
    held = dataset.to_table(columns=names)
    held = held.filter(pc.is_in(held["id"], value_set=wanted["id"]))
    ours = held.join(wanted, keys=names, join_type="inner").num_rows
    return table.filter(pc.invert(pc.is_in(table["id"], value_set=held["id"]))), ours
