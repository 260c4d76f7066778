"""Stretches of a text by language: cut so that nothing is lost, and stored as JSON.

Invariants: the spans of a text cover it from 0 to its last code point, in order and without overlap; neighbours differ
in language; no grapheme is cut. What stands between two languages (spaces, punctuation) belongs to the first, except
what is joined to the following word, as an opening quotation mark is.
"""

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `start` and `end` in code points; `score` 0..1, how sure its language is."""

    start: int
    end: int
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens in one language: from `start` to `end` in code points, before what stands between is given away."""

    start: int
    end: int
    language: str
    score: float


def cover(text: str, stretches: Sequence[Stretch]) -> tuple[Span, ...]:
    """Spans over the whole of `text`; `stretches` are in order and do not overlap."""
    if not stretches:
        return ()
    edges = _edges(text)
    cuts = [0]
    for before, after in pairwise(stretches):
        place = _after_space(text, before.end, after.start)
        cuts.append(edges[bisect_left(edges, place)])
    cuts.append(len(text))
    pieces = zip(pairwise(cuts), stretches, strict=True)
    return tuple(Span(start, end, one.language, one.score) for (start, end), one in pieces if start < end)


def to_json(spans: Sequence[Span]) -> str:
    """The stored form."""
    return json.dumps([asdict(span) for span in spans], ensure_ascii=False)


def from_json(stored: str | None) -> tuple[Span, ...]:
    """The spans of a stored form; none where nothing is stored."""
    found = json.loads(stored) if stored else []
    return tuple(Span(one["start"], one["end"], one["language"], one["score"]) for one in found)


def moved(spans: Sequence[Span], text: str, other: str) -> tuple[Span, ...]:
    """The spans of `text` in `other`, which is the same text in another normal form: grapheme by grapheme.

    None where the two do not have as many graphemes, and so are not the same text.
    """
    here, there = _edges(text), _edges(other)
    if len(here) != len(there):
        return ()
    place = dict(zip(here, there, strict=True))
    return tuple(Span(place[one.start], place[one.end], one.language, one.score) for one in spans)


def shares(text: str, spans: Sequence[Span]) -> dict[str, float]:
    """Each language's share of the letters (0..1), largest first; equal ones in the order they come in."""
    letters: dict[str, int] = {}
    for span in spans:
        count = len(_letters().findall(text, span.start, span.end))
        letters[span.language] = letters.get(span.language, 0) + count
    total = max(1, sum(letters.values()))
    return {tag: count / total for tag, count in sorted(letters.items(), key=lambda item: -item[1])}


def _after_space(text: str, start: int, end: int) -> int:
    """Where between two tokens the second language begins: after the last space, else at the token itself."""
    for place in range(end, start, -1):
        if text[place - 1].isspace():
            return place
    return end


def _edges(text: str) -> list[int]:
    """Where graphemes begin, and the end of the text."""
    return [*(one.start() for one in _graphemes().finditer(text)), len(text)]


@cache
def _graphemes() -> "regex.Pattern[str]":
    import regex

    return regex.compile(r"\X")


@cache
def _letters() -> "regex.Pattern[str]":
    import regex

    return regex.compile(r"\p{L}")
