"""The detection copy of a text: what detectors read. The stored text is never changed by it.

Lower-cased (capitals take lid.176 from .80 to .34 accuracy, science.md finding 4), one line, without web and mail
addresses, mentions, digits, punctuation, emoji, control and direction characters (science.md a6): all of these become
spaces. Zero-width joiners stay: Persian, Hindi, Sinhala and others spell with them. Texts come in NFC, as every stored
text is; who brings others calls `composed` first.

All texts of a batch are mapped at once, code point by code point, through one table; the same array then tells the
scripts.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.identification import scripts

Sizes = npt.NDArray[np.intp]

LONGEST = 2_000  # code points a detector is shown; more text changes no detector's mind

SPACE = 32
JOINERS = "\u200c\u200d"
INSIDE_WORDS = "'’ʼ-"  # apostrophes and hyphens

_ADDRESS_SIGNS = ("//", "www.", "WWW.", "@")  # without one of these there is no address
_ADDRESS = re.compile(r"[^\W\d_]+://\S+|www\.\S+|[\w.+-]*@[\w.-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Detection copies, and the letters of each by script (see `scripts.count`)."""

    texts: list[str]
    counts: scripts.Counts
    seen: npt.NDArray[np.intp]

    def take(self, rows: npt.NDArray[np.intp]) -> "Prepared":
        """Those of the texts that have these numbers."""
        return Prepared([self.texts[row] for row in rows.tolist()], self.counts[rows], self.seen)


def composed(texts: Sequence[str]) -> list[str]:
    """The texts in NFC."""
    return [unicodedata.normalize("NFC", text) for text in texts]


def prepare(texts: Sequence[str | None] | pa.Array | pa.ChunkedArray) -> Prepared:
    """The detection copies of `texts`, in order; null counts as empty."""
    whole, sizes = _joined(texts)
    if sizes.max(initial=0) > LONGEST:
        whole, sizes = _joined([text[:LONGEST] for text in _cut(whole, sizes)])
    points = np.take(_table(), np.frombuffer(whole.encode("utf-32-le"), dtype=np.uint32))
    _blank_addresses(points, whole, sizes)
    copies = _cut(points.tobytes().decode("utf-32-le"), sizes)
    return Prepared(copies, *scripts.count(points, sizes))


def detection_copy(texts: Sequence[str | None]) -> list[str]:
    """The detection copies alone, without outer spaces."""
    return [text.strip() for text in prepare(texts).texts]


def _joined(texts: Sequence[str | None] | pa.Array | pa.ChunkedArray) -> tuple[str, Sizes]:
    """All texts in one, and how many code points each has."""
    if not isinstance(texts, pa.Array | pa.ChunkedArray):
        filled = [text or "" for text in texts]
        return "".join(filled), np.fromiter(map(len, filled), dtype=np.intp, count=len(filled))
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    array = pc.fill_null(array.cast(pa.string()), "")
    if not len(array):
        return "", np.empty(0, dtype=np.intp)
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    whole = data[int(ends[0]) : int(ends[-1])].to_pybytes().decode() if data else ""
    return whole, pc.utf8_length(array).to_numpy().astype(np.intp)


def _cut(whole: str, sizes: Sizes) -> list[str]:
    ends = np.cumsum(sizes).tolist()
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _blank_addresses(points: npt.NDArray[np.uint32], whole: str, sizes: Sizes) -> None:
    """Make spaces of the addresses in the texts that have any, in place."""
    places = [place for sign in _ADDRESS_SIGNS for place in _places(whole, sign)]
    ends = np.cumsum(sizes)
    for row in np.unique(np.searchsorted(ends, places, side="right")):
        begin = int(ends[row] - sizes[row])
        for found in _ADDRESS.finditer(whole[begin : int(ends[row])]):
            points[begin + found.start() : begin + found.end()] = SPACE


def _places(whole: str, sign: str) -> Iterator[int]:
    place = whole.find(sign)
    while place >= 0:
        yield place
        place = whole.find(sign, place + 1)


@cache
def _table() -> npt.NDArray[np.uint32]:
    """What each code point becomes: a letter or mark its lower case, everything else a space."""
    import regex

    points = np.arange(0x110000, dtype=np.uint32)
    plain = np.flatnonzero((points < 0xD800) | (points > 0xDFFF)).astype(np.uint32)
    plain = plain[plain != 0x130]  # İ, whose lower case is two characters; as one it is i
    characters = plain.tobytes().decode("utf-32-le")
    table = np.full(0x110000, SPACE, dtype=np.uint32)
    lowered = np.frombuffer(characters.lower().encode("utf-32-le"), dtype=np.uint32)
    for word in regex.finditer(rf"[\p{{L}}\p{{M}}{JOINERS}{INSIDE_WORDS}]+", characters):
        table[plain[word.start() : word.end()]] = lowered[word.start() : word.end()]
    table[0x130] = ord("i")
    table[0x3A3] = ord("σ")  # whatever stands beside it in the list of all characters
    return table
