"""Which segments are worth labelling next: a pure function over what is known of them.

Of a batch, 40 % are those the model is least sure between two values of, one of each group of alike ones; 30 % fill the
emptiest cells of language and value; 20 % come at random from the segments that nothing is learnt from; 10 % were
labelled by the person before and come again, which tells how far they agree with themselves. What one share cannot fill
is filled from the next, chance last. The same input and seed give the same batch.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

UNSURE, EMPTIEST, RANDOM = 0.4, 0.3, 0.2
LOOKED_AT = 5  # times the share: the most uncertain that are grouped
DIMENSIONS = 64

Floats = npt.NDArray[np.float32] | npt.NDArray[np.float64]


class Why(StrEnum):
    """Why a segment is in the batch."""

    UNSURE = "unsure"
    EMPTIEST = "emptiest"
    RANDOM = "random"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: ids, languages, and which are reserved for judging, all in one order; `probabilities` [n, values] and
    `features` [n, any] (sparse or dense) of the model."""

    ids: Sequence[str]
    languages: Sequence[str]
    reserved: Sequence[bool]
    probabilities: Floats
    features: object


@dataclass(frozen=True, slots=True)
class Queued:
    """A segment of the batch and why it is in it."""

    segment_id: str
    why: Why


def batch(
    waiting: Waiting, count: int, *, cells: Mapping[tuple[str, int], int], done: Sequence[str] = (), seed: int = 0
) -> list[Queued]:
    """The next `count` segments, fewer where fewer wait. `cells`: (language, value's place) → labels so far; `done`:
    what this person labelled a while ago."""
    chance = np.random.default_rng(seed)
    again = [str(done[place]) for place in chance.permutation(len(done))[: round(count * 0.1)]]
    wanted = count - len(again)
    taken: dict[int, Why] = {}
    reserved = np.asarray(waiting.reserved, dtype=bool)
    teaching = np.flatnonzero(~reserved)
    random = chance.permutation(np.flatnonzero(reserved))[: round(count * RANDOM)]
    taken |= dict.fromkeys(random.tolist(), Why.RANDOM)
    for place in _unsure(waiting, teaching, round(count * UNSURE), seed):
        taken[place] = Why.UNSURE
    free = np.array([place for place in teaching.tolist() if place not in taken], dtype=np.intp)
    for place in _emptiest(waiting, free, wanted - len(taken), cells):
        taken[place] = Why.EMPTIEST
    rest = [place for place in chance.permutation(len(waiting.ids)).tolist() if place not in taken]
    taken |= dict.fromkeys(rest[: max(0, wanted - len(taken))], Why.RANDOM)
    places = chance.permutation(list(taken)).tolist() if taken else []
    return [Queued(waiting.ids[place], taken[place]) for place in places] + [Queued(one, Why.AGAIN) for one in again]


def margins(probabilities: Floats) -> npt.NDArray[np.float64]:
    """How far the likeliest value is ahead of the second: [n]; 0 is least sure."""
    if probabilities.shape[1] < 2:
        return np.ones(len(probabilities))
    ordered = np.sort(np.asarray(probabilities, dtype=np.float64), axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2])


def _unsure(waiting: Waiting, among: npt.NDArray[np.intp], count: int, seed: int) -> list[int]:
    """The least sure of each group of alike ones."""
    if count <= 0 or not len(among):
        return []
    margin = margins(waiting.probabilities)
    ranked = among[np.argsort(margin[among], kind="stable")][: LOOKED_AT * count]
    if len(ranked) <= count:
        return [int(place) for place in ranked]
    groups = _groups(waiting.features, ranked, count, seed)
    first: dict[int, int] = {}
    for place, group in zip(ranked.tolist(), groups.tolist(), strict=True):
        first.setdefault(group, place)
    chosen = list(first.values())
    return chosen + [place for place in ranked.tolist() if place not in set(chosen)][: count - len(chosen)]


def _groups(features: object, among: npt.NDArray[np.intp], count: int, seed: int) -> npt.NDArray[np.intp]:
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD

    rows = features[among]  # type: ignore[index]
    rows = rows[:, np.flatnonzero(np.asarray(abs(rows).sum(axis=0)).ravel())]  # of hundreds of thousands a few are used
    dimensions = min(DIMENSIONS, rows.shape[1] - 1, len(among) - 1)
    reduced = (
        TruncatedSVD(dimensions, random_state=seed).fit_transform(rows)
        if dimensions >= 2
        else np.zeros((len(among), 1))
    )
    groups: npt.NDArray[np.intp] = KMeans(count, n_init=1, random_state=seed).fit_predict(reduced)
    return groups


def _emptiest(
    waiting: Waiting, among: npt.NDArray[np.intp], count: int, cells: Mapping[tuple[str, int], int]
) -> list[int]:
    """For the cells with the fewest labels, one after the other, what is most likely to fall into them."""
    filled: Counter[tuple[str, int]] = Counter(dict(cells))
    by_language: defaultdict[str, list[int]] = defaultdict(list)
    for place in among.tolist():
        by_language[waiting.languages[place]].append(place)
    values, found = range(waiting.probabilities.shape[1]), list[int]()
    taken: set[int] = set()
    while len(found) < count and by_language:
        language, value = min(
            ((one, value) for one in by_language for value in values), key=lambda cell: (filled[cell], cell)
        )
        places = [place for place in by_language[language] if place not in taken]
        if not places:
            del by_language[language]
            continue
        best = max(places, key=lambda place: float(waiting.probabilities[place, value]))
        taken.add(best)
        found.append(best)
        filled[language, value] += 1
    return found
