"""Reading the corpus for a comparison: marks of all rows, and texts by where they lie.

A mark is the first half of a row's exact key: 64 bits, so that a million texts hold two that merely look the same with
a probability of 3 in 10⁸.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.cleaning.duplicates.likeness import LEAST_GRAPHEMES
from core.cleaning.duplicates.store import Marks
from core.corpus.identity import DIGEST_BYTES, exact_key

if TYPE_CHECKING:
    from lance import LanceDataset

    from core.corpus.corpus import Corpus

BATCH_ROWS = 100_000
TO_SIGN = f"characters >= {LEAST_GRAPHEMES}"  # fewer code points are fewer graphemes
_PLACES = np.arange(60, -4, -4, dtype=np.uint64)


def mark_of(text: str) -> int:
    """The mark of one text."""
    return int(exact_key(text)[:DIGEST_BYTES], 16)


def marks_of(hexadecimal: pa.ChunkedArray) -> Marks:
    """The first 64 bits of keys or ids (32 hexadecimal digits each, none NULL), in order."""
    found = [np.empty(0, np.uint64)]
    for chunk in pa.chunked_array(hexadecimal, pa.string()).chunks:
        if not len(chunk):
            continue
        start = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset]
        size = 2 * DIGEST_BYTES
        digits = np.frombuffer(chunk.buffers()[2], np.uint8, count=len(chunk) * size, offset=start)
        digits = digits.reshape(-1, size)[:, : size // 2]
        values = ((digits & 15) + 9 * (digits >> 6)).astype(np.uint64)
        found.append((values << _PLACES).sum(axis=1, dtype=np.uint64))
    return np.concatenate(found)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one version of a corpus, in the order in which it is scanned."""

    dataset: "LanceDataset"
    marks: Marks
    addresses: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, corpus: "Corpus") -> "Rows":
        """The rows of the newest version."""
        dataset = corpus.open()
        marks, addresses = [np.empty(0, np.uint64)], [np.empty(0, np.uint64)]
        for batch in scan(dataset, ["exact_key"]):
            marks.append(marks_of(pa.chunked_array([batch["exact_key"]])))
            addresses.append(batch["_rowid"].to_numpy().astype(np.uint64))
        return cls(dataset, np.concatenate(marks), np.concatenate(addresses))

    def addresses_of(self, marks: Marks) -> npt.NDArray[np.uint64]:
        """Where a row with each of these marks lies; each must be there."""
        order = np.argsort(self.marks, kind="stable")
        found: npt.NDArray[np.uint64] = self.addresses[order[np.searchsorted(self.marks, marks, sorter=order)]]
        return found


def scan(dataset: "LanceDataset", columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """All rows with `_rowid`, in the same order each time."""
    yield from dataset.scanner(columns=list(columns), with_row_id=True, batch_size=BATCH_ROWS).to_batches()


def take(dataset: "LanceDataset", addresses: npt.NDArray[np.uint64], column: str) -> list[str]:
    """A string column of the rows at these addresses, in that order."""
    order = np.argsort(addresses)  # read in the order in which they lie
    table = dataset._take_rows(pa.array(addresses[order]), columns=[column])
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    values: list[str] = table[column].take(pa.array(back)).to_pylist()
    return values
