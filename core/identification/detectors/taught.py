"""A language that people taught: says that one language, and of every text how likely it is to be in it.

Unlike the others it was made to tell its language from exactly what they take it for, so its word settles the matter
(`decides`): the consensus lets it overrule them, and believes it where it says that a text is not in its language.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.identification.ngrams.target import Target
from core.identification.votes import Votes, blank, rounded


class Taught:
    """A model of one language behind the detector interface. Raises ModelMissingError where `path` holds none."""

    decides = True

    def __init__(self, name: str, path: Path, *, share: float | None = None) -> None:
        self.name = name
        self.share = 3.0 if share is None else share
        self._target = Target.load(path)
        self.raw_labels: tuple[str, ...] = (self._target.tag,)
        self.tags: tuple[str | None, ...] = self.raw_labels

    def detect(self, texts: Sequence[str]) -> Votes:
        """A vote on every detection copy that has letters, however small its score."""
        votes = blank(self.name, self.raw_labels, self.tags, len(texts))
        votes.labels[:, 0] = np.where([bool(text.strip()) for text in texts], 0, -1)
        votes.scores[:, 0] = np.where(votes.labels[:, 0] == 0, rounded(self._target.probabilities(texts)), 0)
        return votes
