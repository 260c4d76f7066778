"""Accuracy: the share of items whose class was found."""

import numpy as np
from numpy.typing import NDArray


def accuracy(confusions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Accuracy of each confusion matrix: [samples, gold classes, predicted classes] → [samples]; NaN without items."""
    right = np.trace(confusions, axis1=1, axis2=2)
    items = confusions.sum(axis=(1, 2))
    found: NDArray[np.float64] = np.divide(right, items, out=np.full(len(items), np.nan), where=items > 0)
    return found
