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


@dataclass
class Linking:
    """Groups of alike texts as they grow, band by band. `read` gives texts by their place; `order` are the places in
    an order that does not depend on when the texts came (by default as they stand)."""

    signatures: Signatures
    likeness: Likeness
    read: Texts
    order: npt.NDArray[np.int64] | None = None
    groups: npt.NDArray[np.int64] = field(init=False)  # the smallest place in each text's group
    rejected: npt.NDArray[np.int64] = field(init=False)  # pairs compared exactly and found not alike, sorted
    compared: int = 0  # pairs compared exactly

    def __post_init__(self) -> None:
        self.groups = np.arange(len(self.signatures.sizes))
        self.rejected = np.empty(0, np.int64)
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
        codes = np.unique(pairs[:, 0] * len(self.groups) + pairs[:, 1])
        codes = codes[~np.isin(codes, self.rejected, assume_unique=True)]
        pairs = np.stack(np.divmod(codes, len(self.groups)), axis=1)
        least = self.least(pairs)
        close = _estimates(self.signatures.sketch, pairs) >= least - DOUBT
        pairs, least = pairs[close], least[close]
        alike = jaccard(pairs, self.read) >= least
        self.compared += len(pairs)
        failed = pairs[~alike]
        self.rejected = np.union1d(self.rejected, failed[:, 0] * len(self.groups) + failed[:, 1])
        return pairs[alike]

    def least(self, pairs: Pairs) -> Likenesses:
        """From which similarity on each pair is alike: the shorter text decides."""
        long = self.signatures.sizes[pairs].min(axis=1) >= LONG_SIZE
        return np.where(long, self.likeness.lenient, self.likeness.threshold)


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
