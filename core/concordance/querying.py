"""What is looked for, and finding it in one text.

* WORDS: one word or several in a row, whole ones.
* PART: wherever the letters stand. What follows may be a vowel sign, which then belongs to the hit; an accent that was
  not written makes it another letter (ọ is not found in ọ̀), unless the comparison passes accents over.
* PATTERN: a regular expression of the `regex` library, with a time limit; it sees the text in NFC, and of the
  comparison only whether case counts.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import regex

from core.concordance import boundaries
from core.concordance.comparing import ACCENT, Comparison, condition, key_of, keyed, needle_of
from core.errors import InvalidInputError
from core.records import Selection

LONGEST = 500
SECONDS_A_TEXT = 0.1
_TURKIC = frozenset("iıIİ")  # the library takes all four for each other where case does not count
_SIMPLE = frozenset("bBwWdDsSmMAZX")  # escapes that are one letter and stand for no literal

Span = tuple[int, int]


class Kind(StrEnum):
    """How the text of a query is meant."""

    WORDS = "words"
    PART = "part"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, how it is compared, and in which segments."""

    text: str
    kind: Kind = Kind.WORDS
    comparison: Comparison = Comparison.FOLDED
    selection: Selection = field(default_factory=Selection)


class Matcher:
    """A query made ready. Raises InvalidInputError for one that cannot be used."""

    def __init__(self, query: Query) -> None:
        if len(query.text) > LONGEST:
            raise InvalidInputError(f"{len(query.text)} characters are too many.", hint=f"Give at most {LONGEST}.")
        self._query = query
        self._pattern = _compiled(query) if query.kind is Kind.PATTERN else None
        literal = required(query.text, query.comparison) if self._pattern else query.text
        self._needle = needle_of(literal, query.comparison)
        if self._pattern is None and not self._needle:
            raise InvalidInputError("There is nothing to look for.", hint="Type a word, a part of one or a pattern.")
        self.condition = condition(self._needle, query.comparison) if self._needle else ""
        if query.kind is Kind.WORDS:
            self.condition = _alone(self._needle, self.condition)

    def find(self, text: str, tag: str | None) -> Iterator[Span]:
        """The hits in order, in code points; none overlaps another, and none is empty."""
        last = 0
        for start, end in self._matches(text) if self._pattern else self._spans(text, tag):
            if start >= last:
                last = end
                yield start, end

    def _matches(self, text: str) -> Iterator[Span]:
        pattern = self._pattern
        assert pattern is not None
        try:
            for match in pattern.finditer(text, timeout=SECONDS_A_TEXT):
                if match.end() > match.start():
                    yield boundaries.to_graphemes(text, *match.span())
        except TimeoutError as error:
            raise InvalidInputError(
                f"The pattern takes over {SECONDS_A_TEXT} s on a single text.",
                hint="Repetitions within repetitions such as (a+)+ do that; write it more plainly.",
            ) from error

    def _spans(self, text: str, tag: str | None) -> Iterator[Span]:
        comparison = self._query.comparison
        for start, end in keyed(text, comparison).spans(self._needle):
            stop = end
            while stop < len(text) and not key_of(text[stop], comparison):
                stop += 1
            if self._query.kind is Kind.WORDS:
                if boundaries.is_whole(text, start, stop, tag, self._needle):
                    yield start, stop
            elif stop == len(text) or not ACCENT.match(text, stop):
                yield boundaries.to_graphemes(text, start, stop)


def _alone(needle: str, found: str) -> str:
    """The condition, with no letter of the same kind of alphabet at the needle's ends; see `boundaries.is_whole`."""
    other = f"[^{boundaries.SPACED_LETTERS}]"
    before = f"(?:^|{other})" if boundaries.is_spaced_letter(needle[0]) else ""
    after = f"(?:{other}|$)" if boundaries.is_spaced_letter(needle[-1]) else ""
    return f"{before}{found}{after}"


def _compiled(query: Query) -> "regex.Pattern[str]":
    flags = 0 if query.comparison is Comparison.EXACT else regex.IGNORECASE
    if not query.text.strip():
        raise InvalidInputError("There is nothing to look for.", hint="Type a pattern.")
    try:
        return regex.compile(unicodedata.normalize("NFC", query.text), flags)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise InvalidInputError(
            f"This is no pattern: {error}.", hint="Look for a bracket that is not closed."
        ) from error


def required(pattern: str, comparison: Comparison) -> str:
    """The longest string of letters that every match of the pattern is sure to hold; "" where none is sure."""
    if "|" in pattern or regex.search(r"\(\?[a-zA-Z0-9]*x", pattern):
        return ""
    runs, run, place = [""], "", 0
    pattern = unicodedata.normalize("NFC", pattern)
    while place < len(pattern):
        one = pattern[place]
        is_optional = pattern[place + 1 : place + 2] in ("*", "?", "{")
        is_letter = one.isalnum() or unicodedata.category(one).startswith("M") or one in " '-"
        if is_letter and not (one in _TURKIC and comparison is not Comparison.EXACT):
            run = run if is_optional else run + one
            place += 1
            if is_optional:
                runs, run = [*runs, run], ""
            continue
        runs, run = [*runs, run], ""
        after = _passed(pattern, place)
        if after is None:
            break
        place = after
    return max([*runs, run], key=len).strip()


def _passed(pattern: str, place: int) -> int | None:
    """The place after a group, class, escape, repetition or sign; None where it is not sure what follows."""
    one = pattern[place]
    if one == "\\":
        return place + 2 if pattern[place + 1 : place + 2] in _SIMPLE else None
    if one in "[(":
        return _closed(pattern, place)
    if one == "{":
        end = pattern.find("}", place)
        return end + 1 if end >= 0 else None
    return place + 1


def _closed(pattern: str, place: int) -> int | None:
    """The place after the bracket that closes the one at `place`; None where there are classes within classes."""
    depth, in_class = 0, False
    while place < len(pattern):
        one = pattern[place]
        if one == "\\":
            place += 1
        elif in_class:
            if one == "[" or (one == "]" and pattern[place - 1] in "[^"):
                return None
            in_class = one != "]"
        elif one == "[":
            in_class = True
        elif one in "()":
            depth += 1 if one == "(" else -1
        place += 1
        if depth == 0 and not in_class:
            return place
    return None
