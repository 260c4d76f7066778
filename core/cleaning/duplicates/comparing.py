"""Comparing candidate pairs exactly, and keeping track of what is linked.

First the sketches are compared (a byte each), which rejects nearly all that are not alike; what is left is read and
its sets of 5-grams are compared. Pairs that hang together already are not compared again: it could change nothing.

Invariant: the linked groups depend on the texts and their order alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from core.cleaning.duplicates import candidates
from core.cleaning.duplicates.candidates import Pairs
from core.cleaning.duplicates.likeness import LONG_SIZE, Likeness
from core.cleaning.duplicates.shingling import comparable, shingle
from core.cleaning.duplicates.signing import Signatures

Likenesses = npt.NDArray[np.float64]
Texts = Callable[[npt.NDArray[np.int64]], Sequence[str]]  # places -> texts, in that order

DOUBT = 0.16  # 4 standard deviations of a sketch's estimate at .7
SKETCHES_AT_ONCE = 200_000
PAIRS_AT_ONCE = 5_000  # whose texts are held
POINTS_AT_ONCE = 3_000_000  # code points whose 5-grams are held as sets, some 80 bytes each
CLOSE = 8 * SKETCHES_AT_ONCE


@dataclass(frozen=True, slots=True)
class Known:
    """Pairs that were compared exactly, as sorted codes (`codes_of`). Whether two texts are alike depends on them
    alone, so it stays true whatever comes later, as long as places stay."""

    alike: npt.NDArray[np.int64]
    rejected: npt.NDArray[np.int64]

    @classmethod
    def nothing(cls) -> "Known":
        """Before anything was compared."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    def and_also(self, alike: Pairs, rejected: Pairs) -> "Known":
        """With more pairs, none of which is known."""
        return Known(_merged(self.alike, codes_of(alike)), _merged(self.rejected, codes_of(rejected)))


@dataclass
class Linking:
    """Groups of alike texts as they grow, band by band. `read` gives texts by their place; `order` are the places in
    an order that does not depend on when the texts came (by default as they stand)."""

    signatures: Signatures
    likeness: Likeness
    read: Texts
    order: npt.NDArray[np.int64] | None = None
    known: "Known" = field(default_factory=Known.nothing)  # what was compared before
    groups: npt.NDArray[np.int64] = field(init=False)  # the smallest place in each text's group
    compared: int = 0  # pairs compared exactly

    def __post_init__(self) -> None:
        self.groups = np.arange(len(self.signatures.sizes))
        order = self.groups if self.order is None else self.order
        self._signed = order[self.signatures.sizes[order] > 0]

    def band(self, band: int) -> Pairs:
        """Link what one band shows to be alike; returns the new links."""
        found = [np.empty((0, 2), np.int64)]
        for pairs in candidates.of_band(self.signatures.bands, self._signed, band):
            for start in range(0, len(pairs), CLOSE):
                links = self._alike(pairs[start : start + CLOSE])
                self.link(links)
                found.append(links)
        return np.concatenate(found)

    def link(self, pairs: Pairs) -> None:
        """Note that pairs are alike."""
        if not len(pairs):
            return
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        roots, joined = np.unique(self.groups[pairs], return_inverse=True)
        starts, ends = joined.reshape(pairs.shape).T
        graph = coo_array((np.ones(len(starts), np.int8), (starts, ends)), shape=(len(roots), len(roots)))
        count, labels = connected_components(graph, directed=False)
        smallest = np.full(count, len(self.groups))
        np.minimum.at(smallest, labels, roots)
        moved = np.arange(len(self.groups))
        moved[roots] = smallest[labels]
        self.groups = moved[self.groups]

    def _alike(self, pairs: Pairs) -> Pairs:
        pairs = pairs[self.groups[pairs[:, 0]] != self.groups[pairs[:, 1]]]
        if not len(pairs):
            return pairs
        pairs = np.sort(pairs, axis=1)
        codes = np.unique(codes_of(pairs))
        codes = codes[~_holds(self.known.rejected, codes)]
        is_known = _holds(self.known.alike, codes)
        return np.concatenate([pairs_of(codes[is_known]), self._compare(pairs_of(codes[~is_known]))])

    def _compare(self, pairs: Pairs) -> Pairs:
        """Those of the pairs that are alike, sketches first; what was compared exactly is known from then on."""
        least = self.least(pairs)
        close = _estimates(self.signatures.sketch, pairs) >= least - DOUBT
        pairs, least = pairs[close], least[close]
        alike = jaccard(pairs, self.read) >= least
        self.compared += len(pairs)
        self.known = self.known.and_also(pairs[alike], pairs[~alike])
        return pairs[alike]

    def least(self, pairs: Pairs) -> Likenesses:
        """From which similarity on each pair is alike: the shorter text decides."""
        long = self.signatures.sizes[pairs].min(axis=1) >= LONG_SIZE
        return np.where(long, self.likeness.lenient, self.likeness.threshold)


def codes_of(pairs: Pairs) -> npt.NDArray[np.int64]:
    """One number a pair of places, which are below 2³¹."""
    codes: npt.NDArray[np.int64] = (pairs[:, 0] << 32) | pairs[:, 1]
    return codes


def _merged(held: npt.NDArray[np.int64], more: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sorted codes with others; a copy costs less than sorting the many that are held."""
    more = np.sort(more)
    return np.insert(held, np.searchsorted(held, more), more)


def _holds(held: npt.NDArray[np.int64], codes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which of the codes are among the held ones, which are sorted."""
    if not len(held):
        return np.zeros(len(codes), bool)
    found: npt.NDArray[np.bool_] = held[np.minimum(np.searchsorted(held, codes), len(held) - 1)] == codes
    return found


def pairs_of(codes: npt.NDArray[np.int64]) -> Pairs:
    """The pairs again."""
    return np.stack([codes >> 32, codes & 0xFFFFFFFF], axis=1)


def jaccard(pairs: Pairs, read: Texts) -> Likenesses:
    """The Jaccard similarity of the 5-grams of each pair of texts; 0 where neither has any."""
    values = np.zeros(len(pairs))
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        part = pairs[start : start + PAIRS_AT_ONCE]
        places, inverse = np.unique(part, return_inverse=True)
        texts = [comparable(text) for text in read(places)]
        found = [_of_few(few, texts) for few in _light(inverse.reshape(part.shape), texts)]
        values[start : start + len(part)] = np.concatenate(found)
    return values


def _light(pairs: Pairs, texts: Sequence[str]) -> Iterator[Pairs]:
    """The pairs in stretches whose texts together have at most about POINTS_AT_ONCE code points: sets are heavy."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    stretch = np.cumsum(lengths[pairs].sum(axis=1)) // POINTS_AT_ONCE
    yield from np.split(pairs, np.flatnonzero(np.diff(stretch)) + 1)


def _of_few(pairs: Pairs, texts: Sequence[str]) -> Likenesses:
    places, inverse = np.unique(pairs, return_inverse=True)
    shingled = shingle([texts[place] for place in places.tolist()])
    grams = [shingled.of(place) for place in range(len(places))]
    values = np.zeros(len(pairs))
    compared: list[list[int]] = inverse.reshape(pairs.shape).tolist()  # type: ignore[assignment]
    for row, (one, other) in enumerate(compared):
        common = len(grams[one] & grams[other])
        values[row] = common / max(1, len(grams[one]) + len(grams[other]) - common)
    return values


def _estimates(sketch: npt.NDArray[np.uint8], pairs: Pairs) -> Likenesses:
    values = np.empty(len(pairs))
    for start in range(0, len(pairs), SKETCHES_AT_ONCE):
        part = pairs[start : start + SKETCHES_AT_ONCE]
        values[start : start + len(part)] = (sketch[part[:, 0]] == sketch[part[:, 1]]).mean(axis=1)
    return values
