"""Cohen's kappa of two people (Cohen 1960), with quadratic weights for ordinal values (Cohen 1968)."""

import numpy as np
from numpy.typing import NDArray

from core.agreement.ratings import Patterns


def kappa(patterns: Patterns, weights: NDArray[np.float64], is_ordinal: bool) -> NDArray[np.float64]:
    """Kappa of the first and the second person. Raises ValueError where the patterns are not of two people."""
    if patterns.pairs is None:
        raise ValueError("Cohen's kappa is of two people.")
    size = patterns.size
    table = np.zeros((len(patterns.pairs), size, size))
    table[np.arange(len(patterns.pairs)), patterns.pairs[:, 0], patterns.pairs[:, 1]] = 1
    together = np.tensordot(weights, table, axes=1)
    together /= np.maximum(together.sum(axis=(1, 2), keepdims=True), 1e-300)
    expected = together.sum(axis=2)[:, :, None] * together.sum(axis=1)[:, None, :]
    apart = np.subtract.outer(np.arange(size), np.arange(size)) ** 2 if is_ordinal else 1 - np.eye(size)
    by_chance = (expected * apart).sum(axis=(1, 2))
    differing = (together * apart).sum(axis=(1, 2))
    ratio = np.divide(differing, by_chance, out=np.full(len(weights), np.nan), where=by_chance > 1e-12)
    return np.asarray(1 - ratio)
