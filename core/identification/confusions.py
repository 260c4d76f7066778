"""Which languages detectors take for one another: `data/identification/confusions.json`.

The groups are used twice: a detector that knows only some members of a group says its label for all of them, so its
word counts for the group (`evidence`); and a doubt that stays inside a group is shown as one (`consensus`).
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache

from core.identification import labels
from core.settings import ROOT

CONFUSIONS = ROOT / "data" / "identification" / "confusions.json"


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """The groups by name, read once."""
    read = json.loads(CONFUSIONS.read_text(encoding="utf-8"))["groups"]
    return {name: tuple(members) for name, members in read.items()}


@cache
def close(first: str, second: str) -> bool:
    """Whether two different tags are of one group, or varieties of one language."""
    if first == second:
        return False
    if labels.base(first) == labels.base(second):
        return True
    return any(_among(first, members) and _among(second, members) for members in groups().values())


def mates(tags: Sequence[str]) -> list[list[int]]:
    """For each tag the places in `tags` of those that are close to it."""
    return [[place for place, other in enumerate(tags) if close(tag, other)] for tag in tags]


def _among(tag: str, members: Sequence[str]) -> bool:
    return tag in members or labels.base(tag) in members
