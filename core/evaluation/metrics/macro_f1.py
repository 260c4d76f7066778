"""Macro-F1: the mean of the classes' F1, so that a rare class counts as much as a common one.

As scikit-learn's `f1_score(average="macro", zero_division=0)`: over the classes that occur among gold or predicted.
"""

import numpy as np
from numpy.typing import NDArray


def macro_f1(confusions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Macro-F1 of each confusion matrix: [samples, gold classes, predicted classes] → [samples]; NaN without items."""
    right = np.diagonal(confusions, axis1=1, axis2=2)
    both = confusions.sum(axis=2) + confusions.sum(axis=1)  # gold + predicted, per class
    f1 = np.divide(2 * right, both, out=np.zeros_like(both), where=both > 0)
    classes = (both > 0).sum(axis=1)
    found: NDArray[np.float64] = np.divide(
        f1.sum(axis=1), classes, out=np.full(len(classes), np.nan), where=classes > 0
    )
    return found
