"""heliport: HeLI's 200 languages in Rust, an optional detector under the GPL, which the app neither needs nor ships.

HeLI (Jauhiainen, Jauhiainen & Lindén 2022) scores a text by the mean, over its words, of the negative logarithm of how
often a word, or else its n-grams, occur in a language: the least is best. Here the scores become probabilities. The
package's own thresholds, under which it says nothing, are left aside: the vote weighs doubt itself. Its model comes
with the package and takes some 700 MB of memory in each process.
"""

from collections.abc import Sequence

import numpy as np

from core.identification import labels as label_table
from core.identification.votes import DEPTH, Votes, blank, rounded

SHARE = 3.0  # of the vote, where no weights were fitted for the pool (see consensus)
# Scores times SHARPNESS and the root of the number of words are logarithms of probabilities: of factors .25-8 and
# powers 0, .5, 1 of words and letters the likeliest on Tatoeba and on lingua's odd lines, near the best in each kind.
SHARPNESS = 2.5
ASKED = 30  # languages whose scores are compared
LEAST = 0.005  # less is no evidence
NOTHING = frozenset({"und", "undhtml", "zxx"})  # its words for no language


class Heliport:
    """The heliport package behind the detector interface."""

    name = "heliport"
    share = SHARE

    def __init__(self) -> None:
        from heliport import Identifier

        self._model = Identifier()
        self.raw_labels: tuple[str, ...] = tuple(sorted(set(self._model.get_confidence_all()) - NOTHING))
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(self.name, raw) for raw in self.raw_labels)
        self._numbers = {raw: number for number, raw in enumerate(self.raw_labels)}

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; texts without words it can score get none."""
        votes = blank(self.name, self.raw_labels, self.tags, len(texts))
        for row, text in enumerate(texts):
            for column, (number, score) in enumerate(self._ask(text)):
                votes.labels[row, column] = number
                votes.scores[row, column] = score
        votes.scores[:] = rounded(votes.scores)
        return votes

    def _ask(self, text: str) -> list[tuple[int, float]]:
        ranked = [
            (self._numbers.get(raw, -1), score) for raw, score in self._model.identify_topk_with_score(text, ASKED)
        ]
        if not ranked:
            return []
        costs = np.array([score for _, score in ranked], dtype=np.float64)
        shares = np.exp((costs.min() - costs) * SHARPNESS * max(1, len(text.split())) ** 0.5)
        shares /= shares.sum()
        found = [(number, float(share)) for (number, _), share in zip(ranked, shares, strict=True) if number >= 0]
        return sorted(((one, share) for one, share in found if share >= LEAST), key=lambda vote: (-vote[1], vote[0]))[
            :DEPTH
        ]
