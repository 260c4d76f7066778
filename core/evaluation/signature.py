"""The signature of a number: everything that was fixed when it was measured.

It has two halves. The measure (metric, parameters, data, split, resampling, versions) must agree before two numbers may
be compared; the system (model, adapter, seed) is what a comparison is about. After sacrebleu's signatures (Post 2018).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import IncomparableScoresError
from core.records import Score

SEPARATOR = " # "


@dataclass(frozen=True, slots=True)
class Signature:
    """`measure` and `system` as name → value pairs, in the order in which they are written."""

    measure: tuple[tuple[str, str], ...]
    system: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return SEPARATOR.join(
            "|".join(f"{name}:{value}" for name, value in half) for half in (self.measure, self.system)
        )


def measure_of(signature: str) -> str:
    """The half of a written signature that must agree between two comparable scores."""
    return signature.split(SEPARATOR, 1)[0]


def check_comparable(scores: Iterable[Score]) -> None:
    """Raise IncomparableScoresError where the measures of the scores differ, naming what differs."""
    measures = list(dict.fromkeys(measure_of(score.signature) for score in scores))
    if len(measures) < 2:
        return
    first, second = (dict(part.split(":", 1) for part in measure.split("|")) for measure in measures[:2])
    differing = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    raise IncomparableScoresError(
        f"These scores were not measured alike: {', '.join(differing)} differ.",
        hint="Evaluate both runs on the same data version with the same version of Isogloss.",
    )
