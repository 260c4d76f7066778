"""What the chance-corrected coefficients with weights have in common (Gwet 2014, Handbook of Inter-Rater Reliability).

All follow (p_a − p_e) / (1 − p_e), with p_a over the segments that two people or more rated, each counting the same.
"""

import numpy as np
from numpy.typing import NDArray

from core.agreement.ratings import Patterns

Matrix = NDArray[np.float64]


def identity(size: int) -> Matrix:
    """Only the same value counts as agreement: [size, size]."""
    return np.eye(size)


def ordinal(size: int) -> Matrix:
    """Gwet's ordinal weights: 1 − C(|k − l| + 1, 2) / C(size, 2), by steps apart, not by supposed distances."""
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    most = max(1, size * (size - 1) / 2)
    return np.asarray(1 - (apart + 1) * apart / 2 / most)


def weights_for(patterns: Patterns, is_ordinal: bool) -> Matrix:
    """The weights for a scheme of this kind."""
    return ordinal(patterns.size) if is_ordinal else identity(patterns.size)


def observed(patterns: Patterns, weights: Matrix, agreeing: Matrix) -> Matrix:
    """Observed agreement p_a, one a sample; NaN where no segment is shared."""
    counts = patterns.counts.astype(float)
    people = counts.sum(axis=1)
    shared = people >= 2
    weighted = counts @ agreeing
    part = np.zeros(len(counts))
    part[shared] = (counts * (weighted - 1)).sum(axis=1)[shared] / (people * (people - 1))[shared]
    return _mean(weights * shared, part)


def prevalence(patterns: Patterns, weights: Matrix) -> Matrix:
    """How common each value is, segments counting the same: [samples, values]."""
    people = patterns.counts.sum(axis=1, keepdims=True)
    shares = patterns.counts / np.maximum(people, 1)
    total = weights.sum(axis=1, keepdims=True)
    blank = np.full((len(weights), patterns.size), np.nan)
    return np.asarray(np.divide(weights @ shares, total, out=blank, where=total > 0))


def corrected(agreement: Matrix, chance: Matrix) -> Matrix:
    """(p_a − p_e) / (1 − p_e); NaN where chance alone gives full agreement."""
    room = 1 - chance
    return np.asarray(np.divide(agreement - chance, room, out=np.full_like(agreement, np.nan), where=room > 1e-12))


def _mean(weights: Matrix, values: Matrix) -> Matrix:
    total = weights.sum(axis=1)
    return np.asarray(np.divide(weights @ values, total, out=np.full(len(weights), np.nan), where=total > 0))
