"""Which scripts a batch of texts is written in, counted by code point.

Only characters that belong to one script count (letters, vowel signs with a script of their own); digits, punctuation,
emoji and inherited marks do not. The ranges are Unicode's Script property in `data/identification/scripts.tsv`.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from core.settings import ROOT

RANGES = ROOT / "data" / "identification" / "scripts.tsv"

Counts = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ScriptTable:
    """Script number per code point (0 = none) and the ISO 15924 code of each number."""

    numbers: npt.NDArray[np.uint8]
    codes: tuple[str, ...]

    def index(self, code: str) -> int:
        """The number of a script code; 0 where Unicode has no such script."""
        return self.codes.index(code) if code in self.codes else 0


@cache
def table() -> ScriptTable:
    """The script table, read once (some 300 ranges, 1.1 MB as an array)."""
    numbers = np.zeros(0x110000, dtype=np.uint8)
    codes = [""]
    for line in RANGES.read_text(encoding="utf-8").splitlines()[1:]:
        first, last, code = line.split("\t")
        if code not in codes:
            codes.append(code)
        numbers[int(first, 16) : int(last, 16) + 1] = codes.index(code)
    return ScriptTable(numbers, tuple(codes))


def count(points: npt.NDArray[np.uint32], sizes: npt.NDArray[np.intp]) -> tuple[Counts, npt.NDArray[np.intp]]:
    """Letters per script of texts given as code points, one after the other, with their `sizes`.

    Returns an array of shape (texts, scripts seen) and the numbers of the scripts seen, ascending. Runs of one script
    are counted rather than characters, which is three times as fast.
    """
    filled = np.flatnonzero(sizes)
    if not len(filled):
        return np.zeros((len(sizes), 0), dtype=np.float32), np.empty(0, dtype=np.intp)
    numbers = np.take(table().numbers, points)
    begins = np.zeros(len(numbers), dtype=bool)
    begins[(np.cumsum(sizes) - sizes)[filled]] = True
    changes = begins.copy()
    changes[1:] |= numbers[1:] != numbers[:-1]
    runs = np.flatnonzero(changes)
    owners = filled[np.cumsum(begins[runs]) - 1]
    seen = np.unique(numbers[runs])
    columns = np.zeros(256, dtype=np.intp)
    columns[seen] = np.arange(len(seen))
    cells = owners * len(seen) + columns[numbers[runs]]
    lengths = np.diff(runs, append=len(numbers))
    counts = np.bincount(cells, lengths, minlength=len(sizes) * len(seen)).reshape(len(sizes), len(seen))
    real = seen > 0
    return counts[:, real].astype(np.float32), seen[real].astype(np.intp)
