"""Marks of colloquial and of formal speech that a linguist can read: lists by language, and signs of any language.

The lists are data (`data/suggesting/LANGUAGE.json`); a file of the same name in the workspace's folder `suggesting/`
takes the place of the shipped one. What they find is evidence to look at, never a tag. Places are code points, [start,
end); of two finds that overlap, the longer one stays.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex

from core.errors import InvalidInputError
from core.suggesting import surface

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "suggesting"
COLLOQUIAL, FORMAL = "colloquial", "formal"
TOWARDS: Mapping[str, str] = {
    "familiar_address": COLLOQUIAL,
    "slang": COLLOQUIAL,
    "contraction": COLLOQUIAL,
    "variant": COLLOQUIAL,
    "elongation": COLLOQUIAL,
    "emoji": COLLOQUIAL,
    "exclaiming": COLLOQUIAL,
    "polite_address": FORMAL,
    "formal_phrase": FORMAL,
}
"""What each kind of mark points to."""
_LISTED = frozenset(TOWARDS) - {"elongation", "emoji", "exclaiming"}
_ANYWHERE = {
    "elongation": (surface.ELONGATION,),
    "emoji": (surface.EMOJI, surface.EMOTICON),
    "exclaiming": (surface.EXCLAIMING,),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One find: text[start:end] in code points, its kind (a key of TOWARDS) and what it points to."""

    start: int
    end: int
    kind: str
    towards: str


@dataclass(frozen=True, slots=True)
class MarkerList:
    """The marks of one language, ready to be looked for."""

    language: str
    patterns: tuple[tuple[str, "regex.Pattern[str]"], ...]


def marks(text: str, language: str | None, own_lists: Path | None = None) -> list[Mark]:
    """The marks of a text in their order. `language`: a tag, None where it is unknown: signs of any language alone.

    Raises InvalidInputError where a list is broken.
    """
    found = [
        Mark(*one.span(), kind, TOWARDS[kind])
        for kind, all_of in _ANYWHERE.items()
        for pattern in all_of
        for one in pattern.finditer(text)
    ]
    listed = marker_list(language, own_lists) if language else None
    for kind, pattern in listed.patterns if listed else ():
        found += [Mark(*one.span(), kind, TOWARDS[kind]) for one in pattern.finditer(text)]
    return _apart(found)


def marker_list(language: str, own_lists: Path | None = None) -> MarkerList | None:
    """The list of a language (by its base tag), a workspace's own before the shipped one; None for none."""
    name = f"{language.split('-', 1)[0]}.json"
    for folder in (own_lists, SHIPPED):
        path = folder / name if folder else None
        if path is not None and path.is_file():
            return _read(path, path.stat().st_mtime_ns)
    return None


def leaning(found: Iterable[Mark]) -> int:
    """How many more marks point to colloquial than to formal speech."""
    return sum(1 if one.towards == COLLOQUIAL else -1 for one in found)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> MarkerList:
    """The list in a file; read again when the file has changed."""
    try:
        parsed = json.loads(path.read_text(encoding="utf-8"))
        groups = [(one["kind"], tuple(one["entries"]), bool(one.get("cased"))) for one in parsed["groups"]]
        language, whole = str(parsed["language"]), bool(parsed.get("whole_words", True))
    except (ValueError, KeyError, TypeError) as error:
        raise _broken(path, str(error)) from error
    for kind, entries, _cased in groups:
        if kind not in _LISTED or not all(isinstance(one, str) and one for one in entries):
            raise _broken(path, f"the group “{kind}”")
    return MarkerList(
        language, tuple((kind, _pattern(entries, cased=cased, whole=whole)) for kind, entries, cased in groups)
    )


def _broken(path: Path, what: str) -> InvalidInputError:
    return InvalidInputError(
        f"The list {path.name} cannot be read: {what}.", hint=f"Its groups are: {', '.join(sorted(_LISTED))}."
    )


def _pattern(entries: Iterable[str], *, cased: bool, whole: bool) -> "regex.Pattern[str]":
    longest_first = sorted(entries, key=len, reverse=True)
    either = "|".join(regex.escape(one).replace("'", "['’]").replace(r"\ ", r"\s+") for one in longest_first)
    bounded = (
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{either})(?:(?<=['’])|(?![\p{{L}}\p{{M}}\p{{N}}]))"
        if whole
        else f"(?:{either})"
    )
    return regex.compile(bounded, 0 if cased else regex.IGNORECASE)


def _apart(found: Iterable[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for one in sorted(found, key=lambda mark: (mark.start - mark.end, mark.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda mark: mark.start)
