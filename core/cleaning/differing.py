"""What differs between a text and what it would be: what stays, goes and comes, and names for what is not seen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

import regex

LONGEST = 2_000  # code points of a stretch that is compared by grapheme; a longer one is told as one change

_WORD = regex.compile(r"\s+|\S+")
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
    """The parts of both texts in order: SAME and GONE make `before`, SAME and NEW make `after`.

    Words are compared first, then the graphemes of those that differ.
    """
    parts: list[Part] = []
    for old, new in _compared(_WORD.findall(before), _WORD.findall(after)):
        if old == new:
            parts.append(Part(Change.SAME, old))
        elif max(len(old), len(new)) > LONGEST:
            parts += _changed(old, new)
        else:
            for gone, come in _compared(_GRAPHEME.findall(old), _GRAPHEME.findall(new)):
                parts += [Part(Change.SAME, gone)] if gone == come else _changed(gone, come)
    return list(_joined(parts))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Stretches of both that belong together, equal ones and different ones; spaces match spaces of any width."""
    old_keys, new_keys = ([" " if item.isspace() else item for item in items] for items in (old, new))
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(old[start:end], new[new_start:new_end], strict=True)
        else:
            yield "".join(old[start:end]), "".join(new[new_start:new_end])


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbours that become the same, as one."""
    for change, group in groupby(parts, key=lambda part: part.change):
        yield Part(change, "".join(part.text for part in group))


def _changed(gone: str, come: str) -> list[Part]:
    return [Part(change, text) for change, text in ((Change.GONE, gone), (Change.NEW, come)) if text]


def is_unseen(character: str) -> bool:
    """Whether a character leaves no ink of its own: controls, joiners, direction marks, other spaces than the usual."""
    return bool(_UNSEEN.fullmatch(character))


def unseen_name(character: str) -> str:
    """What such a character is called (`ZERO WIDTH SPACE`); its number where Unicode gives it no name."""
    return unicodedata.name(character, f"U+{ord(character):04X}")
