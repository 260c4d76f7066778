"""What may change language within a text: words, and graphemes of the scripts that write without spaces.

Tokens are read off the detection copy, which has as many code points as the text, so their places are places in the
text. Chinese, Japanese, Thai, Lao, Khmer, Burmese and Tibetan put no spaces between words: each grapheme is a token of
its own there, half a word in weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.identification import scripts

if TYPE_CHECKING:
    import regex

WORD, GRAPHEME = 1.0, 0.5  # how much of a word a token is: a Chinese word has two characters more often than not
SHORT = 3  # characters of a whole word; what stands alone below that is as often a remains of something else
UNSPACED = ("Hani", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr", "Tibt")
_CLASS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}ー"


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """The tokens of several texts, one after the other.

    `counts`: tokens of each text. `written`: what a detector reads of each text, in UTF-8, a space behind each word;
    `sizes`: bytes of each token in it. `weights`: how much of a word each token is; `scripts`: its script's number.
    """

    counts: npt.NDArray[np.intp]
    written: tuple[bytes, ...]
    sizes: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float32]
    scripts: npt.NDArray[np.uint8]


def read(copies: Sequence[str]) -> TokenBatch:
    """The tokens of detection copies."""
    texts = [_written(copy) for copy in copies]
    counts = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    every = list(chain.from_iterable(texts))
    firsts = "".join([token[0] for token in every]).encode("utf-32-le")
    numbers = np.take(scripts.table().numbers, np.frombuffer(firsts, dtype=np.uint32))
    encoded = [token.encode() for token in every]
    ends = [0, *np.cumsum(counts).tolist()]
    return TokenBatch(
        counts=counts,
        written=tuple(b"".join(encoded[start:end]) for start, end in pairwise(ends)),
        sizes=np.fromiter(map(len, encoded), dtype=np.intp, count=len(encoded)),
        weights=np.where(np.isin(numbers, _unspaced_numbers()), GRAPHEME, _words(every)).astype(np.float32),
        scripts=numbers,
    )


def places(copy: str) -> list[tuple[int, int]]:
    """Where the tokens of a detection copy stand: start and end of each in code points."""
    return [(found.start(), found.end()) for found in _pattern().finditer(copy)]


def _words(tokens: Sequence[str]) -> npt.NDArray[np.float64]:
    """The weight of each token as a word: one of fewer than SHORT characters is that much less of one."""
    sizes = np.fromiter((len(token.rstrip()) for token in tokens), dtype=np.float64, count=len(tokens))
    return WORD * np.minimum(1, sizes / SHORT)


def _written(copy: str) -> list[str]:
    """Each token as a detector reads it: with a space behind it where the text has a gap there."""
    if copy.isascii() or not _unspaced().search(copy):
        return [f"{word} " for word in copy.split()]
    found = places(copy)
    following = [start for start, _end in found[1:]] + [len(copy) + 1]
    return [
        f"{copy[start:end]} " if after > end else copy[start:end]
        for (start, end), after in zip(found, following, strict=True)
    ]


@cache
def _unspaced_numbers() -> tuple[int, ...]:
    return tuple(scripts.table().index(code) for code in UNSPACED)


@cache
def _unspaced() -> "regex.Pattern[str]":
    import regex

    return regex.compile(f"[{_CLASS}]")


@cache
def _pattern() -> "regex.Pattern[str]":
    import regex

    return regex.compile(rf"[{_CLASS}][\p{{M}}\u200c\u200d]*|[^\s{_CLASS}]+")
