"""The dashboard's tables, ready to draw: base against tuned per language, cells, confusion, misjudged texts.

Worst language first; macro (each language counts the same) and micro (each item does) are both named; a table never
holds scores whose measures differ.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.evaluation.metrics import LOWER_IS_BETTER
from core.evaluation.predictions import ClassPrediction
from core.evaluation.signature import check_comparable
from core.records import Score


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """One language in one metric: base, tuned, and whether the difference may be read as one."""

    language: str | None  # None: all languages
    base: Score
    tuned: Score
    baseline: Score | None  # the n-gram model, where there is one
    gain: float  # positive is better, whatever the metric
    overlap: bool  # the two intervals overlap


@dataclass(frozen=True, slots=True)
class CellScore:
    """Accuracy of the tuned model in one language × formality × domain cell."""

    language: str
    formality: str
    domain: str
    tuned: Score
    base: Score


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of gold × predicted classes, both in the same order."""

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def language_lines(scores: Sequence[Score], task: str, metric: str) -> list[LanguageLine]:
    """One line a language, worst tuned value first, the line over all languages at the top."""
    chosen = [s for s in scores if (s.task, s.metric) == (task, metric) and s.formality is None and s.domain is None]
    by_place: dict[str | None, dict[str, Score]] = {}
    for score in chosen:
        by_place.setdefault(score.language, {})[score.system] = score
    lines = [_line(place, systems) for place, systems in by_place.items() if {"base", "tuned"} <= systems.keys()]
    sign = -1 if metric in LOWER_IS_BETTER else 1
    return sorted(lines, key=lambda line: (line.language is not None, sign * (line.tuned.value or 0.0)))


def macro_average(lines: Iterable[LanguageLine]) -> tuple[float, float] | None:
    """Mean over languages of (base, tuned): each language counts the same."""
    pairs = [(line.base.value, line.tuned.value) for line in lines if line.language is not None]
    known = [(base, tuned) for base, tuned in pairs if base is not None and tuned is not None]
    if not known:
        return None
    return sum(base for base, _ in known) / len(known), sum(tuned for _, tuned in known) / len(known)


def cell_scores(scores: Sequence[Score], task: str) -> list[CellScore]:
    """All cells, weakest tuned accuracy first."""
    cells: dict[tuple[str, str, str], dict[str, Score]] = {}
    for score in scores:
        if score.task == task and score.metric == "accuracy" and score.language and score.formality and score.domain:
            cells.setdefault((score.language, score.formality, score.domain), {})[score.system] = score
    found = [CellScore(*place, systems["tuned"], systems["base"]) for place, systems in cells.items()]
    return sorted(found, key=lambda cell: (cell.tuned.value or 0.0, cell.language))


def confusion(
    items: Sequence[ClassPrediction], task: str, language: str | None = None, system: str = "tuned"
) -> Confusion:
    """How often each gold class was taken for each other, in one language or in all."""
    members = [item for item in items if item.task == task and language in (None, item.language)]
    counts = Counter((item.gold, _answer(item, system)) for item in members)
    classes = tuple(sorted({name for pair in counts for name in pair}))
    return Confusion(classes, tuple(tuple(counts[gold, guess] for guess in classes) for gold in classes))


def misjudged(
    items: Sequence[ClassPrediction],
    task: str,
    *,
    language: str | None = None,
    formality: str | None = None,
    domain: str | None = None,
    system: str = "tuned",
) -> list[ClassPrediction]:
    """The items that the system got wrong in this part of the test split, surest errors first."""
    wrong = [
        item
        for item in items
        if item.task == task
        and item.gold != _answer(item, system)
        and language in (None, item.language)
        and formality in (None, item.formality)
        and domain in (None, item.domain)
    ]
    return sorted(wrong, key=lambda item: -(item.tuned_share if system == "tuned" else item.base_share))


def _line(place: str | None, systems: dict[str, Score]) -> LanguageLine:
    base, tuned = systems["base"], systems["tuned"]
    check_comparable([base, tuned])
    gain = (tuned.value or 0.0) - (base.value or 0.0)
    if tuned.metric in LOWER_IS_BETTER:
        gain = -gain
    return LanguageLine(place, base, tuned, systems.get("n-gram"), gain, _overlap(base, tuned))


def _overlap(first: Score, second: Score) -> bool:
    if None in (first.low, first.high, second.low, second.high):
        return True
    assert first.low is not None and first.high is not None and second.low is not None and second.high is not None
    return first.low <= second.high and second.low <= first.high


def _answer(item: ClassPrediction, system: str) -> str:
    return item.tuned if system == "tuned" else item.base
