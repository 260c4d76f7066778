"""What is checked of each translation, and what that says of it.

A check answers with a number and whether it passed; None means that it could not be asked (the engine does not say
which words it did not know; no detector can say the language). Checks measure faults that machines make, not quality:
a translation that passes all may still be wrong.

* `language`: the detectors find the target language. Its number is their score, 0..1; doubt is no failure.
* `length`: length of output to length of source, wide characters counting twice and a half (a Chinese character
  stands for about that many letters: 1.0 is usual, whatever the scripts).
* `copied`: the longest run of words taken over from the source, as a share of its words.
* `unknown_words`: words that the engine passed through, as a share of the source's words.
* `round_trip`: chrF (Popović 2015, 0..100) of the source and its translation back; for back-translations the output
  itself is the way back.
"""

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field

from core.corpus.views import CHECKS
from core.identification import labels as label_table
from core.translation.engines.base import Output
from core.translation.routes import OpenRoute, Way

__all__ = ["CHECKS", "CheckLimits", "CheckResult", "Checker", "Results", "failures"]

if TYPE_CHECKING:
    from core.identification.identifying import Identifier

WIDE = 2.5
SHORT = 12.0  # a difference of this many letters says nothing about a text's length
FEW_WORDS = 3  # names, numbers and greetings may stay what they are
_WORD = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{M}\p{N}’'-]+"


class CheckLimits(BaseModel):
    """Where each check begins to fail."""

    model_config = ConfigDict(frozen=True)

    language: bool = Field(default=True, description="Whether the output must be in the target language.")
    shortest: float = Field(default=0.5, ge=0, description="Least length, as a multiple of the source's.")
    longest: float = Field(default=2.0, gt=0, description="Greatest length, likewise.")
    copied: float = Field(default=0.6, ge=0, le=1, description="Largest share of words taken over in one run.")
    unknown_words: float = Field(default=0.2, ge=0, le=1, description="Largest share of words passed through.")
    round_trip: float | None = Field(
        default=None,
        ge=0,
        le=100,
        description="Least chrF of source and way back; None: not asked (it doubles the work).",
    )


class CheckResult(BaseModel):
    """One check: its number (None: it has none) and whether it passed (None: not asked)."""

    model_config = ConfigDict(frozen=True)

    passed: bool | None
    value: float | None = None
    note: str = ""


NOT_ASKED = CheckResult(passed=None)
Results = dict[str, CheckResult]


def failures(results: Results) -> tuple[str, ...]:
    """The checks that failed, in the order of CHECKS."""
    return tuple(name for name in CHECKS if results[name].passed is False)


class Checker:
    """The checks of one route. `identifier` must expect source and target alone and leave declared languages aside."""

    def __init__(
        self,
        way: Way,
        target: str,
        limits: CheckLimits,
        *,
        identifier: "Identifier | None" = None,
        back: OpenRoute | None = None,
    ) -> None:
        self._way, self._target, self._limits = way, target, limits
        self._identifier, self._back = identifier, back

    def check(self, sources: Sequence[str], outputs: Sequence[Output]) -> list[Results]:
        """The results for outputs without an error, in order."""
        texts = [output.text for output in outputs]
        languages = self._languages(texts)
        trips = self._round_trips(sources, texts)
        return [
            {
                "language": language,
                "length": length(source, output.text, self._limits),
                "copied": copied(source, output.text, self._limits),
                "unknown_words": unknown_words(source, output, self._limits),
                "round_trip": trip,
            }
            for source, output, language, trip in zip(sources, outputs, languages, trips, strict=True)
        ]

    def _languages(self, texts: Sequence[str]) -> list[CheckResult]:
        if not self._limits.language or self._identifier is None or not texts:
            return [NOT_ASKED] * len(texts)
        if not label_table.covered(self._target, self._identifier.consensus.tags):
            return [CheckResult(passed=None, note="no detector can say this language")] * len(texts)
        found = self._identifier.identify(pa.table({"text": pa.array(texts, pa.string())}))
        return [self._language(row) for row in found.to_pylist()]

    def _language(self, row: dict[str, Any]) -> CheckResult:
        score = round(float(row["language_score"]), 3)
        if row["language_status"] not in ("identified", "close"):
            return CheckResult(passed=None, value=score, note=str(row["language_status"]))
        said = str(row["language"])
        fits = said.split("-", maxsplit=1)[0] == self._target.split("-")[0] or label_table.says(said, self._target)
        if not fits and row["language_status"] == "close":
            return CheckResult(passed=None, value=score, note=said)
        return CheckResult(passed=fits, value=score, note=said)

    def _round_trips(self, sources: Sequence[str], texts: Sequence[str]) -> list[CheckResult]:
        least = self._limits.round_trip
        if least is None:
            return [NOT_ASKED] * len(texts)
        if self._way == "back":
            returned = [Output(text) for text in texts]
        elif self._back is None:
            return [CheckResult(passed=None, note="the engine has no way back")] * len(texts)
        else:
            returned = self._back.translate(texts)
        values = [round(chrf(output.text, source), 1) for source, output in zip(sources, returned, strict=True)]
        return [CheckResult(passed=value >= least, value=value) for value in values]


def length(source: str, output: str, limits: CheckLimits) -> CheckResult:
    """Whether the output is about as long as its source."""
    given, made = weighed(source), weighed(output)
    ratio = round(made / max(given, 1.0), 3)
    fits = limits.shortest <= ratio <= limits.longest or abs(made - given) <= SHORT
    return CheckResult(passed=fits, value=ratio)


def weighed(text: str) -> float:
    """The length of a text in letters, wide characters counting WIDE."""
    return sum(WIDE if unicodedata.east_asian_width(sign) in "WF" else 1.0 for sign in text.strip())


def copied(source: str, output: str, limits: CheckLimits) -> CheckResult:
    """Whether the output takes over too much of its source as it stands."""
    given, made = words(source), words(output)
    if not given:
        return NOT_ASKED
    matcher = SequenceMatcher(None, given, made, autojunk=False)
    run = matcher.find_longest_match(0, len(given), 0, len(made)).size
    share = round(run / len(given), 3)
    return CheckResult(passed=share <= limits.copied or run <= FEW_WORDS, value=share)


def unknown_words(source: str, output: Output, limits: CheckLimits) -> CheckResult:
    """Whether the engine knew enough of the words."""
    if output.unknown is None:
        return NOT_ASKED
    share = round(min(1.0, len(output.unknown) / max(len(words(source)), 1)), 3)
    return CheckResult(passed=share <= limits.unknown_words, value=share, note=", ".join(output.unknown[:10]))


def words(text: str) -> list[str]:
    """The words of a text, case-folded; in scripts without spaces each character is one."""
    import regex

    return [found.casefold() for found in regex.findall(_WORD, text)]


def chrf(text: str, reference: str) -> float:
    """chrF of one text, 0..100 (sacrebleu, character order 6, beta 2)."""
    return float(_chrf().sentence_score(text, [reference]).score)


@lru_cache(maxsize=1)
def _chrf() -> Any:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()
