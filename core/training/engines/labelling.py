"""Which rows a classification learns from, and their labels as numbers."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.errors import InvalidInputError
from core.training.data import TrainingRow
from core.training.engines.probe import MISSING
from core.training.recipe import Recipe

TASKS = ("formality", "domain")
NO_ANSWER = frozenset({"unmarked", "cannot_tell"})  # values off every scale: nothing to be learnt from
SCALE = ("colloquial", "rather_colloquial", "neutral", "rather_formal", "formal")


def choose_rows(rows: Sequence[TrainingRow], split: str, recipe: Recipe) -> tuple[list[TrainingRow], dict[str, int]]:
    """Rows of a split that teach something, and how many do not, by reason."""
    reasons: Counter[str] = Counter()
    chosen = []
    for row in rows:
        if row.split != split:
            continue
        if row.language in recipe.data.left_out:
            reasons["language_left_out"] += 1
        elif not any(label_of(row, task) for task in TASKS):
            reasons["without_label"] += 1
        else:
            chosen.append(row)
    return chosen, dict(reasons)


def label_of(row: TrainingRow, task: str) -> str | None:
    """The row's label in a task, or None where it has none that can be learnt."""
    value = row.formality if task == "formality" else row.domain
    return None if value in NO_ANSWER else value


def labels_of(train: Sequence[TrainingRow]) -> dict[str, tuple[str, ...]]:
    """The labels of each task that the train rows show; a task with fewer than two cannot be learnt.

    Raises InvalidInputError where no task can be learnt.
    """
    found = {}
    for task in TASKS:
        present = {label for row in train if (label := label_of(row, task))}
        keys = [label for label in SCALE if label in present] + sorted(present.difference(SCALE))
        if len(keys) > 1:
            found[task] = tuple(keys)
    if not found:
        raise InvalidInputError(
            f"The {len(train)} train rows hold fewer than two formality labels and fewer than two domains.",
            hint="Tag segments of different formality or domain, and freeze a new data version.",
        )
    return found


def gold_of(rows: Sequence[TrainingRow], task: str, keys: Sequence[str]) -> NDArray[np.int64]:
    """The rows' labels as positions in `keys`; MISSING where a row has none of them."""
    place = {key: number for number, key in enumerate(keys)}
    return np.array([place.get(label_of(row, task) or "", MISSING) for row in rows], dtype=np.int64)
