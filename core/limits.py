"""The limits of cleaning: per reason what is too little or too much, language by language, and what becomes of it.

A limit acts on a figure that the corpus stores (`core.corpus.flaws` says which); moving one computes nothing. A new
project only leaves out what hardly anybody wants: remains of markup, mojibake, untranslated copies, text that goes on
repeating itself, exact duplicates. Rules made for whole English documents (fifty words at least, C4's full stops) would
delete every tweet, so whatever depends on the kind of text is off until somebody has looked at the project's own
figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Action(StrEnum):
    """What becomes of a segment that is beyond a limit."""

    OFF = "off"  # nothing
    REVIEW = "review"
    DROP = "drop"


class PersonalData(StrEnum):
    """What becomes of segments with personal data."""

    REVIEW = "review"
    REDACT = "redact"  # kept; frozen and exported with placeholders, stored as it was
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: its value, those of languages that have their own (by exact tag), and what is done beyond it."""

    value: float
    action: Action = Action.OFF
    languages: Mapping[str, float] = field(default_factory=dict)

    def at(self, language: str | None) -> float:
        """The value that holds for `language`."""
        return self.languages.get(language or "", self.value)


# In the order in which they are told: of several that a segment is beyond, the first one is its reason.
LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "untranslated_copy": Limit(15, Action.DROP),  # graphemes: names and numbers are the same in two languages
        "duplicate": Limit(1, Action.DROP),
        "mojibake": Limit(0.01, Action.DROP),
        "markup": Limit(0.5, Action.DROP),
        "repetitive": Limit(0.9, Action.DROP),
        "near_duplicate": Limit(0.5, Action.REVIEW),  # whatever the comparison found
        "too_short": Limit(2),
        "too_long": Limit(2_000),
        "few_letters": Limit(0.5),  # Gopher's rule asks for 0.8 of words; emoji and figures are part of short text
        "many_digits": Limit(0.3),
        "many_symbols": Limit(0.3),
        "mixed_scripts": Limit(0.7),
        "list_like": Limit(0.7),
    }
)
SHARES = frozenset(
    {
        "mojibake",
        "markup",
        "repetitive",
        "near_duplicate",
        "few_letters",
        "many_digits",
        "many_symbols",
        "mixed_scripts",
        "list_like",
    }
)  # limits from 0 to 1; the others count graphemes


def complete(limits: Mapping[str, Limit]) -> dict[str, Limit]:
    """`limits` with the defaults of those that it does not name, in the order of LIMITS."""
    return {reason: limits.get(reason, default) for reason, default in LIMITS.items()}
