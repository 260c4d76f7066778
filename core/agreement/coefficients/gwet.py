"""Gwet's AC1 and, with ordinal weights, AC2 (Gwet 2008, Br. J. Math. Stat. Psychol. 61; Gwet 2014).

Unlike the kappas it does not collapse where one value is far more common than the others.
"""

import numpy as np
from numpy.typing import NDArray

from core.agreement.coefficients.weighting import corrected, observed, prevalence, weights_for
from core.agreement.ratings import Patterns


def gwet(patterns: Patterns, weights: NDArray[np.float64], is_ordinal: bool) -> NDArray[np.float64]:
    """AC1 for nominal, AC2 for ordinal values; the scale's unused values count among the possible ones."""
    size = patterns.size
    agreeing = weights_for(patterns, is_ordinal)
    common = prevalence(patterns, weights)
    chance = agreeing.sum() / max(1, size * (size - 1)) * (common * (1 - common)).sum(axis=1)
    return corrected(observed(patterns, weights, agreeing), chance)
