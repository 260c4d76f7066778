"""What a text would be without accidents of its way here: wrong decoding, controls, stray direction marks, odd spaces.

ftfy undoes mojibake, HTML entities and controls; here it leaves alone what an author may have meant: quotes, ligatures,
full-width characters. Marks are never taken away, and zero-width joiners and spaces stay in every script that spells or
parts words with them (Persian, Hindi, Malayalam, Sinhala, Khmer …) and within emoji.

Invariants: the outcome is NFC, and normalising it again changes nothing. The stored text is never touched: the outcome
is a proposal beside it.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import ftfy
import regex

ROUNDS = 8  # undoing one accident may lay another bare; two or three rounds are common

_CONFIG = ftfy.TextFixerConfig(
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    normalization="NFC",
)
# Scripts in which joiners carry nothing; in all others they stay.
_PLAIN = "".join(
    rf"\p{{{name}}}"
    for name in (
        "Latin",
        "Greek",
        "Cyrillic",
        "Armenian",
        "Georgian",
        "Ethiopic",
        "Hangul",
        "Han",
        "Hiragana",
        "Katakana",
        "Bopomofo",
        "Common",
        "Inherited",
    )
)
# Scripts that write without spaces, where a zero-width one says where a word ends.
_UNSPACED = "".join(
    rf"\p{{{name}}}"
    for name in (
        "Thai",
        "Lao",
        "Khmer",
        "Myanmar",
        "Tibetan",
        "Tai_Le",
        "New_Tai_Lue",
        "Tai_Tham",
        "Tai_Viet",
        "Cham",
        "Balinese",
        "Javanese",
        "Sundanese",
        "Buginese",
        "Han",
        "Hiragana",
        "Katakana",
    )
)
_HIDDEN = regex.compile(r"[\u202a-\u202e\u2066-\u2069\u00ad\u2060-\u2064\ufeff\u2028\u2029]")
_MARKS_OF_DIRECTION = regex.compile(r"[\u200e\u200f\u061c]")
_RIGHT_TO_LEFT = regex.compile(r"(?=\p{L})[\p{bc=R}\p{bc=AL}]")
_JOINERS = regex.compile(r"[\u200c\u200d]+")
_SPELLS_WITH_JOINERS = regex.compile(rf"[^{_PLAIN}]")
_PICTURE = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3]")
_ZERO_SPACE = regex.compile(rf"(?<![{_UNSPACED}]\p{{M}}*)\u200b+(?![{_UNSPACED}])")
_VOWEL_SEPARATOR = regex.compile(r"(?<!\p{Mongolian})\u180e")
_WIDE_SPACES = regex.compile(r"[\u2000-\u200a\u205f\t]")
_SPACE_RUN = regex.compile(r"[ \u00a0\u202f]{2,}|[ \u00a0\u202f\u3000]*[ \u00a0\u202f]\u3000[ \u00a0\u202f\u3000]*")
_IDEOGRAPHIC_RUN = regex.compile(r"\u3000{2,}")
_LINE_EDGES = regex.compile(r"[ \u00a0\u202f\u3000]*\n[ \u00a0\u202f\u3000]*")
_BLANK_LINES = regex.compile(r"\n{3,}")


def may_change(text: str) -> bool:
    """Whether normalising could change a text in NFC that holds nothing unusual (`characters.Sign`) and no mojibake."""
    return "  " in text or " \n" in text or "\n " in text or "\n\n\n" in text or text != text.strip()


def normalise(text: str) -> str:
    """The text as it would be written; NFC, and the same when normalised again."""
    seen = unicodedata.normalize("NFC", text)
    for _ in range(ROUNDS):
        made = _once(seen)
        if made == seen:
            break
        seen = made
    return seen


def _once(text: str) -> str:
    made = ftfy.fix_text(text, _CONFIG)
    made = _HIDDEN.sub("", made)
    if _MARKS_OF_DIRECTION.search(made) and not _RIGHT_TO_LEFT.search(made):
        made = _MARKS_OF_DIRECTION.sub("", made)
    made = _JOINERS.sub(_kept_joiners, made)
    made = _VOWEL_SEPARATOR.sub("", _ZERO_SPACE.sub("", made))
    return unicodedata.normalize("NFC", _spaced(made))


def _kept_joiners(found: regex.Match[str]) -> str:
    """The joiners themselves where they mean something between what stands on both sides, else nothing."""
    text, start, end = found.string, found.start(), found.end()
    before, after = _base_before(text, start), text[end : end + 1]
    alone = start > 0 and not before  # after marks that stand on nothing: nobody can say which script this is
    spelling = alone or any(sign and _SPELLS_WITH_JOINERS.match(sign) for sign in (before, after))
    if spelling or (text[start:end] == "\u200d" and _is_picture(text[start - 1 : start]) and _is_picture(after)):
        return str(found.group())
    return ""


def _base_before(text: str, place: int) -> str:
    """The character before `place`, beyond its marks."""
    while place > 0 and unicodedata.category(text[place - 1]) in ("Mn", "Me"):
        if _SPELLS_WITH_JOINERS.match(text[place - 1]):
            break
        place -= 1
    return text[place - 1 : place]


@cache
def _is_picture(character: str) -> bool:
    return bool(character and _PICTURE.match(character))


def _spaced(text: str) -> str:
    """One space where several stand, none at the edges of lines; no-break spaces stay, as in French."""
    made = _WIDE_SPACES.sub(" ", text)
    made = _SPACE_RUN.sub(" ", made)
    made = _IDEOGRAPHIC_RUN.sub("\u3000", made)
    made = _BLANK_LINES.sub("\n\n", _LINE_EDGES.sub("\n", made))
    return made.strip(" \u00a0\u202f\u3000\n")
