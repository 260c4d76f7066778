"""Detectors that people install themselves, beside the default ones: what the vote gains with each.

A sample of the lines that `identify` scores (COUNT a language and column). For the columns lingua is made for all its
languages (1.3 GB), as no project can ask it: alone, answering as its users read it, and in the vote. Where ten
languages are declared it is made for these, as a project has it; strangers are as many lines in other languages, and
what is let in of them is the share that comes out as one of the ten. The vote may refuse a text, which counts as wrong;
`best_guess` is its accuracy if it never did, as lingua and heliport do not here.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks import identify_accuracy, language_lines
from benchmarks.language_lines import Lines
from benchmarks.reporting import Result
from core.identification import configuration
from core.identification.configuration import Question
from core.identification.consensus import Consensus
from core.identification.detectors import DETECTORS, DetectorSpec, specs
from core.identification.identifying import Identifier
from core.identification.preparing import composed, prepare
from core.identification.rounds import Rounds
from core.models.store import ModelStore
from core.records import Project
from core.settings import Settings

COUNT, SIB_COUNT = 40, 10
SETS, TEN = 8, 10

Table = dict[str, dict[str, float]]


def run() -> Result:
    """Figures of the default vote, and of each installed optional detector alone and in the vote."""
    folder = language_lines.data_folder()
    added = [name for name, kind in DETECTORS.items() if kind.optional and kind.installed]
    figures: dict[str, float | int | str] = {"lines_a_language": COUNT, "installed": ", ".join(added) or "none"}
    against: Table = {}
    if folder is None or not added:
        return Result(figures, {}, {})
    store = ModelStore(Settings().model_folder)
    default = specs(Project(id="", name="").detectors, store)
    pools = {"default": default} | {f"with {name}": (*default, *specs([name], store)) for name in added}
    if len(added) > 1:
        pools["with all"] = (*default, *specs(added, store))
    for title, pool in pools.items():
        against[title] = _voted(_whole(pool), folder) | _declared(pool, folder)
    for name in added:
        against[f"{name} alone"] = _alone(_whole(specs([name], store)), folder)
    return Result(figures, {title: {**row} for title, row in against.items()}, {})


def _whole(pool: Sequence[DetectorSpec]) -> Identifier:
    """The vote where no language is declared, with detectors that are made for some made for all they know."""
    made = configuration.load([_for_all(spec) for spec in pool])
    return Identifier(tuple(made), Rounds(configuration.consensus(made, Question())), 0)


class _Guessing(Consensus):
    """The same vote, which names a language however unsure it is."""

    @cached_property
    def floors(self) -> np.ndarray:
        return np.zeros(len(self.tags), dtype=np.float32)


def _guessing(identifier: Identifier) -> Identifier:
    whole = identifier.consensus
    vote = _Guessing(whole.speakers, whole.expected, whole.use_declared, whole.calibration)
    return replace(identifier, rounds=Rounds(vote))


def _for_all(spec: DetectorSpec) -> DetectorSpec:
    if not DETECTORS[spec.name].declared:
        return spec
    from core.identification.detectors.lingua import all_tags

    return DetectorSpec(spec.name, spec.version, languages=all_tags())


def _columns(folder: Path) -> dict[str, Lines]:
    kinds = {kind: language_lines.lingua(folder, kind, fit=False, count=COUNT) for kind in language_lines.KINDS}
    return kinds | {"sib200": language_lines.sib(folder, SIB_COUNT)}


def _voted(identifier: Identifier, folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for column, lines in _columns(folder).items():
        found |= _named(column, _said(identifier, lines), lines)
        guessed = _said(_guessing(identifier), lines)[0]
        right = [tag == language for tag, (_, language) in zip(guessed, lines, strict=True)]
        found[f"{column}_best_guess_accuracy"] = float(np.mean(right))
    return found


def _alone(identifier: Identifier, folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    (detector,) = identifier.detectors
    for column, lines in _columns(folder).items():
        votes = detector.detect(prepare(composed([text for text, _ in lines])).texts)
        first = votes.labels[:, 0].tolist()
        tags = [language_lines.scored(votes.tags[label]) if label >= 0 else None for label in first]
        found |= _named(column, (tags, votes.scores[:, 0].astype(np.float64)), lines)
    return found


def _declared(pool: Sequence[DetectorSpec], folder: Path) -> dict[str, float]:
    """Mean accuracy where ten languages are declared, and the share of strangers let in."""
    random = np.random.default_rng(0)
    kinds = {kind: language_lines.lingua(folder, kind, fit=False, count=COUNT) for kind in language_lines.KINDS}
    every = sorted({language for _, language in kinds["sentences"]})
    right: dict[str, list[float]] = {kind: [] for kind in kinds}
    strangers: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(SETS):
        ten = tuple(str(language) for language in sorted(random.choice(every, TEN, replace=False)))
        identifier = Identifier.of(pool, Question(ten))
        for kind, lines in kinds.items():
            own = [line for line in lines if line[1] in ten]
            others = [line for line in lines if line[1] not in ten]
            others = [others[place] for place in random.choice(len(others), len(own), replace=False).tolist()]
            tags = _said(identifier, own)[0]
            right[kind].append(float(np.mean([tag == line[1] for tag, line in zip(tags, own, strict=True)])))
            strangers[kind].append(float(np.mean([tag in ten for tag in _said(identifier, others)[0]])))
    return {f"ten_declared_{kind}_accuracy": float(np.mean(values)) for kind, values in right.items()} | {
        f"ten_declared_{kind}_strangers_let_in": float(np.mean(values)) for kind, values in strangers.items()
    }


def _said(identifier: Identifier, lines: Lines) -> identify_accuracy.Said:
    found = identifier.identify(pa.table({"text": composed([text for text, _ in lines])}))
    tags = [language_lines.scored(tag) for tag in found["language"].to_pylist()]
    return tags, found["language_score"].to_numpy().astype(np.float64)


def _named(column: str, said: identify_accuracy.Said, lines: Lines) -> dict[str, float]:
    given = identify_accuracy.scores(*said, [language for _, language in lines])
    return {
        f"{column}_accuracy": given.accuracy,
        f"{column}_macro_f1": given.macro_f1,
        f"{column}_calibration_error": given.calibration_error,
    }
