"""Duplicates in a list of texts, without a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cleaning.duplicates.comparing import Linking, jaccard
from core.cleaning.duplicates.likeness import BANDS, Likeness
from core.cleaning.duplicates.signing import sign
from core.corpus.identity import exact_key


@dataclass(frozen=True, slots=True)
class Membership:
    """A text's cluster, named by the place of its kept member, and how alike the text is to that one (1: exactly)."""

    kept: int
    similarity: float


USUAL = Likeness()


def clusters(
    texts: Sequence[str], likeness: Likeness = USUAL, ranks: Sequence[float] | None = None
) -> list[Membership | None]:
    """For each text its cluster, or None where it has no duplicate.

    Kept is the member with the highest of `ranks` (where given), then the longest, then the first in the list. The
    clusters themselves do not depend on the order of the texts. Raises InvalidInputError for a likeness out of range.
    """
    keys = [exact_key(text) for text in texts]
    distinct = sorted(set(keys))
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    unique = [texts[first[key]] for key in distinct]
    linking = Linking(sign(unique), likeness, lambda places: [unique[place] for place in places.tolist()])
    for band in range(BANDS):
        linking.band(band)
    number = {key: place for place, key in enumerate(distinct)}
    members: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        members.setdefault(int(linking.groups[number[key]]), []).append(place)
    given = ranks if ranks is not None else [0.0] * len(texts)
    found: list[Membership | None] = [None] * len(texts)
    for group in members.values():
        if len(group) > 1:
            kept = min(group, key=lambda place: (-given[place], -len(texts[place]), place))
            for place, similarity in zip(group, _similarities(texts, keys, group, kept), strict=True):
                found[place] = Membership(kept, similarity)
    return found


def _similarities(texts: Sequence[str], keys: Sequence[str], group: Sequence[int], kept: int) -> list[float]:
    near = [place for place in group if keys[place] != keys[kept]]
    pairs = np.array([(kept, place) for place in near], np.int64).reshape(-1, 2)
    values = jaccard(pairs, lambda places: [texts[place] for place in places.tolist()])
    known = dict(zip(near, values.tolist(), strict=True))
    return [known.get(place, 1.0) for place in group]
