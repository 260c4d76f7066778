"""Where a text may be cut: between graphemes (UAX 29) and between words.

Words are ICU's: by Unicode's rules where a script puts spaces, by its dictionaries where it does not (Thai, Lao, Khmer,
Burmese, Chinese, Japanese). ICU is asked only where spaces do not settle it.
"""

from functools import lru_cache

import regex

from core.languages import is_tag

GRAPHEME = regex.compile(r"\X")
# Where none of these is in a text, each code point is a grapheme.
_JOINING = regex.compile(r"[\p{M}\p{Cf}\r\u0e33\u0eb3\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\U00010000-\U0010ffff]")

# Letters of alphabets with spaced words: next to another of them, none begins or ends a word. As between brackets.
SPACED_LETTERS = (
    r"A-Za-z\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{24f}\x{400}-\x{481}\x{48a}-\x{52f}\x{5d0}-\x{5ea}"
    r"\x{620}-\x{64a}\x{905}-\x{939}\x{1200}-\x{1248}"
)
_SPACED = regex.compile("[{}]".format(regex.sub(r"\\x\{(\w+)\}", lambda hit: chr(int(hit[1], 16)), SPACED_LETTERS)))


def is_spaced_letter(character: str) -> bool:
    """Whether it is one of SPACED_LETTERS."""
    return _SPACED.match(character) is not None


def graphemes(text: str) -> list[str]:
    """The text in graphemes, which together are the text."""
    return GRAPHEME.findall(text) if _JOINING.search(text) else list(text)


def to_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """The least stretch of whole graphemes that holds (start, end)."""
    if not _JOINING.search(text):
        return start, end
    spans = [found.span() for found in GRAPHEME.finditer(text) if found.end() > start and found.start() < end]
    return (spans[0][0], spans[-1][1]) if spans else (start, end)


def is_whole(text: str, start: int, end: int, tag: str | None, needle: str) -> bool:
    """Whether (start, end), where the key `needle` was found, begins and ends where words do."""
    if _is_spaced(text, start, end):
        return True
    if start and is_spaced_letter(text[start - 1]) and is_spaced_letter(needle[0]):
        return False
    if end < len(text) and is_spaced_letter(text[end]) and is_spaced_letter(needle[-1]):
        return False
    edges = word_edges(text, tag)
    return start in edges and end in edges


def word_edges(text: str, tag: str | None) -> frozenset[int]:
    """All places where a word, or what is between words, begins or ends."""
    from icu4py.breakers import WordBreaker

    edges, place = {0}, 0
    for piece in WordBreaker(text, _locale(tag)):  # its own offsets count UTF-16 units
        place += len(piece)
        edges.add(place)
    return frozenset(edges)


def _is_spaced(text: str, start: int, end: int) -> bool:
    """Whether white space or the text's ends stand around it (and no mark that belongs to what is inside)."""
    before = start == 0 or text[start - 1].isspace()
    return before and (end == len(text) or text[end].isspace()) and not _JOINING.match(text[start])


@lru_cache(maxsize=1_000)
def _locale(tag: str | None) -> str:
    return tag.split("-")[0] if tag and is_tag(tag) else "en"
