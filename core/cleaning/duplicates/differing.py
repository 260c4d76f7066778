"""Where two texts differ, grapheme by grapheme, so that a vowel sign is never torn off its consonant."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import regex

MOST_UNITS = 2_000  # longer texts are compared word by word: the search is quadratic at worst
_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both share, that only the first has (gone), or that only the second has (new)."""

    kind: Literal["same", "gone", "new"]
    text: str


def differences(first: str, second: str) -> list[Piece]:
    """The second text as a change of the first: same and gone pieces make the first, same and new ones the second."""
    units = _GRAPHEME if max(len(first), len(second)) <= MOST_UNITS else _WORD
    one, other = units.findall(first), units.findall(second)
    pieces: list[Piece] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(one[start:end])))
            continue
        pieces += _pieces("gone", one[start:end])
        pieces += _pieces("new", other[begin:stop])
    return pieces


def _pieces(kind: Literal["gone", "new"], units: Sequence[str]) -> list[Piece]:
    return [Piece(kind, "".join(units))] if units else []
