"""Texts as sets of grapheme 5-grams, each gram a 64-bit number.

Texts are compared as `core.corpus.identity.exact_key` compares them: NFC, case-folded, white space as single spaces.
A grapheme is what a reader takes for one character (UAX 29, `\\X` of `regex`): a vowel sign or an accent is no
character of its own. Texts without any combining sequence need no segmentation, since there each code point is one.

Numbers are made of code points by multiplication and mixing in whole batches; equal grams always have equal numbers,
and different ones the same number once in 2⁶⁴ times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import is_normalized, normalize

import numpy as np
import numpy.typing as npt
import regex

from core.cleaning.duplicates.likeness import GRAM

Numbers = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

_GRAPHEME = regex.compile(r"\X")
_COMBINING = regex.compile(
    r"[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}\p{GCB=Prepend}\p{GCB=L}\p{GCB=V}\p{GCB=T}"
    r"\p{GCB=Regional_Indicator}\p{GCB=Control}]"
)
_PLACE = np.uint64(1 << 21)  # above every code point: sets the second code point of a grapheme apart from a first one
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # splitmix64's finaliser
# Han, kana and Yi: blocks of scripts in which a grapheme stands for a morpheme or a syllable
_MORPHEMIC = (
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA000, 0xA4CF),
    (0xF900, 0xFAFF),
    (1 << 17, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class Shingled:
    """A batch of texts: `grams` of text i lie at `offsets[i]` … `offsets[i + 1]`, in order, repeats included."""

    grams: Numbers
    offsets: Counts
    graphemes: Counts
    sizes: Counts  # graphemes, those of Han and kana counted twice

    def of(self, place: int) -> set[int]:
        """The set of grams of one text."""
        return set(self.grams[self.offsets[place] : self.offsets[place + 1]].tolist())


def comparable(text: str) -> str:
    """What of a text is compared."""
    folded = " ".join(text.casefold().split())
    return folded if is_normalized("NFC", folded) else normalize("NFC", folded)


def shingle(texts: Sequence[str]) -> Shingled:
    """The 5-grams of texts that are already `comparable`; those shorter than a gram have none."""
    plain = [not _COMBINING.search(text) for text in texts]
    graphemes = np.zeros(len(texts), np.int64)
    parts: list[Numbers] = [np.empty(0, np.uint64)] * 2
    sizes = np.zeros(len(texts), np.int64)
    for kind, segmented in ((0, False), (1, True)):
        places = [place for place, is_plain in enumerate(plain) if is_plain is not segmented]
        chosen = [texts[place] for place in places]
        values, counts, doubled = _graphemes(chosen, segmented=segmented)
        graphemes[places], sizes[places] = counts, counts + doubled
        parts[kind] = _grams(values, counts)
    grams = np.maximum(graphemes - GRAM + 1, 0)
    is_plain = np.array(plain, bool)
    if is_plain.all() or not is_plain.any():
        merged = parts[0] if is_plain.all() else parts[1]
    else:
        merged = np.empty(int(grams.sum()), np.uint64)
        owner = np.repeat(is_plain, grams)
        merged[owner], merged[~owner] = parts
    return Shingled(merged, np.concatenate([[0], np.cumsum(grams)]), graphemes, sizes)


def _graphemes(texts: Sequence[str], *, segmented: bool) -> tuple[Numbers, Counts, Counts]:
    """A number for each grapheme of the texts run together, how many each text has, and how many of them morphemic."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    morphemic = np.zeros(len(points), bool)
    if len(points) and points.max() >= _MORPHEMIC[0][0]:
        for first, last in _MORPHEMIC:
            morphemic |= (points >= first) & (points <= last)
    doubled = _sums(morphemic, lengths)
    if not segmented:
        return _mixed(points.astype(np.uint64)), lengths, doubled
    found = [[len(one) for one in _GRAPHEME.findall(text)] for text in texts]
    counts = np.fromiter(map(len, found), np.int64, len(found))
    widths = np.array([width for one in found for width in one], np.int64)
    starts = np.cumsum(widths) - widths
    if not len(starts):
        return np.empty(0, np.uint64), counts, doubled
    place = (np.arange(len(points)) - np.repeat(starts, widths)).astype(np.uint64)
    return np.add.reduceat(_mixed(points + place * _PLACE), starts), counts, doubled


def _grams(values: Numbers, counts: Counts) -> Numbers:
    """A number for each run of five graphemes within one text."""
    if len(values) < GRAM:
        return np.empty(0, np.uint64)
    run = len(values) - GRAM + 1
    grams = values[:run].copy()
    for step in range(1, GRAM):
        grams *= _FACTOR
        grams += values[step : step + run]
    left = np.repeat(np.cumsum(counts), counts) - np.arange(len(values))  # graphemes up to the end of the text
    return _mixed(grams[left[:run] >= GRAM])


def _mixed(values: Numbers) -> Numbers:
    mixed = values * _FACTOR
    mixed ^= mixed >> np.uint64(30)
    mixed *= _MIX[0]
    mixed ^= mixed >> np.uint64(27)
    mixed *= _MIX[1]
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _sums(flags: npt.NDArray[np.bool_], lengths: Counts) -> Counts:
    """How many flags are set in each of consecutive stretches."""
    totals = np.concatenate([[0], np.cumsum(flags)])
    ends = np.cumsum(lengths)
    summed: Counts = totals[ends] - totals[ends - lengths]
    return summed
