"""The character n-grams of texts, hashed into SIZE places, all texts of a batch at once.

N-grams of 1 to LONGEST code points lie inside a word, with the blank before and after it; words are what stands
between blanks in a detection copy. What a text counts to depends on that text alone, never on its batch.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

LONGEST = 4
BITS = 20
SIZE = 1 << BITS
BLANK, END = 32, 0

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio's, as in Fibonacci hashing


def counts(texts: Sequence[str]) -> sp.csr_matrix:
    """How often each text (row, detection copies) has each n-gram (column): float32, shape (texts, SIZE)."""
    joined = "".join(f" {' '.join(words)} \0" if (words := text.split()) else "\0" for text in texts)
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    rows = np.cumsum(points == END) - (points == END)
    keys = np.concatenate([*_keys(points.astype(np.uint64), rows.astype(np.uint64)), np.empty(0, np.uint64)])
    found, times = np.unique(keys, return_counts=True)
    starts = np.searchsorted(found, np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(BITS))
    places = (found & np.uint64(SIZE - 1)).astype(np.int32)
    return sp.csr_matrix((times.astype(np.float32), places, starts.astype(np.int32)), shape=(len(texts), SIZE))


def damped(counted: sp.csr_matrix) -> sp.csr_matrix:
    """log(1 + count): what a text says thrice says little more than what it says once."""
    return sp.csr_matrix((np.log1p(counted.data), counted.indices, counted.indptr), shape=counted.shape)


def _keys(points: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint64]) -> list[npt.NDArray[np.uint64]]:
    """For each length the numbers `row << BITS | place` of all n-grams of that length."""
    made = []
    starts = np.flatnonzero(points != END)
    hashed = np.zeros(len(starts), dtype=np.uint64)
    for length in range(1, LONGEST + 1):
        last = points[starts + length - 1]
        inside = last != END
        starts, hashed, last = starts[inside], hashed[inside] * _FACTOR + last[inside], last[inside]
        hashed += np.uint64(length)
        whole = last != BLANK if length == 1 else np.ones(len(starts), dtype=bool)
        made.append(rows[starts[whole]] << np.uint64(BITS) | _place(hashed[whole]))
        goes_on = (last != BLANK) | (length == 1)
        starts, hashed = starts[goes_on], hashed[goes_on]
    return made


def _place(hashed: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = (hashed ^ (hashed >> np.uint64(31))) * _FACTOR
    return mixed >> np.uint64(64 - BITS)
