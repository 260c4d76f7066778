"""The coefficients of agreement, one file each; what each is from stands in its docstring.

A coefficient is a function of (patterns, weights [samples, patterns], ordinal) that gives a value a sample: 1 is full
agreement, 0 what chance would give, NaN where it is not defined. `weights` say how often each pattern counts, so that
one call computes the figure (weights = times) or a whole bootstrap.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.agreement.coefficients.alpha import alpha
from core.agreement.coefficients.cohen import kappa
from core.agreement.coefficients.fleiss import fleiss
from core.agreement.coefficients.gwet import gwet
from core.agreement.coefficients.percent import percent
from core.agreement.ratings import Patterns

Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient as people choose it. `needs_pair`: it is defined for two people only."""

    name: str
    title: str
    title_ordinal: str
    compute: Callable[[Patterns, NDArray[np.float64], bool], Figures]
    needs_pair: bool = False

    def called(self, ordinal: bool) -> str:
        """Its usual name for a scheme of this kind."""
        return self.title_ordinal if ordinal else self.title


COEFFICIENTS = {
    one.name: one
    for one in (
        Coefficient("alpha", "Krippendorff's α", "Krippendorff's α (ordinal)", alpha),
        Coefficient("gwet", "Gwet's AC1", "Gwet's AC2 (ordinal)", gwet),
        Coefficient("fleiss", "Fleiss' κ", "Fleiss' κ (ordinal weights)", fleiss),
        Coefficient("cohen", "Cohen's κ", "Cohen's κ (quadratic)", kappa, needs_pair=True),
        Coefficient("percent", "Same value", "Same value", percent),
    )
}
