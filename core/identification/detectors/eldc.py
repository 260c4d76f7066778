"""ELD in C (eldc): 60 languages, 70 000 sentences a second, the best of the small ones inside its languages."""

from collections.abc import Sequence

from core.identification import labels as label_table
from core.identification.votes import DEPTH, Votes, asked_singly

SHARE = 3.4  # of the vote inside its languages (see consensus)
LEAST = 0.01


class Eldc:
    """The eldc package behind the detector interface."""

    name = "eldc"
    share = SHARE

    def __init__(self) -> None:
        import eldc

        eldc.init()
        self._instance = eldc.instance()  # of our own: the package's global settings are left alone
        self._instance.set_scores(DEPTH)
        self.raw_labels: tuple[str, ...] = tuple(eldc.LANGUAGES)
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(self.name, raw) for raw in self.raw_labels)
        self._numbers = {raw: number for number, raw in enumerate(self.raw_labels)}

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; texts without n-grams it knows get none."""
        return asked_singly(self.name, self.raw_labels, self.tags, texts, self._ask)

    def _ask(self, text: str) -> list[tuple[int, float]]:
        scores = self._instance.detect_details(text).scores.items()
        found = [(self._numbers[raw], score) for raw, score in scores if raw in self._numbers and score >= LEAST]
        return sorted(found, key=lambda vote: (-vote[1], vote[0]))
