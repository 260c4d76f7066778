"""The base of a classification: logistic regression on the frozen encoder, which the tuned heads then start from.

Kumar et al. (2022, Fine-Tuning can Distort Pretrained Features) show why: a head that fits the frozen features first
lets fine-tuning change them less, and it carries further to what was not trained on. The regression is fitted as well
as it can be, its penalty chosen on the dev rows, since it is what the tuned model is compared with.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PENALTIES = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 1.0)  # inverse strength C, on standardised vectors
DEFAULT_PENALTY = 1e-3  # where there are no dev rows to choose on
MISSING = -1


@dataclass(frozen=True, slots=True)
class Fitted:
    """A linear classifier as a softmax layer: weight [labels, hidden], bias [labels]; its penalty and dev macro-F1."""

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    penalty: float
    dev_macro_f1: float | None


def fit(
    train: NDArray[np.float32],
    train_labels: NDArray[np.int64],
    dev: NDArray[np.float32],
    dev_labels: NDArray[np.int64],
    count: int,
) -> Fitted:
    """Fit one head on standardised vectors [rows, hidden]; rows whose label is MISSING are passed over.

    Every one of the `count` labels must be among the train rows.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score

    known, known_dev = train_labels != MISSING, dev_labels != MISSING
    best: Fitted | None = None
    for penalty in PENALTIES if known_dev.any() else (DEFAULT_PENALTY,):
        model = LogisticRegression(C=penalty, max_iter=2000).fit(train[known], train_labels[known])
        score = None
        if known_dev.any():
            score = float(f1_score(dev_labels[known_dev], model.predict(dev[known_dev]), average="macro"))
        if best is None or (score or 0.0) > (best.dev_macro_f1 or 0.0):
            best = Fitted(*_softmax(model.coef_, model.intercept_, count), penalty, score)
    assert best is not None
    return best


def _softmax(
    coefficients: NDArray[np.float64], intercept: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Two labels come as one row of log odds; half of it on each side gives the same probabilities."""
    if count == 2:
        coefficients = np.concatenate([-coefficients / 2, coefficients / 2])
        intercept = np.concatenate([-intercept / 2, intercept / 2])
    return coefficients.astype(np.float32), intercept.astype(np.float32)
