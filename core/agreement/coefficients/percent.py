"""The share of pairs of people that gave a segment the very same value; no correction for chance."""

import numpy as np
from numpy.typing import NDArray

from core.agreement.coefficients.weighting import identity, observed
from core.agreement.ratings import Patterns


def percent(patterns: Patterns, weights: NDArray[np.float64], is_ordinal: bool) -> NDArray[np.float64]:  # noqa: ARG001
    """Observed agreement, 0..1."""
    return observed(patterns, weights, identity(patterns.size))
