"""A figure of agreement with its interval, or the reason why there is none.

The interval is the percentile bootstrap over segments (1 000 draws of whole segments; Zapf et al. 2016, BMC Med. Res.
Methodol. 16:93 find it right for alpha also in small samples). A figure without variation is no figure: alpha of people
who all said the same is undefined, not 1.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.agreement.coefficients import COEFFICIENTS, Coefficient
from core.agreement.ratings import Patterns

SAMPLES = 1000
SEED = 12345
LEVEL = 0.95
MOST_UNDEFINED = 0.05  # of the samples; beyond, an interval of the others would be too narrow
RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff 2004, Content Analysis, p. 241, for alpha
VERSION = 1


class Undefined(StrEnum):
    """Why there is no figure."""

    ONE_PERSON = "one_person"  # fewer than two people gave values on the scale
    NO_OVERLAP = "no_overlap"  # no segment has values of two people
    TOO_FEW = "too_few"  # one segment alone has: no figure can be told from an accident
    NO_VARIATION = "no_variation"  # everybody gave the same value throughout: chance cannot be told from agreement


@dataclass(frozen=True, slots=True)
class Figure:
    """One coefficient: `value` (None: see `why`), its 95 % interval (None: too few segments), `shared` segments, and
    the `signature` that says how it was computed."""

    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    shared: int
    why: Undefined | None
    signature: str


def figure(name: str, patterns: Patterns, *, ordinal: bool, people: int) -> Figure:
    """The figure of the coefficient `name` for these patterns of `people` people."""
    one = COEFFICIENTS[name]
    shared = int(patterns.times[patterns.counts.sum(axis=1) >= 2].sum())
    why = _too_little(people, shared)
    value = None if why else _value(one, patterns, ordinal)
    if value is None and why is None:
        why = Undefined.NO_VARIATION
    low, high = (None, None) if value is None else _interval(one, patterns, ordinal)
    return Figure(name, value, low, high, shared, why, _signature(name, patterns, ordinal, people, shared))


def _too_little(people: int, shared: int) -> Undefined | None:
    if people < 2:
        return Undefined.ONE_PERSON
    return {0: Undefined.NO_OVERLAP, 1: Undefined.TOO_FEW}.get(shared)


def _value(one: Coefficient, patterns: Patterns, ordinal: bool) -> float | None:
    value = float(one.compute(patterns, patterns.times[None].astype(float), ordinal)[0])
    return None if np.isnan(value) else value


def _interval(one: Coefficient, patterns: Patterns, ordinal: bool) -> tuple[float | None, float | None]:
    if patterns.segments < 2:
        return None, None
    generator = np.random.default_rng(SEED)
    drawn = generator.multinomial(patterns.segments, patterns.times / patterns.segments, size=SAMPLES)
    values = one.compute(patterns, drawn.astype(float), ordinal)
    defined = values[~np.isnan(values)]
    if len(defined) < (1 - MOST_UNDEFINED) * SAMPLES:
        return None, None
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _signature(name: str, patterns: Patterns, ordinal: bool, people: int, shared: int) -> str:
    scale = "ordinal" if ordinal else "nominal"
    return (
        f"{name}|scale:{scale}|values:{patterns.size}|people:{people}|segments:{patterns.segments}|shared:{shared}"
        f"|boot:{SAMPLES}|seed:{SEED}|v:{VERSION}"
    )
