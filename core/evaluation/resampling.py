"""Intervals and paired tests by resampling whole groups.

Sentences of one situation (its languages and wordings) are not independent; resampling them one by one gives intervals
that are too narrow (Miller 2024, clustered standard errors). So a bootstrap sample draws groups with replacement, and a
statistic is computed from per-group sums. p = (c + 1) / (n + 1) as in sacrebleu (Phipson and Smyth 2010).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLES = 1000
SEED = 12345
LEVEL = 0.95

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]  # sums [samples, …] → values [samples]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its bootstrap interval; low and high are None below two groups."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Difference (second minus first), its interval and the two-sided p of the paired bootstrap."""

    difference: float
    low: float | None
    high: float | None
    p: float | None


def group_sums(groups: Sequence[str], parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum `parts` [items, …] over items of equal group: [groups, …], groups in order of first appearance."""
    index = {group: i for i, group in enumerate(dict.fromkeys(groups))}
    sums = np.zeros((len(index), *parts.shape[1:]))
    np.add.at(sums, [index[group] for group in groups], parts)
    return sums


def draws(n_groups: int, *, samples: int = SAMPLES, seed: int = SEED) -> NDArray[np.float64]:
    """How often each group is drawn in each bootstrap sample: [samples, groups]."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(n_groups, np.full(n_groups, 1 / n_groups), size=samples).astype(np.float64)


def estimate(sums: NDArray[np.float64], statistic: Statistic) -> Estimate:
    """The statistic of all groups, and its percentile interval; `sums` is [groups, …]."""
    value = float(statistic(sums.sum(axis=0, keepdims=True))[0])
    if len(sums) < 2:
        return Estimate(value, None, None)
    low, high = _interval(statistic(_resampled(sums)))
    return Estimate(value, low, high)


def paired_test(first: NDArray[np.float64], second: NDArray[np.float64], statistic: Statistic) -> PairedTest:
    """Whether the second system differs from the first on the same groups; both are [groups, …]."""
    whole = statistic(second.sum(axis=0, keepdims=True)) - statistic(first.sum(axis=0, keepdims=True))
    if len(first) < 2:
        return PairedTest(float(whole[0]), None, None, None)
    differences = statistic(_resampled(second)) - statistic(_resampled(first))
    low, high = _interval(differences)
    wrong_side = min(int((differences <= 0).sum()), int((differences >= 0).sum()))
    p = min(1.0, 2 * (wrong_side + 1) / (len(differences) + 1))
    return PairedTest(float(whole[0]), low, high, p)


def holm(p_values: Sequence[float]) -> list[float]:
    """p values adjusted for asking several questions at once (Holm 1979), in the given order."""
    order = np.argsort(p_values)
    adjusted = np.zeros(len(p_values))
    highest = 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = highest
    return [float(p) for p in adjusted]


def _resampled(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.tensordot(draws(len(sums)), sums, axes=1)


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    tail = (1 - LEVEL) / 2 * 100
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return float(low), float(high)
