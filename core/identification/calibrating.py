"""The calibrator: how often a winner of the vote that looks like this one is right.

A logistic regression on FEATURES. The shipped coefficients are in
`data/identification/calibration.json`; a project's own checks give it coefficients of its own, since no two
inventories of languages are alike. What is fitted is stored in the project's folder and is part of what an answer
depends on.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import InvalidInputError
from core.settings import ROOT

SHIPPED = ROOT / "data" / "identification" / "calibration.json"
NAME = "calibration.json"  # in a project's folder
FEATURES = ("log_odds", "margin", "agreeing", "supporters_agreeing", "supporting", "length")
LEAST_ROWS, LEAST_WRONG = 50, 5  # checks below which a fit says nothing
STRENGTH = 20.0  # how many checks the shipped coefficients count for, beside the project's own

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients, parallel to FEATURES, and the intercept; `rows`: from how many checks."""

    coefficients: tuple[float, ...]
    intercept: float
    rows: int = 0

    def probability(self, features: Floats) -> Floats:
        """The probability that each winner is right, from features of shape (texts, FEATURES)."""
        total = np.full(len(features), self.intercept, dtype=np.float32)
        for number, coefficient in enumerate(self.coefficients):
            total += np.float32(coefficient) * features[:, number]
        return (1 / (1 + np.exp(-total))).astype(np.float32)

    @property
    def version(self) -> str:
        """Stands for the coefficients: `shipped`, or a digest."""
        if self == shipped():
            return "shipped"
        return blake2b(repr((self.coefficients, self.intercept)).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """A winner that somebody checked: what the calibrator saw of it (FEATURES), and whether it was right."""

    features: tuple[float, ...]
    right: bool


@cache
def shipped() -> Calibration:
    """The coefficients that come with the app."""
    return _read(SHIPPED)


def fit(rows: Sequence[Checked], *, start: Calibration | None = None) -> Calibration:
    """Coefficients for checked winners: the shipped ones (or `start`), moved as far as the checks bear out.

    Maximum a posteriori around the start, each coefficient held by a Gaussian whose width shrinks the less the more
    checks there are, so that few checks move little. Raises InvalidInputError for fewer than LEAST_ROWS checks or
    where fewer than LEAST_WRONG of them are wrong or right.
    """
    from scipy.optimize import minimize

    wrong = sum(not row.right for row in rows)
    if len(rows) < LEAST_ROWS or min(wrong, len(rows) - wrong) < LEAST_WRONG:
        raise InvalidInputError(
            f"{len(rows)} checks with {wrong} wrong ones are too few to fit from.",
            hint=f"Check at least {LEAST_ROWS} segments, with {LEAST_WRONG} right and {LEAST_WRONG} wrong ones.",
        )
    begin = start or shipped()
    features = np.array([row.features for row in rows], dtype=np.float64)
    right = np.array([row.right for row in rows], dtype=np.float64)
    origin = np.array([*begin.coefficients, begin.intercept])

    def loss(values: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        total = features @ values[:-1] + values[-1]
        off = 1 / (1 + np.exp(-total)) - right
        pull = values - origin
        value = float(np.logaddexp(0, np.where(right > 0, -total, total)).sum() + STRENGTH / 2 * (pull**2).sum())
        return value, np.append(features.T @ off, off.sum()) + STRENGTH * pull

    found = minimize(loss, origin, jac=True, method="L-BFGS-B").x
    return Calibration(tuple(round(float(one), 6) for one in found[:-1]), round(float(found[-1]), 6), len(rows))


def of_project(folder: Path) -> Calibration:
    """The coefficients of the project with this folder: its own, or the shipped ones."""
    path = folder / NAME
    return _read(path) if path.is_file() else shipped()


def keep(folder: Path, calibration: Calibration | None) -> None:
    """Store a project's own coefficients; None goes back to the shipped ones."""
    path = folder / NAME
    if calibration is None:
        path.unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(_written(calibration), encoding="utf-8")
    draft.replace(path)


def _read(path: Path) -> Calibration:
    read = json.loads(path.read_text(encoding="utf-8"))
    coefficients = tuple(float(read["coefficients"][name]) for name in FEATURES)
    return Calibration(coefficients, float(read["intercept"]), int(read["rows"]))


def _written(calibration: Calibration) -> str:
    named = dict(zip(FEATURES, calibration.coefficients, strict=True))
    return json.dumps({"coefficients": named, "intercept": calibration.intercept, "rows": calibration.rows}, indent=1)
