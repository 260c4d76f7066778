"""What a text is made of: words where spaces part them, characters where they do not; places are code points.

Lower-casing keeps every character in its place (İ, which would become two, stays), so that whatever is found in the
prepared text lies at the same place in the text itself. Nothing here uses the word class of `re`, which cuts words of
Hindi, Thai and Yoruba at their marks.
"""

import regex

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_WORD = regex.compile(
    rf"[{_UNSPACED}]\p{{M}}*|(?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])+(?:['’ʼ][\p{{L}}\p{{M}}]+)*"
    r"|\p{Emoji_Presentation}|[!?…]+"
)
_IS_UNSPACED = regex.compile(rf"[{_UNSPACED}]")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}]")
_LETTER = regex.compile(r"\p{L}")


def lowered(text: str) -> str:
    """The text in small letters, as many code points long as before."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


def words(text: str) -> list[str]:
    """Words, runs of ! and ?, and emoji; where no spaces part words, each character with its marks is one."""
    return _WORD.findall(lowered(text))


def places(text: str) -> list[tuple[int, int]]:
    """Where the words of `words` stand, in code points, [start, end)."""
    return [found.span() for found in _WORD.finditer(lowered(text))]


def is_spaced(text: str) -> bool:
    """Whether most letters are of scripts that part words by spaces."""
    return 2 * len(_IS_UNSPACED.findall(text)) <= len(_LETTER.findall(text))


def is_cased(text: str) -> bool:
    """Whether the text has letters that come large and small."""
    return _CASED.search(text) is not None
