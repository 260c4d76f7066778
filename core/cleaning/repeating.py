"""How much of a text goes on repeating itself: the same stretch, of up to 128 characters, over and over.

The first three copies count as text: reduplication is grammar in many languages (Indonesian *anak-anak*), and laughter
and insistence are speech (*hahaha*, *no no no*). What comes after them is repetition.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.cleaning.characters import Sizes

PERIODS = (1, 4, 16, 64, 129)  # where the texts looked at are chosen anew: only those that hold four copies
FREE_COPIES = 3


def repetition(points: npt.NDArray[np.uint32], sizes: Sizes) -> npt.NDArray[np.float64]:
    """Of each text the share (0..1) of code points that go on repeating after three copies."""
    repeated = np.zeros(len(sizes))
    for low, high in pairwise(PERIODS):
        chosen = np.flatnonzero(sizes > FREE_COPIES * low)
        if len(chosen):
            owners, places, part = _part(points, sizes, chosen)
            found = _repeated(part, places, range(low, high))
            counted = np.bincount(owners[found], minlength=len(chosen))
            repeated[chosen] = np.maximum(repeated[chosen], counted)  # short stretches again in long ones count once
    return np.divide(repeated, sizes, out=np.zeros(len(sizes)), where=sizes > 0)


def _part(
    points: npt.NDArray[np.uint32], sizes: Sizes, chosen: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.uint32]]:
    """Of the chosen texts: which text each code point is of, its place in it, and the code points."""
    lengths = sizes[chosen]
    owners = np.repeat(np.arange(len(chosen)), lengths)
    begins = np.cumsum(lengths) - lengths
    places = np.arange(len(owners)) - begins[owners]
    starts = (np.cumsum(sizes) - sizes)[chosen]
    return owners, places, points[starts[owners] + places]


def _repeated(points: npt.NDArray[np.uint32], places: npt.NDArray[np.intp], periods: range) -> npt.NDArray[np.bool_]:
    """Which code points stand in the fourth or a later copy of a stretch of one of these lengths."""
    covered = np.zeros(len(points), dtype=bool)
    for period in periods:
        if len(points) <= FREE_COPIES * period:
            break
        same = np.flatnonzero((points[period:] == points[:-period]) & (places[period:] >= period)) + period
        if len(same) <= (FREE_COPIES - 1) * period:
            continue
        breaks = np.flatnonzero(np.diff(same) != 1)
        firsts = same[np.concatenate(([0], breaks + 1))]
        lasts = same[np.concatenate((breaks, [len(same) - 1]))]
        for first, last in zip(firsts, lasts, strict=True) if len(firsts) < 64 else _long(firsts, lasts, period):
            covered[first + (FREE_COPIES - 1) * period : last + 1] = True
    return covered


def _long(firsts: npt.NDArray[np.intp], lasts: npt.NDArray[np.intp], period: int) -> zip[tuple[np.intp, np.intp]]:
    """Those runs alone that reach the fourth copy."""
    enough = lasts - firsts >= (FREE_COPIES - 1) * period
    return zip(firsts[enough], lasts[enough], strict=True)
