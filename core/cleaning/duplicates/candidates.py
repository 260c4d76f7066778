"""Which pairs of texts are worth comparing: those that share a band, without ever becoming quadratic.

A band puts texts into buckets. In a small bucket every pair is a candidate. Boilerplate and templates make huge ones:
there each text is paired with the bucket's first text, which stands for the rest, and with its neighbours once the
bucket is sorted by the bands that follow, so that those that share more stand together. Candidates grow with the
number of texts, not with its square; 32 bands sort them 32 times over.

Order of texts matters here (who is first), so callers give them in an order that does not depend on when they came.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from core.cleaning.duplicates.likeness import BANDS

Pairs = npt.NDArray[np.int64]  # (n, 2)
Bands = npt.NDArray[np.uint32]

SMALL = 8  # texts in a bucket of which every pair is a candidate
NEIGHBOURS = 4


def of_band(bands: Bands, signed: npt.NDArray[np.int64], band: int) -> Iterator[Pairs]:
    """Candidate pairs of one band, in rounds: what a round links need not be compared in the next one.

    `signed` are the places of the texts that have a signature.
    """
    keys = bands[signed, band]
    order = signed[np.argsort(keys, kind="stable")]
    keys = np.sort(keys)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    sizes = np.diff(np.concatenate([starts, [len(keys)]]))
    huge = sizes > SMALL
    if huge.any():
        yield _with_the_first(order, starts[huge], sizes[huge])
    yield _every_pair(order, starts[~huge], sizes[~huge])
    if huge.any():
        yield _neighbours(bands, order, starts[huge], sizes[huge], band)


def _every_pair(order: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> Pairs:
    found = [np.empty((0, 2), np.int64)]
    for size in range(2, SMALL + 1):
        members = order[starts[sizes == size][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        found.append(np.stack([members[:, one].ravel(), members[:, other].ravel()], axis=1))
    return np.concatenate(found)


def _with_the_first(order: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> Pairs:
    firsts = np.repeat(order[starts], sizes)
    members = order[_places(starts, sizes)]
    pairs: Pairs = np.stack([firsts, members], axis=1)[firsts != members]
    return pairs


def _neighbours(
    bands: Bands, order: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], band: int
) -> Pairs:
    """Each text of huge buckets with those next to it when its bucket is sorted by the two bands that follow."""
    members = order[_places(starts, sizes)]
    bucket = np.repeat(np.arange(len(starts)), sizes)
    second, third = (bands[members, (band + step) % BANDS] for step in (1, 2))
    members = members[np.lexsort((third, second, bucket))]  # buckets stay where they are
    found = []
    for step in range(1, NEIGHBOURS + 1):
        same = bucket[step:] == bucket[:-step]
        found.append(np.stack([members[:-step][same], members[step:][same]], axis=1))
    return np.concatenate(found)


def _places(starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """starts[0] … starts[0] + sizes[0] - 1, then those of the next bucket, and so on."""
    ends = np.cumsum(sizes)
    places: npt.NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes)
    return places
