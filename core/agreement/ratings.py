"""Ratings of one scheme: who gave which value to which segment, and the few patterns in which that happens.

Idea: every coefficient here is a function of how often each pattern of ratings occurs (so many gave this value, so many
that), and with a scheme's handful of values there are few patterns however many segments there are. A bootstrap over
segments is then a draw over patterns: thousands of samples cost milliseconds.

Invariants: values off the scale (unmarked, cannot tell) are no ratings; they are counted apart, by person. A segment
counts as shared where two people or more gave it a value on the scale.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.records import Scheme


class Opinion(NamedTuple):
    """The value that a person gives a segment in one scheme."""

    segment_id: str
    account_id: str
    value: str


@dataclass(frozen=True, slots=True)
class Patterns:
    """How ratings fall together.

    `counts` [patterns, values]: how many people gave each value; `times` [patterns]: on how many segments. `pairs`
    [patterns, 2] holds the first and the second person's value (places on the scale) where there are just two people.
    """

    counts: NDArray[np.int64]
    times: NDArray[np.int64]
    pairs: NDArray[np.int64] | None = None

    @property
    def segments(self) -> int:
        """The number of segments."""
        return int(self.times.sum())

    @property
    def size(self) -> int:
        """The number of values on the scale."""
        return int(self.counts.shape[1])


@dataclass(frozen=True, slots=True)
class Ratings:
    """All opinions in a scheme. `given`: segment → person → place on the scale; `off_scale`: person → value → times."""

    values: tuple[str, ...]
    given: Mapping[str, Mapping[str, int]]
    off_scale: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, opinions: Iterable[Opinion], scheme: Scheme) -> "Ratings":
        """Sort opinions out; a later one of the same person on the same segment replaces the earlier.

        Values that the scheme does not have (of an older version) count as off the scale.
        """
        values = tuple(value.key for value in scheme.values if value.on_scale)
        place = {value: number for number, value in enumerate(values)}
        given: dict[str, dict[str, int]] = {}
        off: dict[str, Counter[str]] = {}
        for (segment, person), value in {(one.segment_id, one.account_id): one.value for one in opinions}.items():
            if value in place:
                given.setdefault(segment, {})[person] = place[value]
            else:
                off.setdefault(person, Counter())[value] += 1
        return cls(values, given, off)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who gave a value, on the scale or off it."""
        return tuple(sorted({*self.off_scale, *(person for own in self.given.values() for person in own)}))

    def restricted(self, segment_ids: Iterable[str]) -> "Ratings":
        """The ratings of these segments; off-scale counts, which belong to no single segment, are left out."""
        wanted = set(segment_ids)
        return Ratings(self.values, {key: own for key, own in self.given.items() if key in wanted}, {})

    def patterns(self) -> Patterns:
        """All people together. Segments that a single person rated are in: they say which values are common."""
        found: Counter[tuple[int, ...]] = Counter()
        for own in self.given.values():
            counts = [0] * len(self.values)
            for value in own.values():
                counts[value] += 1
            found[tuple(counts)] += 1
        return Patterns(_matrix(list(found), len(self.values)), _times(found.values()))

    def of_pair(self, first: str, second: str) -> Patterns:
        """Two people, on the segments that both rated."""
        found = Counter((own[first], own[second]) for own in self.given.values() if first in own and second in own)
        pairs = _matrix(list(found), 2)
        counts = np.eye(len(self.values), dtype=np.int64)[pairs].sum(axis=1)
        return Patterns(counts, _times(found.values()), pairs)


def _matrix(rows: Sequence[Sequence[int]], width: int) -> NDArray[np.int64]:
    return np.array(rows, np.int64).reshape(len(rows), width)


def _times(counts: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(counts), np.int64)
