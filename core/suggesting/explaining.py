"""Why a model suggests a value: the few features of a text that speak for it most, as a linguist can read them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.suggesting import features
from core.suggesting.learner import Model

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: what it is (letters, words, sign), its name (letters with “_” for a word's edge, a word or two, the
    key of a sign), how much it speaks for the value (1 = all that speaks for it) and where it stands:
    [start, end) in code points of the text."""

    kind: str
    name: str
    weight: float
    places: tuple[tuple[int, int], ...]


def evidence(model: Model, text: str, value: str, shown: int = SHOWN) -> tuple[Evidence, ...]:
    """What speaks for `value` against the mean of the others, the most first; letters that are part of what is named
    already are passed over."""
    chosen = model.values.index(value)
    others = np.delete(model.weights, chosen, axis=0).mean(axis=0)
    row = features.rows([text], model.rarity)
    speaking = {
        int(column): float(amount * (model.weights[chosen, column] - others[column]))
        for column, amount in zip(row.indices, row.data, strict=True)
    }
    whole = sum(weight for weight in speaking.values() if weight > 0)
    found = [one for one in features.features_of(text) if speaking.get(one.column, 0.0) > 0]
    ranked = sorted(found, key=lambda one: (-speaking[one.column], one.kind, one.name))
    return tuple(
        Evidence(one.kind, one.name.replace(" ", "_") if one.kind == "letters" else one.name, weight, one.places)
        for one in _told_apart(ranked)[:shown]
        for weight in (round(speaking[one.column] / whole, 4),)
    )


def _told_apart(ranked: Sequence[features.Feature]) -> list[features.Feature]:
    kept: list[features.Feature] = []
    for one in ranked:
        taken = {place for other in kept for start, end in other.places for place in range(start, end)}
        if not one.places or any(place not in taken for start, end in one.places for place in range(start, end)):
            kept.append(one)
        if len(kept) > 2 * SHOWN:
            break
    return kept
