"""The wide detector: some 450 languages, learnt from one text of eight thousand characters each.

It knows most languages that no bundled detector knows, and each of them little: its votes are low evidence, and its
share of the vote is small. It is right on 88 % of SIB-200's lines in the 161 labels that it knows (development lines),
62 % where they are cut to 20 characters.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.identification import labels as label_table
from core.identification.ngrams import features
from core.identification.ngrams.model import NGrams
from core.identification.votes import DEPTH, Votes, blank, rounded

# Scores are divided by SPREAD times the root of how many n-grams a text has before they become probabilities: the one
# number that fits held-out articles, SIB-200's development lines, and these cut to 40 and to 20 characters alike
# (calibration error .00-.05).
SPREAD = 1.25
LEAST = 0.01  # labels below this probability are no evidence


class Wide:
    """A model of n-grams behind the detector interface. Raises ModelMissingError where `path` is no such model."""

    name = "wide"

    def __init__(self, path: Path, *, share: float | None = None) -> None:
        self._model = NGrams.load(path)
        self.share = 1.0 if share is None else share
        self.raw_labels: tuple[str, ...] = self._model.labels
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(self.name, raw) for raw in self.raw_labels)

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; empty ones get none."""
        votes = blank(self.name, self.raw_labels, self.tags, len(texts))
        counted = features.counts(texts)
        shares = probabilities(self._model.scores(counted), np.asarray(features.damped(counted).sum(axis=1)))
        order = np.argsort(-shares, axis=1, kind="stable")[:, :DEPTH]
        best = np.take_along_axis(shares, order, axis=1)
        kept = (best >= LEAST) & (np.diff(counted.indptr) > 0)[:, None]
        votes.labels[:, : order.shape[1]] = np.where(kept, order, -1)
        votes.scores[:, : order.shape[1]] = np.where(kept, rounded(best), 0)
        return votes


def probabilities(scores: npt.NDArray[np.float32], sizes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Log-probabilities (texts, labels) of texts of so many damped n-grams (texts, 1) as shares of one a row."""
    spread = scores / (SPREAD * np.sqrt(np.maximum(sizes, 1)))
    spread -= spread.max(axis=1, keepdims=True)
    raised = np.exp(spread)
    made: npt.NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return made
