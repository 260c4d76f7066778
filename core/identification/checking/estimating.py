"""Precision at each threshold from a stratified sample, with its interval, and the threshold for a wanted precision.

Precision at a threshold t is the share of segments scoring t or more that are in the language:
Σ N_h p_h / Σ N_h over the strata from t up, with N_h rows and p_h the share of “yes” among the answers in stratum h
(the stratified estimator, Cochran, Sampling Techniques, 1977, 5.1). A stratum without answers is put together with
the nearest one that has some. “Not sure” is no answer; how many there were is told.

The interval is Wilson's score interval (1927) at 95 %, on the effective number of answers (Σ w)² / Σ w² (Kish 1965),
w = N_h / n_h: with equal weights it is Wilson's own, and it does not collapse when every answer was “yes”.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from core.identification.checking.strata import EDGES

Z = 1.959963984540054  # 97.5 % point of the normal distribution
LEAST_ANSWERS = 20  # fewer are no evidence to set a threshold by
WANTED = 0.95


@dataclass(frozen=True, slots=True)
class Stratum:
    """A step of the score: how many rows it has, and how many answers of each kind."""

    rows: int
    yes: int = 0
    no: int = 0
    unsure: int = 0

    @property
    def answers(self) -> int:
        """Answers that say something."""
        return self.yes + self.no


@dataclass(frozen=True, slots=True)
class Precision:
    """What is known of a threshold: precision with its 95 % interval; None where nothing at or above it was checked.

    `kept` is the share of the language's rows that score so, `answers` the yes and no among them.
    """

    threshold: float
    value: float | None
    low: float
    high: float
    answers: int
    kept: float


class Evidence(StrEnum):
    """How good a proposal is."""

    NONE = "none"  # nobody checked this language
    TOO_FEW = "too_few"  # under LEAST_ANSWERS
    NEVER = "never"  # no threshold reaches the wanted precision
    LIKELY = "likely"  # the estimate reaches it, its interval does not
    SURE = "sure"  # the whole interval lies above it


@dataclass(frozen=True, slots=True)
class Proposal:
    """The lowest threshold with the wanted precision; None where there is no evidence for one."""

    threshold: float | None
    evidence: Evidence
    answers: int


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen in `n` answers (n > 0, not necessarily whole)."""
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def precisions(strata: Mapping[int, Stratum]) -> list[Precision]:
    """The precision at the lower edge of each stratum."""
    return [_at(place, strata) for place in range(len(EDGES))]


def propose(found: Sequence[Precision], wanted: float = WANTED) -> Proposal:
    """The lowest threshold whose whole interval is at least `wanted`, else the lowest whose estimate is.

    Above it no estimate is lower than `wanted` again.
    """
    answers = max((one.answers for one in found), default=0)
    if answers < LEAST_ANSWERS:
        return Proposal(None, Evidence.TOO_FEW if answers else Evidence.NONE, answers)
    good: list[Precision] = []
    for one in sorted(found, key=lambda one: -one.threshold):
        if one.value is not None and one.value < wanted:
            break
        if one.value is not None:
            good.append(one)
    sure = [one for one in good if one.low >= wanted]
    if sure:
        return Proposal(sure[-1].threshold, Evidence.SURE, answers)
    if good:
        return Proposal(good[-1].threshold, Evidence.LIKELY, answers)
    return Proposal(None, Evidence.NEVER, answers)


def _at(place: int, strata: Mapping[int, Stratum]) -> Precision:
    all_rows = sum(one.rows for one in strata.values())
    above = {key: one for key, one in strata.items() if key >= place and (one.rows or one.answers)}
    rows = sum(one.rows for one in above.values())
    kept = rows / all_rows if all_rows else 0.0
    answers = sum(one.answers for one in above.values())
    groups = _joined(above)
    if not groups or not rows:
        return Precision(EDGES[place], None, 0.0, 1.0, answers, kept)
    value = sum(weight * one.yes / one.answers for weight, one in groups) / rows
    effective = rows**2 / sum(weight**2 / one.answers for weight, one in groups)
    low, high = wilson(value, effective)
    return Precision(EDGES[place], value, low, high, answers, kept)


def _joined(strata: Mapping[int, Stratum]) -> list[tuple[int, Stratum]]:
    """Strata with answers, each with the rows it stands for: its own and those of the unchecked ones next to it."""
    checked = [key for key, one in strata.items() if one.answers]
    stands_for = dict.fromkeys(checked, 0)
    for key, one in strata.items():
        if checked:
            stands_for[min(checked, key=lambda other: (abs(other - key), other))] += one.rows
    return [(rows, strata[key]) for key, rows in stands_for.items() if rows]
