"""A byte n-gram model: the baseline that a language model must beat to have learnt anything.

Large multilingual models lose to bigrams in many small languages (Chang et al. 2024, Goldfish), so it stands beside
every bits-per-byte score. Interpolated Witten-Bell smoothing (Witten and Bell 1991) down to a uniform byte.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

ORDER = 5
START = b"\x02"


class NgramModel:
    """Byte n-grams of the training texts; `bits(text)` is the cost of a text in bits."""

    def __init__(self, texts: Iterable[str], order: int = ORDER) -> None:
        self.order = order
        self.counts: dict[bytes, Counter[int]] = defaultdict(Counter)
        for text in texts:
            self._count(text.encode("utf-8"))

    def bits(self, text: str) -> float:
        """Bits that the model needs for the UTF-8 bytes of `text`."""
        padded = START * (self.order - 1) + text.encode("utf-8")
        begin = self.order - 1
        return -sum(math.log2(self._share(padded[i - begin : i], padded[i])) for i in range(begin, len(padded)))

    def _count(self, data: bytes) -> None:
        padded = START * (self.order - 1) + data
        for i in range(self.order - 1, len(padded)):
            for length in range(self.order):
                self.counts[padded[i - length : i]][padded[i]] += 1

    def _share(self, context: bytes, byte: int) -> float:
        below = self._share(context[1:], byte) if context else 1 / 256
        seen = self.counts.get(context)
        if not seen:
            return below
        total, kinds = seen.total(), len(seen)
        return (seen[byte] + kinds * below) / (total + kinds)
