"""How a project's segments stand with the filter: counts by language, verdict and reason.

What the Filter page, the job's report and the demo show; read from one snapshot, so the numbers agree.
"""

from typing import TYPE_CHECKING

from pydantic import BaseModel

from core.records import Verdict

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

NO_LANGUAGE = "und"  # BCP 47 for 'undetermined': rows for which no language is named


class VerdictCounts(BaseModel):
    """Segments by verdict."""

    kept: int = 0
    review: int = 0
    dropped: int = 0
    unknown: int = 0
    unsupported: int = 0
    waiting: int = 0  # not identified yet

    @property
    def total(self) -> int:
        """All of them."""
        return self.kept + self.review + self.dropped + self.unknown + self.unsupported + self.waiting


class FilterSummary(BaseModel):
    """Counts over all segments, by reason (`dropped`: of those left out) and by language."""

    rows: int
    counts: VerdictCounts
    reasons: dict[str, int]
    dropped: dict[str, int]
    per_language: dict[str, VerdictCounts]


FIELD = {
    Verdict.KEEP: "kept",
    Verdict.REVIEW: "review",
    Verdict.DROP: "dropped",
    Verdict.UNKNOWN: "unknown",
    Verdict.UNSUPPORTED: "unsupported",
    None: "waiting",
}


def filter_summary(snapshot: "Snapshot") -> FilterSummary:
    """The counts of a snapshot."""
    found = snapshot.sql("select tag, verdict, reason, count(*) as n from segments group by all order by n desc")
    per_language: dict[str, VerdictCounts] = {}
    counts = VerdictCounts()
    reasons: dict[str, int] = {}
    dropped: dict[str, int] = {}
    for row in found.to_pylist():
        field = FIELD[row["verdict"]]
        _add(counts, field, row["n"])
        _add(per_language.setdefault(row["tag"] or NO_LANGUAGE, VerdictCounts()), field, row["n"])
        reasons[row["reason"]] = reasons.get(row["reason"], 0) + row["n"]
        if field == "dropped":
            dropped[row["reason"]] = dropped.get(row["reason"], 0) + row["n"]
    return FilterSummary(rows=counts.total, counts=counts, reasons=reasons, dropped=dropped, per_language=per_language)


def _add(counts: VerdictCounts, field: str, n: int) -> None:
    setattr(counts, field, getattr(counts, field) + n)
