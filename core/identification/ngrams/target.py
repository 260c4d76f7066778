"""One language against all others: the first label of an n-gram model, said where its lead is what its own lines have.

A text's *lead* is its score in the language less its best score in another, per n-gram. Text that was learnt from
shares its subjects and names with other languages' text of the same kind, so a lead above nothing proves nothing:
taken so, Wolof learnt from 300 lines of news is found in 347 of 20 400 lines of other languages, and in none where
the lead must be one that 98 of 100 unseen Wolof lines have. How large that is depends on the length of the text,
which the `Curve` tells.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from core.identification.ngrams import features
from core.identification.ngrams.model import NGrams

Floats = npt.NDArray[np.float32]

LEAST_LEAD = 0.05  # where even unseen lines of the language hardly lead, nothing is said
USUAL = 0.95  # the probability of a text whose lead is the usual one


@dataclass(frozen=True, slots=True)
class Curve:
    """For texts of `sizes` damped n-grams (rising): the lead that is needed, and the usual one."""

    sizes: tuple[float, ...]
    needed: tuple[float, ...]
    usual: tuple[float, ...]

    def probabilities(self, leads: Floats, sizes: Floats) -> Floats:
        """How likely texts with these leads and sizes are in the language: .5 at the lead needed, .95 at the usual."""
        place, known = np.log(np.maximum(sizes, 1)), np.log(self.sizes)
        needed = np.maximum(np.interp(place, known, self.needed), LEAST_LEAD)
        usual = np.maximum(np.interp(place, known, self.usual), needed + LEAST_LEAD)
        steep = np.log(USUAL / (1 - USUAL)) / (usual - needed)
        raised = np.clip(steep * (leads - needed), -30, 30)
        return np.asarray(1 / (1 + np.exp(-raised)), dtype=np.float32)


@dataclass(frozen=True)
class Target:
    """A language (`tag`), its model against others, and its curve."""

    tag: str
    model: NGrams
    curve: Curve

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """For each text (detection copy) the probability that it is in the language."""
        counted = features.counts(texts)
        leads, sizes = lead(self.model, counted)
        return self.curve.probabilities(leads, sizes)

    def save(self, path: Path) -> None:
        """Write it as one file."""
        about = {"tag": self.tag, "curve": json.dumps(asdict(self.curve))}
        NGrams(self.model.labels, self.model.weights, self.model.absent, about).save(path)

    @classmethod
    def load(cls, path: Path) -> "Target":
        """Read it back. Raises ModelMissingError where the file holds no such model."""
        model = NGrams.load(path)
        curve = {name: tuple(values) for name, values in json.loads(model.about["curve"]).items()}
        return cls(model.about["tag"], model, Curve(**curve))


def lead(model: NGrams, counted: sp.csr_matrix) -> tuple[Floats, Floats]:
    """Of texts: the lead of the first label over the best other, and their sizes in damped n-grams."""
    scores = model.scores(counted)
    sizes = np.asarray(features.damped(counted).sum(axis=1), dtype=np.float32).ravel()
    return (scores[:, 0] - scores[:, 1:].max(axis=1)) / np.maximum(sizes, 1), sizes
