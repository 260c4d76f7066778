"""Fleiss' kappa (Fleiss 1971), as generalised to missing ratings and to weights by Gwet (2014, chapter 2)."""

import numpy as np
from numpy.typing import NDArray

from core.agreement.coefficients.weighting import corrected, observed, prevalence, weights_for
from core.agreement.ratings import Patterns


def fleiss(patterns: Patterns, weights: NDArray[np.float64], is_ordinal: bool) -> NDArray[np.float64]:
    """Kappa with one distribution of values for all people."""
    agreeing = weights_for(patterns, is_ordinal)
    common = prevalence(patterns, weights)
    chance = np.einsum("sk,kl,sl->s", common, agreeing, common)
    return corrected(observed(patterns, weights, agreeing), chance)
