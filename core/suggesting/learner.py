"""The model of one scheme: logistic regression on n-grams and surface signs, with probabilities that can be trusted.

The regression is fitted in the space that the labelled texts span (Gram matrix, Cholesky factor), where it has the same
solution as on the n-grams themselves, since the penalty is quadratic (representer theorem), and takes a tenth of the
time. Probabilities are calibrated by one temperature a language (Guo et al. 2017), found on texts that were left out
when fitting, drawn towards the temperature of all languages where a language has few labels; a language without labels
has the temperature found on whole languages that were left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.suggesting import features

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

STRENGTH = 10.0  # C of the regression; accuracy hardly moves between 3 and 30
NEEDED_VALUES, NEEDED_LABELS = 2, 5  # from when on there is something to learn
FEWEST = 2  # labels of a value below which it is left out
TOLERANCE = 5e-4  # of the gradient; finer ones change no thousandth of the accuracy
STRANGE = 1.5  # how much less sure a model is of languages it never saw, where it was not measured
FIRST_PULL = 1.0  # the same of no correction at all
PULL = 20.0  # labels that the temperature of all languages weighs as
JITTER = 1e-4  # on the diagonal, which is about 2: keeps equal texts apart in single precision

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Labelled:
    """What is learnt from: a text, its language ("" where it is unknown), the value that people gave it, and of which
    family of versions of one text it is ("" where it stands alone): those are left out together."""

    text: str
    language: str
    value: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model: `rarity` of the n-grams, `weights` [values, features.COLUMNS], `bias` [values]; `temperatures` of
    languages that had labels, `elsewhere` of all others; `labels`: how many labels each language had."""

    values: tuple[str, ...]
    rarity: features.Rarity
    weights: Floats
    bias: Floats
    temperatures: Mapping[str, float]
    elsewhere: float
    labels: Mapping[str, int]

    def probabilities(self, texts: Sequence[str], languages: Sequence[str]) -> Floats:
        """Calibrated probabilities of texts: [texts, values]."""
        if not texts:
            return np.zeros((0, len(self.values)), dtype=np.float32)
        scores: Floats = np.asarray(features.rows(texts, self.rarity) @ self.weights.T) + self.bias
        heat = np.array([self.temperatures.get(one, self.elsewhere) for one in languages], dtype=np.float32)
        return _softmax(scores / heat[:, None])


def can_learn(values: Sequence[str]) -> bool:
    """Whether two values have five labels each."""
    return sum(count >= NEEDED_LABELS for count in Counter(values).values()) >= NEEDED_VALUES


def learn(labelled: Sequence[Labelled]) -> Model:
    """Fit a model; the caller made sure that `can_learn` holds. The same labels in the same order give the same one."""
    from scipy.linalg import solve_triangular

    counts = Counter(one.value for one in labelled)
    kept = [one for one in labelled if counts[one.value] >= FEWEST]
    values, truth = np.unique([one.value for one in kept], return_inverse=True)
    languages = np.array([one.language for one in kept])
    rarity, rows = features.learn_rarity([one.text for one in kept])
    spanned = np.linalg.cholesky((rows @ rows.T).toarray() + JITTER * np.eye(len(kept), dtype=np.float32))
    fitted = _regression().fit(spanned, truth)
    weights, bias = _one_row_a_value(fitted.coef_, fitted.intercept_)
    weights = np.asarray(rows.T @ solve_triangular(spanned.T, weights.T)).T
    heats, elsewhere = _temperatures(spanned, truth, languages, _families(kept))
    labels = dict(Counter(one.language for one in kept))
    return Model(tuple(map(str, values)), rarity, weights, bias, heats, elsewhere, labels)


def _regression() -> "LogisticRegression":
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500, tol=TOLERANCE)


def _one_row_a_value(weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """Two values come as one row of log odds: half of it on each side gives the same probabilities."""
    if len(weights) == 1:
        return np.concatenate([-weights / 2, weights / 2]), np.concatenate([-bias / 2, bias / 2])
    return weights, bias


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)
    return shares


def _families(kept: Sequence[Labelled]) -> Indices:
    named = [one.family or f"\0{place}" for place, one in enumerate(kept)]
    return np.unique(named, return_inverse=True)[1]


def _temperatures(
    spanned: Floats, truth: Indices, languages: npt.NDArray[np.str_], families: Indices
) -> tuple[dict[str, float], float]:
    scores = _left_out(spanned, truth, _parts(truth, families))
    judged = ~np.isnan(scores[:, 0])
    overall = _temperature(scores[judged], truth[judged], 1.0, pull=FIRST_PULL)
    heats = {
        str(language): _temperature(scores[own], truth[own], overall)
        for language in np.unique(languages)
        if (own := judged & (languages == language)).any()
    }
    heats |= {str(language): overall for language in np.unique(languages) if str(language) not in heats}
    strange = _left_out(spanned, truth, _language_parts(languages))
    judged = ~np.isnan(strange[:, 0])
    return heats, _temperature(strange[judged], truth[judged], overall) if judged.any() else STRANGE * overall


def _temperature(scores: Floats, truth: Indices, near: float, pull: float = PULL) -> float:
    """By what to divide scores so that the true values are most likely, drawn towards `near`."""
    from scipy.optimize import minimize_scalar

    def cost(log_heat: float) -> float:
        likely = _softmax(scores / np.exp(log_heat))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(likely, 1e-12)).sum() + pull * (log_heat - np.log(near)) ** 2 / 2)

    return float(np.exp(minimize_scalar(cost, bounds=(-3.0, 3.0), method="bounded").x)) if len(truth) else near


def _left_out(spanned: Floats, truth: Indices, parts: Iterator[tuple[Indices, Indices]]) -> Floats:
    """Scores of each text by a model that was fitted without it; NaN for those in no part."""
    scores = np.full((len(truth), truth.max() + 1), np.nan, dtype=np.float32)
    for fitting, judging in parts:
        present = np.unique(truth[fitting])
        if len(present) < NEEDED_VALUES:
            continue
        fitted = _regression().fit(spanned[fitting], truth[fitting])
        weights, bias = _one_row_a_value(fitted.coef_, fitted.intercept_)
        found = np.full((len(judging), scores.shape[1]), -30.0)  # a value that was not there is never foreseen
        found[:, present] = spanned[judging] @ weights.T + bias
        scores[judging] = found
    return scores


def _parts(truth: Indices, families: Indices) -> Iterator[tuple[Indices, Indices]]:
    """Five parts of few labels, three of more, one fifth of many: time counts."""
    from sklearn.model_selection import StratifiedGroupKFold

    fewest = int(np.bincount(truth).min())
    parts = StratifiedGroupKFold(max(2, min(5, fewest)), shuffle=True, random_state=0)
    for number, part in enumerate(parts.split(truth[:, None], truth, families)):
        if number == 0 or len(truth) <= 500 or (number < 3 and len(truth) <= 1000):
            yield part


def _language_parts(languages: npt.NDArray[np.str_]) -> Iterator[tuple[Indices, Indices]]:
    """Three parts that share no language; none where there is one language or where time counts."""
    from sklearn.model_selection import GroupKFold

    several = len(np.unique(languages))
    if several >= 2 and len(languages) <= 1000:
        yield from GroupKFold(min(3, several)).split(languages[:, None], groups=languages)
