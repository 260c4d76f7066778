"""Bits per byte: how well a model foresees a text, independent of its tokenizer.

The negative log-likelihood of the target text in bits, divided by its length in UTF-8 bytes; lower is better. Models
with different tokenizers stand side by side, which token perplexity does not allow.
"""

import numpy as np
from numpy.typing import NDArray


def bits_per_byte(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """[samples, 2] sums of (bits, bytes) → [samples]; NaN without bytes."""
    bits, size = sums[:, 0], sums[:, 1]
    found: NDArray[np.float64] = np.divide(bits, size, out=np.full(len(bits), np.nan), where=size > 0)
    return found
