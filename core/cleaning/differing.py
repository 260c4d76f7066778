"""What differs between a text and what it would be: what stays, goes and comes, and names for what is not seen."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

import regex

LONGEST = 2_000  # graphemes compared; a longer text is told as one change

_GRAPHEME = regex.compile(r"\X")
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|[\p{Zs}--\ ]", regex.V1)


class Change(StrEnum):
    """What becomes of a stretch."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Part(NamedTuple):
    """A stretch of text and what becomes of it."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Part]:
    """The parts of both texts in order, by grapheme: SAME and GONE make `before`, SAME and NEW make `after`."""
    old, new = _GRAPHEME.findall(before), _GRAPHEME.findall(after)
    if max(len(old), len(new)) > LONGEST:
        return [Part(Change.GONE, before), Part(Change.NEW, after)]
    parts: list[Part] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part(Change.SAME, "".join(old[start:end])))
            continue
        gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
        parts += [Part(Change.GONE, gone)] if gone else []
        parts += [Part(Change.NEW, come)] if come else []
    return parts


def is_unseen(character: str) -> bool:
    """Whether a character leaves no ink of its own: controls, joiners, direction marks, other spaces than the usual."""
    return bool(_UNSEEN.fullmatch(character))


def unseen_name(character: str) -> str:
    """What such a character is called (`ZERO WIDTH SPACE`); its number where Unicode gives it no name."""
    return unicodedata.name(character, f"U+{ord(character):04X}")
