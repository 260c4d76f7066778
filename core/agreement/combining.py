"""One value from several people's: majority, Dawid-Skene (1979), MACE (Hovy et al. 2013); the latter two by crowd-kit.

Dawid-Skene and MACE learn how far each person can be trusted from how they agree with the others. That takes people and
shared segments: from PEOPLE and SHARED on they are offered, below them majority is all that can be had. Each person's
own value is always kept beside what is combined.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.agreement.ratings import Ratings
from core.errors import InvalidInputError

PEOPLE = 3
SHARED = 50  # segments with two values or more; with fewer, trust is guessed from noise
SEED = 0


class Method(StrEnum):
    """How values are combined."""

    MAJORITY = "majority"
    DAWID_SKENE = "dawid_skene"
    MACE = "mace"


@dataclass(frozen=True, slots=True)
class Combined:
    """The value of a segment, with the probability (majority: the share of people) that it is right.

    `value` is None where a majority is tied.
    """

    value: str | None
    probability: float
    people: int


def methods(ratings: Ratings) -> tuple[Method, ...]:
    """What these ratings allow."""
    people = {person for own in ratings.given.values() for person in own}
    shared = sum(len(own) >= 2 for own in ratings.given.values())
    if len(people) >= PEOPLE and shared >= SHARED:
        return tuple(Method)
    return (Method.MAJORITY,)


def combine(ratings: Ratings, method: Method) -> dict[str, Combined]:
    """One value a segment. Raises InvalidInputError where the ratings do not allow the method."""
    if method not in methods(ratings):
        raise InvalidInputError(
            f"{method.value} needs {PEOPLE} people and {SHARED} segments that two of them labelled.",
            hint="Take the majority, or let more segments be labelled by several people.",
        )
    if method is Method.MAJORITY:
        return {segment: _majority(own, ratings.values) for segment, own in ratings.given.items()}
    return _learnt(ratings, method)


def _majority(own: Mapping[str, int], values: tuple[str, ...]) -> Combined:
    counted = Counter(own.values()).most_common()
    place, times = counted[0]
    tied = len(counted) > 1 and counted[1][1] == times
    return Combined(None if tied else values[place], times / len(own), len(own))


def _learnt(ratings: Ratings, method: Method) -> dict[str, Combined]:
    import pandas as pd
    from crowdkit.aggregation import MACE, DawidSkene

    rows = [(segment, person, place) for segment, own in ratings.given.items() for person, place in own.items()]
    frame = pd.DataFrame(rows, columns=["task", "worker", "label"])
    model = DawidSkene(n_iter=100) if method is Method.DAWID_SKENE else MACE(n_restarts=5, random_state=SEED)
    likely = model.fit_predict_proba(frame)
    best, probability = likely.idxmax(axis=1), likely.max(axis=1)
    return {
        segment: Combined(ratings.values[int(best[segment])], float(probability[segment]), len(own))
        for segment, own in ratings.given.items()
    }
