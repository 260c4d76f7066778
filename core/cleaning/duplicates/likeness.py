"""From which likeness on two texts are duplicates, as one setting and one number.

The measure is the Jaccard similarity of the sets of grapheme 5-grams: common ones over all. Editing one grapheme in
twenty touches a quarter of the 5-grams and leaves about .63, whatever the script. In a document that still is the same
document; in a sentence it can be another sentence of the same pattern ("two tickets to Paris", "… to London"). Hence
two thresholds: the setting for short texts, and `LENIENCE` less for long ones. Texts under 40 graphemes are compared
exactly only: a handful of 5-grams says nothing.

32 bands of 4 hashes find .996 of the pairs at .63, and all that reach .7 (Leskovec et al., Mining of Massive Datasets,
3.4); word shingles, by contrast, find nothing in Chinese and Japanese.
"""

from dataclasses import dataclass
from hashlib import blake2b

from core.errors import InvalidInputError

METHOD = 1  # raised when shingles, signatures or the choice of who is kept change
BANDS, BAND_ROWS = 32, 4
GRAM = 5  # graphemes
LEAST_GRAPHEMES = 40
LONG_SIZE = 200  # graphemes, where one of Han or kana counts as two: it carries a morpheme
LENIENCE = 0.2


@dataclass(frozen=True, slots=True)
class Likeness:
    """What counts as a near duplicate. `threshold`: least Jaccard similarity of short texts, from .5 to 1."""

    threshold: float = 0.7

    def __post_init__(self) -> None:
        if not 0.5 <= self.threshold <= 1:
            raise InvalidInputError(
                f"Near duplicates cannot be told from a likeness of {self.threshold:g} on.",
                hint="Give a likeness from 0.5 to 1; 0.7 is the usual one.",
            )

    @property
    def lenient(self) -> float:
        """Least similarity of long texts."""
        return round(max(self.threshold - LENIENCE, 0.4), 4)

    @property
    def number(self) -> int:
        """This configuration as a number, 0 … 2³¹ − 1; stored with each compared row (`compared`)."""
        from rensa import RMinHash

        said = f"{METHOD} {RMinHash.ALGORITHM_VERSION} {BANDS}x{BAND_ROWS} {self.threshold:.4f}"
        return int.from_bytes(blake2b(said.encode(), digest_size=4).digest()) >> 1
