"""How often detectors and the consensus name the right language; part of the benchmark `identify`.

Every column is scored for each default detector alone and for the consensus of the default configuration; what the
consensus was fitted on (`language_lines`) is in none of them. Alone, a detector is read as its users read it: its first
choice, its own score. Of UDHR the held-out articles are scored: the wide detector learnt from the others, and is
at home there as no other is. Figures: accuracy and macro-F1 over all languages of the column, calibration error (15
bins, over the texts that were given a language), coverage at 99 % precision; per language precision, recall, F1
and false-positive rate in results/identify_languages.json.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks import language_lines
from benchmarks.language_lines import Lines
from benchmarks.reporting import RESULTS
from core.identification.configuration import Question
from core.identification.detectors import DetectorSpec
from core.identification.identifying import Identifier
from core.identification.preparing import composed, prepare

COUNT, SIB_COUNT, HELP_COUNT, UDHR_COUNT = 100, 40, 200, 20
BINS = 15
TENS, TEN = 8, 10  # sets of declared languages, and how many languages each has
PER_LANGUAGE = RESULTS / "identify_languages.json"
HELP_VARIABLE = "ISOGLOSS_LIBREOFFICE_HELP"

Said = tuple[list[str | None], npt.NDArray[np.float64]]  # languages and scores
Table = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Scores:
    """The figures of one detector on one column."""

    accuracy: float
    macro_f1: float
    calibration_error: float
    coverage_at_99: float


def measure(specs: Sequence[DetectorSpec], folder: Path) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Figures of the consensus, and of each detector alone; per-language figures go to their file."""
    identifier = Identifier.of(specs, Question())
    figures: dict[str, float] = {}
    alone: dict[str, dict[str, float]] = {spec.name: {} for spec in specs}
    languages: dict[str, Mapping[str, Mapping[str, float]]] = {}
    for column, lines in columns(folder).items():
        wanted = [language for _, language in lines]
        said = _consensus(identifier, lines)
        languages[column] = per_language(said[0], wanted)
        figures |= _named(column, scores(*said, wanted))
        copies = prepare(composed([text for text, _ in lines])).texts
        for detector in identifier.detectors:
            votes = detector.detect(copies)
            first = votes.labels[:, 0]
            tags = [language_lines.scored(votes.tags[label]) if label >= 0 else None for label in first.tolist()]
            alone[detector.name] |= _named(column, scores(tags, votes.scores[:, 0].astype(np.float64), wanted))
    figures |= ten_declared(specs, folder)
    RESULTS.mkdir(exist_ok=True)
    PER_LANGUAGE.write_text(json.dumps(languages, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return figures, alone


def columns(folder: Path) -> dict[str, Lines]:
    """The sets that are scored."""
    made = {kind: language_lines.lingua(folder, kind, fit=False, count=COUNT) for kind in language_lines.KINDS}
    made["sib200"] = language_lines.sib(folder, SIB_COUNT)
    made["udhr"] = language_lines.declaration(UDHR_COUNT)
    made["upper"] = language_lines.upper(made["sentences"])
    for graphemes in language_lines.CUTS:
        made[f"cut{graphemes}"] = language_lines.cut(made["sentences"], graphemes)
    pages = os.environ.get(HELP_VARIABLE)
    if pages:
        made["libreoffice"] = language_lines.help_pages(Path(pages), HELP_COUNT)
    return made


def scores(tags: Sequence[str | None], sure: npt.NDArray[np.float64], wanted: Sequence[str]) -> Scores:
    """The figures; a text without a language is wrong, and counts in no bin."""
    right = np.array([tag == language for tag, language in zip(tags, wanted, strict=True)])
    named = np.array([tag is not None for tag in tags])
    each = per_language(tags, wanted)
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in range(BINS):
        inside = named & (bins == number)
        if inside.any():
            error += abs(right[inside].mean() - sure[inside].mean()) * inside.sum() / named.sum()
    order = np.argsort(-sure, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= 0.99)
    coverage = (enough.max() + 1) / len(order) if len(enough) else 0.0
    return Scores(float(right.mean()), float(np.mean([one["f1"] for one in each.values()])), float(error), coverage)


def per_language(tags: Sequence[str | None], wanted: Sequence[str]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and false-positive rate (of all texts in other languages) of each language wanted."""
    said, true = np.array(tags, dtype=object), np.array(wanted, dtype=object)
    found = {}
    for language in sorted(set(wanted)):
        hits = int(((said == language) & (true == language)).sum())
        given, there = int((said == language).sum()), int((true == language).sum())
        found[language] = {
            "precision": hits / given if given else 0.0,
            "recall": hits / there,
            "f1": 2 * hits / (given + there),
            "false_positive_rate": (given - hits) / max(1, len(true) - there),
            "texts": there,
        }
    return found


def ten_declared(specs: Sequence[DetectorSpec], folder: Path) -> dict[str, float]:
    """Mean accuracy where a project declares ten languages, over TENS random sets of lingua's 75.

    Twice: with strangers looked for, and (`ten_only`) where the project says that no other language occurs.
    """
    random = np.random.default_rng(0)
    kinds = {kind: language_lines.lingua(folder, kind, fit=False, count=COUNT) for kind in language_lines.KINDS}
    every = sorted({language for _, language in kinds["sentences"]})
    found: dict[str, list[float]] = {}
    for _ in range(TENS):
        ten = tuple(str(language) for language in sorted(random.choice(every, TEN, replace=False)))
        for name, question in {"ten_declared": Question(ten), "ten_only": Question(ten, only_expected=True)}.items():
            identifier = Identifier.of(specs, question)
            for kind, lines in kinds.items():
                own = [line for line in lines if line[1] in ten]
                tags, _sure = _consensus(identifier, own)
                right = float(np.mean([tag == line[1] for tag, line in zip(tags, own, strict=True)]))
                found.setdefault(f"{name}_{kind}_accuracy", []).append(right)
    return {name: float(np.mean(values)) for name, values in found.items()}


def _consensus(identifier: Identifier, lines: Lines) -> Said:
    found = identifier.identify(pa.table({"text": composed([text for text, _ in lines])}))
    tags = [language_lines.scored(tag) for tag in found["language"].to_pylist()]
    return tags, found["language_score"].to_numpy().astype(np.float64)


def _named(column: str, given: Scores) -> dict[str, float]:
    return {
        f"{column}_accuracy": given.accuracy,
        f"{column}_macro_f1": given.macro_f1,
        f"{column}_calibration_error": given.calibration_error,
        f"{column}_coverage_at_99": given.coverage_at_99,
    }
