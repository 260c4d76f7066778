"""A model of the language, and of each usable line how it fares when its group is held out.

Lines fall into FOLDS by their groups. Each fold is judged by a model that learnt from the others; the lead needed
(`ngrams.target.Curve`) comes from lines and from pieces of lines of several lengths, and each fold is judged by the
curve of the other folds. The final model learns from all lines, with the curve of all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from core.identification.ngrams import features
from core.identification.ngrams.model import NGrams
from core.identification.ngrams.target import LEAST_LEAD, Curve, Target, lead
from core.identification.teaching.background import PROJECT, Background
from core.identification.teaching.material import Line

Floats = npt.NDArray[np.float32]

FOLDS = 5
PIECES = (15, 30, 60, 120, 10_000)  # code points: what is asked of short texts is learnt from pieces of lines
STRICTER = (0.02, 0.05, 0.1, 0.2)  # shares of unseen lines that may be missed: more where strangers would pass
SEED = 0
METHOD = 1  # raised when the same lines come to another model


@dataclass(frozen=True)
class Judged:
    """Lines that were held out: how likely each was found to be the language, and which other label came closest."""

    lines: Sequence[Line]
    probabilities: Floats
    rivals: Sequence[str]


@dataclass(frozen=True)
class Learnt:
    """The final model; the language's own lines and the project's others, each judged while it was held out."""

    target: Target
    own: Judged
    others: Mapping[str, Judged]


@dataclass(frozen=True)
class _Counted:
    """Lines with the n-grams of the whole and of their pieces, and the fold of each line."""

    lines: Sequence[Line]
    whole: sp.csr_matrix
    pieces: tuple[sp.csr_matrix, ...]
    folds: npt.NDArray[np.intp]

    @classmethod
    def of(cls, lines: Sequence[Line], seed: int) -> "_Counted":
        copies = [line.copy_text for line in lines]
        pieces = tuple(features.counts([copy[:size] for copy in copies]) for size in PIECES)
        return cls(lines, pieces[-1], pieces, folds_of([line.group for line in lines], seed))


@dataclass(frozen=True)
class _Held:
    """What models said of lines they had not seen: arrays (lines, PIECES), and the best other label of the whole."""

    leads: Floats
    sizes: Floats
    rivals: npt.NDArray[np.object_]


def learn(
    tag: str,
    lines: Sequence[Line],
    against: Background,
    *,
    seed: int = SEED,
    on_fold: Callable[[int, int], None] = lambda _done, _total: None,
) -> Learnt:
    """Learn `tag` from its lines against the background. `on_fold(done, total)` hears how far it is."""
    own = _Counted.of(lines, seed)
    others = {name: _Counted.of(of_name, seed) for name, of_name in against.lines.items()}
    everything = [own, *others.values()]
    held = [_unheard(one) for one in everything]
    for fold in range(FOLDS):
        model = _model(tag, own, others, against.model, without=fold)
        for one, said in zip(everything, held, strict=True):
            _hear(model, one, said, np.flatnonzero(one.folds == fold))
        on_fold(fold + 1, FOLDS)
    curves = [_curve(everything, held, without=fold) for fold in range(FOLDS)]
    judged = [_judged(one, said, curves) for one, said in zip(everything, held, strict=True)]
    target = Target(tag, _model(tag, own, others, against.model), _curve(everything, held))
    return Learnt(target, judged[0], dict(zip(others, judged[1:], strict=True)))


def folds_of(groups: Sequence[str], seed: int) -> npt.NDArray[np.intp]:
    """The fold of each row: whole groups, in an order that the seed alone decides, dealt out in turn."""
    order = sorted(set(groups), key=lambda group: blake2b(f"{seed} {group}".encode()).digest())
    fold = {group: place % FOLDS for place, group in enumerate(order)}
    return np.array([fold[group] for group in groups], dtype=np.intp)


def _model(
    tag: str, own: _Counted, others: Mapping[str, _Counted], wide: NGrams, *, without: int | None = None
) -> NGrams:
    """The language first, then the project's other languages, then the declaration's."""
    parts = [own, *others.values()]
    kept = [np.flatnonzero(one.folds != (-1 if without is None else without)) for one in parts]
    sums = [sp.csr_matrix(one.whole[rows].sum(axis=0)) for one, rows in zip(parts, kept, strict=True)]
    near = NGrams.of_counts((tag, *(PROJECT + name for name in others)), sp.vstack(sums).tocsr())
    weights = sp.csr_matrix(sp.hstack([near.weights, wide.weights]))
    return NGrams((*near.labels, *wide.labels), weights, np.concatenate([near.absent, wide.absent]))


def _unheard(one: _Counted) -> _Held:
    shape = (len(one.lines), len(PIECES))
    return _Held(np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.full(shape[0], "", dtype=object))


def _hear(model: NGrams, one: _Counted, said: _Held, rows: npt.NDArray[np.intp]) -> None:
    """Fill in what the model says of some of the lines."""
    for column, counted in enumerate(one.pieces):
        said.leads[rows, column], said.sizes[rows, column] = lead(model, counted[rows])
    best = 1 + model.scores(one.whole[rows])[:, 1:].argmax(axis=1)
    said.rivals[rows] = np.array(model.labels, dtype=object)[best]


def _curve(everything: Sequence[_Counted], held: Sequence[_Held], *, without: int = -1) -> Curve:
    """The leads that unseen lines have, from all folds but one, at each length; stricter where others would pass."""
    own, *others = [said.leads[one.folds != without] for one, said in zip(everything, held, strict=True)]
    strangers = np.concatenate([*others, np.empty((0, len(PIECES)), np.float32)])
    sizes = np.median(held[0].sizes[everything[0].folds != without], axis=0)
    points: list[tuple[float, float, float]] = []
    for column in range(len(PIECES)):
        if not points or sizes[column] > 1.1 * points[-1][0]:
            needed = _needed(own[:, column], strangers[:, column])
            points.append((float(sizes[column]), needed, float(np.median(own[:, column]))))
    known, needs, usual = zip(*points, strict=True)
    return Curve(known, needs, usual)


def _needed(own: Floats, strangers: Floats) -> float:
    """The lead with the best F1 among those that miss few lines of the language; the lowest of equals."""
    best, chosen = -1.0, 0.0
    for missed in STRICTER:
        needed = max(float(np.quantile(own, missed)), LEAST_LEAD)
        right, wrong = int((own > needed).sum()), int((strangers > needed).sum())
        found = 2 * right / (right + wrong + len(own))
        if found > best:
            best, chosen = found, needed
    return chosen


def _judged(one: _Counted, said: _Held, curves: Sequence[Curve]) -> Judged:
    """Each line by the curve that its fold had no part in."""
    probabilities = np.zeros(len(one.lines), dtype=np.float32)
    for fold, curve in enumerate(curves):
        rows = one.folds == fold
        probabilities[rows] = curve.probabilities(said.leads[rows, -1], said.sizes[rows, -1])
    return Judged(one.lines, probabilities, tuple(said.rivals.tolist()))
