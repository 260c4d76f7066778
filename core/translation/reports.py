"""What a translation job did, in numbers that are the same however often it was interrupted."""

from collections.abc import Sequence

from pydantic import BaseModel

from core.translation.checking import CHECKS
from core.translation.translating import Made

REFUSALS = {  # why a segment has no translation: code -> what a person reads
    "too_long": "The text is too long for a translation engine.",
    "no_answer": "The engine gave no translation.",
    "gone": "The segment is not there any more.",
}


class CheckCounts(BaseModel):
    """How often a check passed, failed, and was not asked."""

    passed: int = 0
    failed: int = 0
    not_asked: int = 0


class UnitResult(BaseModel):
    """What one unit did; `refused` counts segments without a translation, by reason."""

    rows: int
    added: int
    present: int
    failed_rows: int
    checks: dict[str, CheckCounts]
    refused: dict[str, int]
    labels: int
    seconds: float
    refused_bytes: int


class TranslateReport(BaseModel):
    """The whole job: `rows` segments gave `added` + `present` translations; `failed_rows` of them failed a check."""

    source_id: str
    route: str
    version: str
    source: str
    target: str
    rows: int = 0
    added: int = 0
    present: int = 0
    failed_rows: int = 0
    checks: dict[str, CheckCounts] = {}
    refused: dict[str, int] = {}
    labels: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Segments a second, checks included."""
        return self.rows / self.seconds if self.seconds else 0.0

    def add(self, unit: UnitResult) -> None:
        """Add a unit."""
        for name in ("rows", "added", "present", "failed_rows", "labels", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(unit, name))
        self.checks = summed(self.checks, unit.checks)
        for reason, n in unit.refused.items():
            self.refused[reason] = self.refused.get(reason, 0) + n


def counted(made: Sequence[Made]) -> dict[str, CheckCounts]:
    """The counts of some translations; those that are none count nowhere."""
    counts = {name: CheckCounts() for name in CHECKS}
    for one in made:
        for name, result in one.results.items():
            field = {True: "passed", False: "failed", None: "not_asked"}[result.passed]
            setattr(counts[name], field, getattr(counts[name], field) + 1)
    return counts


def summed(first: dict[str, CheckCounts], second: dict[str, CheckCounts]) -> dict[str, CheckCounts]:
    """Both counts added."""
    fields = ("passed", "failed", "not_asked")
    return {
        name: CheckCounts(
            **{
                field: sum(getattr(counts.get(name, CheckCounts()), field) for counts in (first, second))
                for field in fields
            }
        )
        for name in dict.fromkeys([*first, *second])
    }
