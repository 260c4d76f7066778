"""py3langid: 140 languages, a naive Bayes model over byte n-grams, whose probabilities hold at any length.

The package walks each text byte by byte in Python, some 4 000 sentences a second; here all texts of a batch are walked
together, one byte a step, and scored by one sparse product, at several times that speed. A test holds the
scores within .002 of the package's own on the sample; texts are cut to LONGEST bytes, which the package does not do.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.identification import labels as label_table
from core.identification.votes import DEPTH, Votes, blank, rounded

SHARE = 2.3  # of the vote (see consensus)
LONGEST = 1_500  # bytes it is shown: its mind is made up long before
AT_ONCE = 1_024  # texts scored together: their scores stay in the processor's cache
LEAST = 0.001  # less is no evidence


class Py3LangId:
    """The py3langid package behind the detector interface."""

    name = "py3langid"
    share = SHARE

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self.raw_labels: tuple[str, ...] = tuple(self._model.labels)
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(self.name, raw) for raw in self.raw_labels)
        numbers = {raw: number for number, raw in enumerate(self.raw_labels)}
        self._label_of_class = np.array([numbers[raw] for raw in self._model.nb_classes], dtype=np.intp)

    @cached_property
    def _next(self) -> npt.NDArray[np.int64]:
        return np.asarray(self._model.tk_nextmove)

    @cached_property
    def _rows(self) -> npt.NDArray[np.int64]:
        return np.asarray(self._model.tk_row, dtype=np.int64) << 8

    @cached_property
    def _features(self) -> npt.NDArray[np.int32]:
        return np.asarray(self._model.tk_output, dtype=np.int32)

    @cached_property
    def _weights(self) -> npt.NDArray[np.float32]:
        return np.asarray(self._model.nb_ptc, dtype=np.float32)

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; texts without features it knows get none."""
        votes = blank(self.name, self.raw_labels, self.tags, len(texts))
        encoded = [" ".join(text.split()).encode()[:LONGEST] for text in texts]
        order = np.argsort([-len(one) for one in encoded], kind="stable")
        for start in range(0, len(texts), AT_ONCE):
            rows = order[start : start + AT_ONCE]
            labels, scores = self._part([encoded[row] for row in rows])
            votes.labels[rows], votes.scores[rows] = labels, scores
        return votes

    def _part(self, encoded: list[bytes]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Labels and scores of texts in order of falling length."""
        sizes = np.array([len(one) for one in encoded], dtype=np.intp)
        owners, features = self._visits(encoded, sizes)
        scores = self._scores(owners, features, sizes)
        shares = np.zeros((len(encoded), len(self.raw_labels)), dtype=np.float32)
        for place, label in enumerate(self._label_of_class):
            shares[:, label] += scores[:, place]
        best = np.argsort(-shares, axis=1, kind="stable")[:, :DEPTH].astype(np.int32)
        found = rounded(np.take_along_axis(shares, best.astype(np.intp), axis=1))
        known = np.bincount(owners, minlength=len(encoded)) > 0
        kept = (found >= LEAST) & known[:, None]
        return np.where(kept, best, -1), np.where(kept, found, 0)

    def _visits(self, encoded: list[bytes], sizes: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], ...]:
        """(text, feature) of every feature met, in the order of the bytes."""
        letters = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        begins = np.cumsum(sizes) - sizes
        states = np.zeros(len(encoded), dtype=np.int64)
        owners, features = [], []
        for step in range(int(sizes[0]) if len(sizes) else 0):
            alive = int(np.searchsorted(-sizes, -step, side="left"))  # texts longer than the step come first
            moved = self._next[self._rows[states[:alive]] + letters[begins[:alive] + step]]
            states[:alive] = moved
            found = self._features[moved]
            met = np.flatnonzero(found >= 0)
            owners.append(met)
            features.append(found[met])
        if not owners:
            return np.empty(0, np.intp), np.empty(0, np.intp)
        return np.concatenate(owners), np.concatenate(features).astype(np.intp)

    def _scores(
        self, owners: npt.NDArray[np.intp], features: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.float32]:
        """Probabilities of the model's classes; the temperature is the root of the length, as in the package."""
        from scipy.sparse import csr_array

        size = len(self._weights)
        cells, counts = np.unique(owners * size + features, return_counts=True)
        ends = np.searchsorted(cells // size, np.arange(len(sizes) + 1))
        counted = csr_array(
            (np.log1p(counts.astype(np.float32)), cells % size, ends), shape=(len(sizes), size), dtype=np.float32
        )
        scores: npt.NDArray[np.float32] = counted @ self._weights + self._model.nb_pc
        scores *= (1 / np.sqrt(np.maximum(sizes, 1))).astype(np.float32)[:, None]
        np.exp(scores - scores.max(axis=1, keepdims=True), out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores
