"""CLD2 through pycld2: 165 languages in 14 MB, quick, and strong on words and small languages.

It names at most three languages of a text with the share of its bytes, not with a probability: the share, lowered where
CLD2 itself calls its answer unreliable, stands for one here, and the calibrator of the consensus makes sense of it.
"""

from collections.abc import Sequence

from core.identification import labels as label_table
from core.identification.votes import Votes, asked_singly

SHARE = 2.45  # of the vote (see consensus)
UNRELIABLE = 0.7  # what is left of a score that CLD2 itself does not stand by
UNKNOWN = "un"


class PyCld2:
    """The pycld2 package behind the detector interface."""

    name = "pycld2"
    share = SHARE

    def __init__(self) -> None:
        import pycld2

        self._detect = pycld2.detect
        self._error: type[Exception] = pycld2.error
        named = dict(pycld2.LANGUAGES)
        codes = {named[name] for name in pycld2.DETECTED_LANGUAGES if name in named}
        self.raw_labels: tuple[str, ...] = tuple(sorted(codes))
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(self.name, raw) for raw in self.raw_labels)
        self._numbers = {raw: number for number, raw in enumerate(self.raw_labels)}

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; texts that CLD2 cannot place get none."""
        return asked_singly(self.name, self.raw_labels, self.tags, texts, self._ask)

    def _ask(self, text: str) -> list[tuple[int, float]]:
        try:
            reliable, _, details = self._detect(text, isPlainText=True, bestEffort=True)
        except self._error:  # a character that CLD2 does not take for text
            return []
        trust = (1 if reliable else UNRELIABLE) / 100
        found = [(self._numbers.get(code, -1), percent * trust) for _, code, percent, _ in details if code != UNKNOWN]
        return sorted(((number, score) for number, score in found if number >= 0 and score > 0), key=_by_score)


def _by_score(vote: tuple[int, float]) -> tuple[float, int]:
    return -vote[1], vote[0]
