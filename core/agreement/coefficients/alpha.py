"""Krippendorff's alpha (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability), nominal and ordinal.

The ordinal distance of two values is the number of ratings that lie between them, half of their own included: it is
taken from the ratings themselves, hence anew in every bootstrap sample.
"""

import numpy as np
from numpy.typing import NDArray

from core.agreement.ratings import Patterns

Matrix = NDArray[np.float64]


def alpha(patterns: Patterns, weights: Matrix, is_ordinal: bool) -> Matrix:
    """1 − observed / expected disagreement, over segments that two people or more rated."""
    counts = patterns.counts.astype(float)
    people = counts.sum(axis=1)
    shared = people >= 2
    counts, people, weights = counts[shared], people[shared], weights[:, shared]
    pairs = counts[:, :, None] * counts[:, None, :]
    own = np.arange(patterns.size)
    pairs[:, own, own] -= counts
    together = np.tensordot(weights, pairs / (people - 1)[:, None, None], axes=1)  # coincidences [samples, q, q]
    totals = together.sum(axis=2)
    distance = _ordinal(totals) if is_ordinal else 1 - np.eye(patterns.size)[None]
    ratings = totals.sum(axis=1)
    seen = (together * distance).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2))
    ratio = np.divide((ratings - 1) * seen, expected, out=np.full(len(weights), np.nan), where=expected > 1e-12)
    return np.asarray(1 - ratio)


def _ordinal(totals: Matrix) -> Matrix:
    """Squared ordinal distances [samples, q, q]: (Σ of the totals from c to k − half of those of c and k)²."""
    middle = np.cumsum(totals, axis=1) - totals / 2
    return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)
