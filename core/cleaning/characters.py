"""What the code points of a batch of texts are: letters, digits, symbols, and what asks for a closer look.

All texts of a batch are one array of code points that goes through two tables; so a text that holds nothing of a kind
is not looked at for that kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Sizes = npt.NDArray[np.intp]


class Kind(IntEnum):
    """What a code point is by itself; marks, joiners and controls belong to what they stand with."""

    ATTACHED = 0
    LETTER = 1
    DIGIT = 2
    SYMBOL = 3
    PUNCTUATION = 4
    SPACE = 5


class Sign(IntFlag):
    """What a code point hints at."""

    NONE = 0
    CLUSTER = 1  # may join others to one grapheme
    UNUSUAL = 2  # normalisation may change it
    FOREIGN = 4  # not ASCII: may be mojibake
    MARKUP = 8
    LIST = 16
    ADDRESS = 32  # @ or :


_KINDS = ((Kind.LETTER, r"\p{L}"), (Kind.DIGIT, r"\p{N}"), (Kind.SYMBOL, r"\p{S}\p{Co}"), (Kind.PUNCTUATION, r"\p{P}"))
_SPACES = r"\p{Z}\t\n\r\x0b\x0c\x85"
_SIGNS = (
    (Sign.CLUSTER, r"\r\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=RI}\p{GCB=PP}\p{GCB=SM}\p{GCB=L}\p{GCB=V}\p{GCB=T}"),
    # controls, format characters, line and odd spaces, the entity sign, the replacement character
    (
        Sign.UNUSUAL,
        r"\x00-\x09\x0b-\x1f\x7f-\x9f&\u00ad\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
        r"\ufff9-\ufffd\u061c\u180e",
    ),
    (Sign.FOREIGN, r"\u0080-\U0010ffff"),
    (Sign.MARKUP, r"<>&\[\]{}|»›→·•"),
    (Sign.LIST, r"\n\t|•·▪◦‣,;،؛、፣；᠂"),
    (Sign.ADDRESS, r"@:"),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts as code points: `points` of all, `sizes` of each, and which signs each text has (`signs`)."""

    texts: Sequence[str]
    points: npt.NDArray[np.uint32]
    sizes: Sizes
    signs: npt.NDArray[np.uint8]
    kinds: npt.NDArray[np.int64]  # texts × Kind: how many code points of each kind

    @classmethod
    def of(cls, texts: Sequence[str]) -> Batch:
        """The batch of `texts`; a lone surrogate is refused by what stores texts, so it cannot be in them."""
        points = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
        sizes = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        owners = np.repeat(np.arange(len(texts)), sizes)
        kinds = np.bincount(owners * len(Kind) + kind_table()[points], minlength=len(texts) * len(Kind))
        signs = np.zeros(len(texts), dtype=np.uint8)
        filled = np.flatnonzero(sizes)
        if len(filled):
            starts = (np.cumsum(sizes) - sizes)[filled]
            signs[filled] = np.bitwise_or.reduceat(sign_table()[points], starts)
        return cls(texts, points, sizes, signs, kinds.reshape(len(texts), len(Kind)))

    def having(self, sign: Sign) -> list[int]:
        """The places of texts that have any of these signs."""
        found: list[int] = np.flatnonzero(self.signs & int(sign)).tolist()
        return found


@cache
def kind_table() -> npt.NDArray[np.uint8]:
    """The Kind of each code point."""
    table = np.zeros(0x110000, dtype=np.uint8)
    for kind, letters in (*_KINDS, (Kind.SPACE, _SPACES)):
        table[_members(letters)] = kind
    return table


@cache
def sign_table() -> npt.NDArray[np.uint8]:
    """The Signs of each code point."""
    table = np.zeros(0x110000, dtype=np.uint8)
    for sign, letters in _SIGNS:
        table[_members(letters)] |= np.uint8(sign)
    return table


def _members(letters: str) -> npt.NDArray[Any]:
    """The code points of a character class."""
    import regex

    points = np.arange(0x110000, dtype=np.uint32)
    plain = points[(points < 0xD800) | (points > 0xDFFF)]
    spans = [found.span() for found in regex.finditer(f"[{letters}]+", plain.tobytes().decode("utf-32-le"))]
    return np.concatenate([plain[start:end] for start, end in spans])
