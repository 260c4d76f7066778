"""langdetect: 55 languages, precise inside them, slow (some 600 sentences a second and core).

It draws n-grams at random: every detection is seeded (0), and its profiles are loaded in sorted order into a factory
of our own, so that the same text gets the same vote on every machine and in every process. It has no opinion on text
without letters it knows. Its inner loop over 55 languages runs on arrays here: the same draws and the same products
at twice the speed (a test holds the votes equal to the package's own).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.identification import labels as label_table
from core.identification.votes import DEPTH, Votes, asked_singly

if TYPE_CHECKING:
    from langdetect.detector import Detector
    from langdetect.detector_factory import DetectorFactory

SEED = 0
LONGEST = 600  # code points it is shown: its votes are settled long before, and its time grows with length


class LangDetect:
    """The langdetect package behind the detector interface."""

    name = "langdetect"
    share = 2.0  # of the vote inside its languages (see consensus)

    def __init__(self) -> None:
        self._factory = _factory()
        self.raw_labels: tuple[str, ...] = tuple(self._factory.langlist)
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(self.name, raw) for raw in self.raw_labels)
        self._numbers = {raw: number for number, raw in enumerate(self.raw_labels)}

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; texts without features it knows get none."""
        return asked_singly(self.name, self.raw_labels, self.tags, texts, self._ask)

    def _ask(self, text: str) -> list[tuple[int, float]]:
        from langdetect.lang_detect_exception import LangDetectException

        asked = _detector_class()(self._factory)
        asked.append(text[:LONGEST])
        try:
            return [(self._numbers[found.lang], found.prob) for found in asked.get_probabilities()[:DEPTH]]
        except LangDetectException:  # "No features in text."
            return []


@cache
def _detector_class() -> type["Detector"]:
    """langdetect's detector with the probabilities of all languages in one array (the package loops over a list)."""
    from langdetect.detector import Detector

    class ArrayDetector(Detector):  # type: ignore[misc]
        def _init_probability(self) -> npt.NDArray[np.float64]:
            return np.full(len(self.langlist), 1.0 / len(self.langlist))

        def _update_lang_prob(self, prob: npt.NDArray[np.float64], word: str | None, alpha: float) -> bool:
            row = self.word_lang_prob_map.get(word)
            if row is None:
                return False
            prob *= row + alpha / self.BASE_FREQ
            return True

        def _normalize_prob(self, prob: npt.NDArray[np.float64]) -> float:
            prob /= sum(prob.tolist())
            return float(prob.max())

    return ArrayDetector


def _factory() -> "DetectorFactory":
    """A seeded factory with all bundled profiles in sorted order; langdetect's own global one is left alone."""
    from langdetect import detector_factory

    factory = detector_factory.DetectorFactory()
    factory.seed = SEED
    files = sorted(path for path in Path(detector_factory.PROFILES_DIRECTORY).iterdir() if path.is_file())
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in files])
    for word, shares in factory.word_lang_prob_map.items():
        factory.word_lang_prob_map[word] = np.array(shares)
    return factory
