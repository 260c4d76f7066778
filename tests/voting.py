"""A detector that says what a test tells it to."""

from dataclasses import dataclass

import numpy as np

from core.identification.votes import DEPTH, Votes, blank


@dataclass(frozen=True)
class Says:
    """A detector that says what a test tells it to: a list of {label: score} a text."""

    name: str
    tags: tuple[str | None, ...]
    share: float = 1.0

    @property
    def raw_labels(self) -> tuple[str, ...]:
        return tuple(str(tag) for tag in self.tags)

    def votes(self, *said: dict[str, float]) -> Votes:
        made = blank(self.name, self.raw_labels, self.tags, len(said))
        for row, one in enumerate(said):
            for column, (tag, score) in enumerate(sorted(one.items(), key=lambda item: -item[1])[:DEPTH]):
                made.labels[row, column] = self.raw_labels.index(tag)
                made.scores[row, column] = np.float32(score)
        return made
