"""When two spellings count as the same: each character of a text has a key, and keys are compared.

* EXACT: as written (in NFC). Runs of white space are one space, as in all three.
* FOLDED: without regard to case (Unicode's full case folding; İ is a capital i), and compatibility forms count as what
  they stand for (NFKC: ﬁ = fi, Ａ = A). Soft hyphens, zero-width spaces and variation selectors are passed over.
* PLAIN: besides, accents and points are passed over: those of Latin, Greek and Cyrillic letters, Arabic harakat and
  hamza, Hebrew points; kashida and the zero-width non-joiner too. Vowel signs of Indic and other scripts are letters
  like any other, and so are the voicing marks of Japanese.

Invariant: the condition that `condition` makes for DuckDB's RE2 holds for every text in which `Keyed` finds the needle;
it may hold for others.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex


class Comparison(StrEnum):
    """Which spellings count as the same."""

    EXACT = "exact"
    FOLDED = "folded"
    PLAIN = "plain"


PASSED_OVER = "\u00ad\u200b\u2060\ufe0e\ufe0f\ufeff"
PASSED_OVER_PLAIN = PASSED_OVER + "\u0640\u200c"
ACCENT = regex.compile(r"(?=\p{Mn})[\p{Zinh}\p{Arab}\p{Hebr}\p{Syrc}\p{Grek}\p{Cyrl}--[\u3099\u309a]]", regex.V1)
_SPACE = r"[\s\x0b\x1c-\x1f\x85\p{Z}]"
_BETWEEN = {
    Comparison.EXACT: "",
    Comparison.FOLDED: "".join(rf"\x{{{ord(one):x}}}" for one in PASSED_OVER),
    Comparison.PLAIN: r"\p{Mn}" + "".join(rf"\x{{{ord(one):x}}}" for one in PASSED_OVER_PLAIN),
}
# Code points that can have another key than themselves; the others are ideographs, syllables and private use.
_LISTED = (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x20000))


@lru_cache(maxsize=200_000)
def key_of(character: str, comparison: Comparison) -> str:
    """The key of one character: none, one or several characters."""
    if character.isspace():
        return " "
    if comparison is Comparison.EXACT:
        return character
    if character in (PASSED_OVER if comparison is Comparison.FOLDED else PASSED_OVER_PLAIN):
        return ""
    once = unicodedata.normalize("NFKC", "i" if character == "İ" else character)
    folded = unicodedata.normalize("NFKC", once.casefold())
    if comparison is Comparison.FOLDED:
        return folded
    return unicodedata.normalize("NFC", ACCENT.sub("", unicodedata.normalize("NFKD", folded)))


@dataclass(frozen=True, slots=True)
class Keyed:
    """A text's key, and for each of its characters the place in the text that it comes from."""

    text: str
    key: str
    places: list[int]

    def spans(self, needle: str) -> Iterator[tuple[int, int]]:
        """Where the needle's key stands, as (start, end) in the text; overlapping ones too, never half a character."""
        at = self.key.find(needle)
        while at >= 0:
            end = at + len(needle)
            if self._is_edge(at) and self._is_edge(end):
                yield self.places[at], self.places[end - 1] + 1
            at = self.key.find(needle, at + 1)

    def _is_edge(self, at: int) -> bool:
        return at in (0, len(self.key)) or self.places[at] != self.places[at - 1]


def keyed(text: str, comparison: Comparison) -> Keyed:
    """The key of a whole text."""
    parts: list[str] = []
    places: list[int] = []
    in_space = False
    for place, character in enumerate(text):
        key = key_of(character, comparison)
        if key == " " and in_space:
            continue
        in_space = key == " " or (in_space and not key)
        parts.append(key)
        places.extend([place] * len(key))
    return Keyed(text, "".join(parts), places)


def needle_of(text: str, comparison: Comparison) -> str:
    """What is looked for, as a key: in NFC, without white space around it."""
    return keyed(unicodedata.normalize("NFC", text).strip(), comparison).key.strip()


def condition(needle: str, comparison: Comparison) -> str:
    """An RE2 expression that finds something in every text that has the needle."""
    sizes = _expansions(comparison)
    pieces: list[str] = []
    place = 0
    while place < len(needle):
        end, wide = _stretch(needle, place, sizes)
        if wide:
            letters = "".join(_class(key, comparison) for key in wide | set(needle[place:end]))
            pieces.append(f"(?:[{letters}{_BETWEEN[comparison]}])+")
        elif needle[place] == " ":
            pieces.append(f"(?:{_SPACE}|{_between(comparison) or _SPACE})+")
        else:
            pieces.append(f"[{_class(needle[place], comparison)}]")
        place = end
    return _between(comparison).join(pieces)


def _between(comparison: Comparison) -> str:
    return f"[{_BETWEEN[comparison]}]*" if _BETWEEN[comparison] else ""


def _stretch(needle: str, start: int, expansions: dict[str, str]) -> tuple[int, set[str]]:
    """How far the characters from `start` on may come from single characters with longer keys, and which keys."""
    end, place, found = start + 1, start, set[str]()
    longest = max(map(len, expansions), default=1)
    while place < end:
        for size in range(2, min(longest, len(needle) - place) + 1):
            piece = needle[place : place + size]
            if piece in expansions:
                found.add(piece)
                end = max(end, place + size)
        place += 1
    return end, found


def _class(key: str, comparison: Comparison) -> str:
    """The characters with this key, as they stand between brackets."""
    own = key if len(key) == 1 else ""
    return "".join(rf"\x{{{ord(one):x}}}" for one in own + _inverse(comparison).get(key, ""))


@lru_cache(maxsize=3)
def _inverse(comparison: Comparison) -> dict[str, str]:
    """From each key to the characters that have it and are not it."""
    found: dict[str, str] = {}
    if comparison is not Comparison.EXACT:
        for code in _LISTED:
            key = key_of(chr(code), comparison)
            if key and key != chr(code):
                found[key] = found.get(key, "") + chr(code)
    return found


@lru_cache(maxsize=3)
def _expansions(comparison: Comparison) -> dict[str, str]:
    """Those keys of single characters that are longer than one."""
    return {key: characters for key, characters in _inverse(comparison).items() if len(key) > 1}
