"""A naive Bayes model of languages over hashed n-grams: learnt by counting, kept as one safetensors file.

A text's score in a language is the sum over its n-grams (damped counts) of log P(n-gram | language), with ALPHA added
to each count and VOCABULARY places. Only n-grams a language has are stored: the rest is a constant per language.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from core.errors import ModelMissingError
from core.identification.ngrams import features

Floats = npt.NDArray[np.float32]

ALPHA = 0.05  # .02, .05, .1, .3 tried on held-out articles and on SIB-200's development lines: flat from .02 to .1
VOCABULARY = 300_000  # n-grams that smoothing reckons with


@dataclass(frozen=True)
class NGrams:
    """Weights of shape (features.SIZE, labels), and what it costs a label to lack an n-gram.

    `about` is kept in the file.
    """

    labels: tuple[str, ...]
    weights: sp.csr_matrix
    absent: Floats
    about: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def learn(cls, lines: Mapping[str, Sequence[str]], about: Mapping[str, str] | None = None) -> "NGrams":
        """A model of the labels in `lines` from their detection copies."""
        summed = sp.vstack([sp.csr_matrix(features.counts(of_label).sum(axis=0)) for of_label in lines.values()])
        return cls.of_counts(tuple(lines), summed.tocsr(), about)

    @classmethod
    def of_counts(
        cls, labels: tuple[str, ...], counted: sp.csr_matrix, about: Mapping[str, str] | None = None
    ) -> "NGrams":
        """A model from n-gram counts of shape (labels, features.SIZE)."""
        totals = np.asarray(counted.sum(axis=1)).ravel()
        weights = sp.csr_matrix(counted.T)
        weights.data = np.log1p(weights.data / ALPHA).astype(np.float16).astype(np.float32)
        absent = np.log(ALPHA) - np.log(totals + ALPHA * VOCABULARY)
        return cls(labels, weights, absent.astype(np.float32), dict(about or {}))

    def scores(self, counted: sp.csr_matrix) -> Floats:
        """Log-probabilities of texts with these n-gram counts: shape (texts, labels)."""
        damped = features.damped(counted)
        sizes = np.asarray(damped.sum(axis=1), dtype=np.float32)
        found: Floats = np.asarray((damped @ self.weights).todense(), dtype=np.float32)
        return found + sizes * self.absent[None, :]

    def save(self, path: Path) -> None:
        """Write the model as one file; the same model gives the same bytes."""
        from safetensors.numpy import save_file

        arrays: dict[str, npt.NDArray[np.generic]] = {
            "absent": self.absent,
            "indptr": self.weights.indptr.astype(np.int32),
            "indices": self.weights.indices.astype(np.uint16),
            "data": self.weights.data.astype(np.float16),
        }
        told = {"labels": self.labels, "about": self.about}
        save_file(arrays, path, metadata={"isogloss": json.dumps(told)})  # one entry: several come in any order

    @classmethod
    def load(cls, path: Path) -> "NGrams":
        """The model in a file. Raises ModelMissingError where it cannot be read as one."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="numpy") as file:
                arrays = {name: file.get_tensor(name) for name in ("absent", "indptr", "indices", "data")}
                told = json.loads(file.metadata()["isogloss"])
        except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ModelMissingError(
                f"{path.name} cannot be read as a model of n-grams: {error}",
                hint="Remove the file: the wide detector is built again, a language is taught again.",
            ) from error
        labels = tuple(told["labels"])
        parts = (arrays["data"].astype(np.float32), arrays["indices"].astype(np.int32), arrays["indptr"])
        weights = sp.csr_matrix(parts, shape=(features.SIZE, len(labels)))
        return cls(labels, weights, arrays["absent"], told["about"])
