"""The order of a whole run, drawn once: which examples make up which step.

Each language is passed over as often as the mixture says (whole passes, and a random part for the fraction). Within a
window of some batches the examples are sorted by length, so that little of a step is padding; the order of the
batches is random again. The order depends on the examples, the recipe and the seed alone; it is written into the run's
folder, and a resumed run reads it from there.
"""

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.training.recipe import Recipe

WINDOW = 16  # batches whose examples are sorted by length together


@dataclass(frozen=True, slots=True)
class Example:
    """What the order has to know of an example: which row it is, its language, and its length in tokens."""

    id: str
    language: str
    tokens: int


def epochs_of(recipe: Recipe, languages: Sequence[str]) -> dict[str, float]:
    """Passes over each language: the mixture's, or else the general number."""
    return {tag: recipe.data.epochs.get(tag, recipe.effort.epochs) for tag in languages}


def draw_order(examples: Sequence[Example], epochs: Mapping[str, float], recipe: Recipe) -> list[list[int]]:
    """Batches of indices into `examples`, for the whole run.

    A batch holds at most `effort.batch_rows` examples and at most `effort.batch_tokens` tokens with padding (a single
    longer example makes a batch of its own).
    """
    rng = random.Random(recipe.seed)  # noqa: S311 - reproducible, not secret
    passes = _passes(examples, epochs, rng)
    batches = [batch for one in passes for batch in _batches(one, examples, recipe, rng)]
    return batches[: recipe.effort.max_steps]


def _passes(examples: Sequence[Example], epochs: Mapping[str, float], rng: random.Random) -> list[list[int]]:
    """One shuffled list a pass; a language that has fewer passes than others is missing in the last ones."""
    by_language: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        by_language.setdefault(example.language, []).append(index)
    longest = max((epochs[tag] for tag in by_language), default=0.0)
    passes = []
    number = 0
    while number < longest:
        drawn: list[int] = []
        for tag, members in by_language.items():
            share = min(1.0, max(0.0, epochs[tag] - number))
            drawn += members if share == 1.0 else rng.sample(members, round(share * len(members)))
        rng.shuffle(drawn)
        if drawn:
            passes.append(drawn)
        number += 1
    return passes


def _batches(drawn: Sequence[int], examples: Sequence[Example], recipe: Recipe, rng: random.Random) -> list[list[int]]:
    effort = recipe.effort
    window = WINDOW * effort.batch_rows
    found = []
    for start in range(0, len(drawn), window):
        ordered = sorted(drawn[start : start + window], key=lambda index: examples[index].tokens)
        batches: list[list[int]] = [[]]
        for index in ordered:  # growing length: the newest is the longest of its batch
            full = len(batches[-1]) >= effort.batch_rows
            if batches[-1] and (full or (len(batches[-1]) + 1) * examples[index].tokens > effort.batch_tokens):
                batches.append([])
            batches[-1].append(index)
        rng.shuffle(batches)
        found += batches
    return found


def padding_share(order: Sequence[Sequence[int]], examples: Sequence[Example]) -> float:
    """Share of the tokens computed that is padding."""
    real = sum(examples[index].tokens for batch in order for index in batch)
    computed = sum(len(batch) * max(examples[index].tokens for index in batch) for batch in order)
    return 1 - real / computed if computed else 0.0


def hash_ids(ids: Iterable[str]) -> str:
    """A short hash of ids in their order: equal for two steps, or two runs, that saw the same data."""
    return hashlib.sha256("\n".join(ids).encode("utf-8")).hexdigest()[:16]
