"""From predictions to scores: over all, per language, and per language × formality × domain.

Every score carries its interval, n and signature; where a number cannot be computed the note says why. Classification
intervals resample situations; BLEU and chrF++ come from sacrebleu with its own bootstrap over sentences.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import CLASSIFICATION
from core.evaluation.metrics.bits_per_byte import bits_per_byte
from core.evaluation.metrics.sacre import GenerationScore, bleu, chrf
from core.evaluation.predictions import ClassPrediction, RewritePrediction
from core.evaluation.resampling import SAMPLES, SEED, PairedTest, estimate, group_sums, paired_test
from core.evaluation.signature import Signature
from core.records import Score

Item = TypeVar("Item", ClassPrediction, RewritePrediction)

FEW = 20  # below this many items a score is shown with a caution


@dataclass(frozen=True, slots=True)
class Measured:
    """What the signatures of one evaluation share."""

    run_id: str
    data: str  # name and hash of the data version
    base: str  # base model with revision
    adapter: str
    seed: int
    version: str

    def signature(self, metric: str, task: str, system: str, detail: str = "") -> str:
        """The signature of one number."""
        measure = [("metric", metric), ("task", task), ("data", self.data), ("split", "test")]
        measure += [("boot", f"{SAMPLES}@{SEED}"), ("isogloss", self.version)]
        if detail:
            measure.append(("by", detail.replace("|", ";").replace(":", "=")))
        model = [("system", system), ("model", self.base), ("seed", str(self.seed))]
        if system == "tuned":
            model.append(("adapter", self.adapter))
        return str(Signature(tuple(measure), tuple(model)))


@dataclass(frozen=True, slots=True)
class Cell:
    """Which part of the test split a score is about; None is 'all of them'."""

    language: str | None = None
    formality: str | None = None
    domain: str | None = None


def score_classes(items: Sequence[ClassPrediction], measured: Measured) -> Iterator[Score]:
    """Accuracy and macro-F1 of base and tuned for each task: all, per language, per cell (accuracy alone there)."""
    for task in sorted({item.task for item in items}):
        of_task = [item for item in items if item.task == task]
        classes = sorted({item.gold for item in of_task} | {x for item in of_task for x in (item.base, item.tuned)})
        for cell, members in cells(of_task):
            metrics = tuple(CLASSIFICATION) if cell.domain is None else ("accuracy",)
            for system in ("base", "tuned"):
                sums = group_sums([item.group for item in members], confusion_parts(members, system, classes))
                for metric in metrics:
                    yield _class_score(sums, len(members), cell, measured, (task, metric, system))


def compare_classes(items: Sequence[ClassPrediction], task: str, metric: str = "macro_f1") -> PairedTest:
    """Whether tuned differs from base in one task, over all languages pooled (paired bootstrap over situations)."""
    members = [item for item in items if item.task == task]
    classes = sorted({item.gold for item in members} | {x for item in members for x in (item.base, item.tuned)})
    groups = [item.group for item in members]
    first, second = (group_sums(groups, confusion_parts(members, system, classes)) for system in ("base", "tuned"))
    return paired_test(first, second, CLASSIFICATION[metric])


def score_rewriting(
    items: Sequence[RewritePrediction], references: Mapping[str, str], measured: Measured
) -> Iterator[Score]:
    """Bits per byte of base, tuned and n-gram, and BLEU and chrF++ where texts were generated: all and per language.

    `references` gives the text of each target segment.
    """
    for cell, members in cells(items):
        if cell.domain is not None or cell.formality is not None:
            continue
        for system in ("base", "tuned", "n-gram"):
            yield from _bits_score(members, system, cell, measured)
        for system in ("base", "tuned"):
            yield from _text_scores(members, references, system, cell, measured)


def compare_bits(items: Sequence[RewritePrediction], language: str | None = None) -> PairedTest:
    """Whether tuned needs fewer bits per byte than base (a negative difference is better)."""
    members = [item for item in items if language is None or item.language == language]
    groups = [item.group for item in members]
    first, second = (group_sums(groups, bit_parts(members, system)) for system in ("base", "tuned"))
    return paired_test(first, second, bits_per_byte)


def cells(items: Sequence[Item]) -> Iterator[tuple[Cell, list[Item]]]:
    """All items, then by language, then by language × formality × domain; cells without items do not come."""
    yield Cell(), list(items)
    by_cell: dict[Cell, list[Item]] = {}
    for item in items:
        by_cell.setdefault(Cell(item.language), []).append(item)
        if item.formality and item.domain:
            by_cell.setdefault(Cell(item.language, item.formality, item.domain), []).append(item)
    yield from sorted(by_cell.items(), key=lambda pair: str(pair[0]))


def confusion_parts(items: Sequence[ClassPrediction], system: str, classes: Sequence[str]) -> NDArray[np.float64]:
    """One confusion matrix an item: [items, gold classes, predicted classes]."""
    index = {name: i for i, name in enumerate(classes)}
    parts = np.zeros((len(items), len(classes), len(classes)))
    for i, item in enumerate(items):
        parts[i, index[item.gold], index[item.base if system == "base" else item.tuned]] = 1
    return parts


def bit_parts(items: Iterable[RewritePrediction], system: str) -> NDArray[np.float64]:
    """(bits, bytes) of each item: [items, 2]."""
    fields = {"base": "base_bits", "tuned": "tuned_bits", "n-gram": "ngram_bits"}
    return np.array([(getattr(item, fields[system]), item.size) for item in items], dtype=np.float64)


def _class_score(
    sums: NDArray[np.float64], n: int, cell: Cell, measured: Measured, what: tuple[str, str, str]
) -> Score:
    task, metric, system = what
    found = estimate(sums, CLASSIFICATION[metric])
    signature = measured.signature(metric, task, system)
    place = (cell.language, cell.formality, cell.domain)
    numbers = (found.value, found.low, found.high, n)
    return Score(measured.run_id, system, task, metric, *numbers, signature, *place, _caution(n))


def _bits_score(members: Sequence[RewritePrediction], system: str, cell: Cell, measured: Measured) -> Iterator[Score]:
    if system == "n-gram" and any(item.ngram_bits is None for item in members):
        return
    found = estimate(group_sums([item.group for item in members], bit_parts(members, system)), bits_per_byte)
    signature = measured.signature("bits_per_byte", "rewriting", system)
    numbers = (found.value, found.low, found.high, len(members))
    yield Score(
        measured.run_id,
        system,
        "rewriting",
        "bits_per_byte",
        *numbers,
        signature,
        cell.language,
        note=_caution(len(members)),
    )


def _text_scores(
    members: Sequence[RewritePrediction], references: Mapping[str, str], system: str, cell: Cell, measured: Measured
) -> Iterator[Score]:
    texts = [(item.base_text if system == "base" else item.tuned_text, item.target_id) for item in members]
    pairs = [(text, references[target]) for text, target in texts if text is not None and target in references]
    if not pairs or cell.language is None:  # tokenizers differ by language, so there is no BLEU over all of them
        return
    hypotheses, wanted = zip(*pairs, strict=True)
    scorers: dict[str, Callable[[], GenerationScore]] = {
        "chrf++": lambda: chrf(hypotheses, wanted),
        "bleu": lambda: bleu(hypotheses, wanted, cell.language),
    }
    for metric, score in scorers.items():
        found = score()
        signature = measured.signature(metric, "rewriting", system, found.signature)
        numbers = (found.value, found.low, found.high, len(pairs))
        yield Score(
            measured.run_id, system, "rewriting", metric, *numbers, signature, cell.language, note=_caution(len(pairs))
        )


def _caution(n: int) -> str:
    return f"Only {n} items: read the interval, not the value." if n < FEW else ""
