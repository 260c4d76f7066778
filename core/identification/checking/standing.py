"""What people's checks say of one language now: answers by stratum, precision at each threshold, what is proposed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.identification.checking import answering, estimating, sampling
from core.identification.checking.answering import Answer, Check
from core.identification.checking.estimating import Precision, Proposal, Stratum
from core.identification.checking.strata import OF_LANGUAGE, STRATUM_SQL

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot
    from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LanguageEvidence:
    """The checks of one language: `yes`, `no` and `unsure` answers, and the precision at each threshold."""

    tag: str
    rows: int
    yes: int
    no: int
    unsure: int
    precisions: tuple[Precision, ...]

    def proposal(self, wanted: float) -> Proposal:
        """The threshold for a wanted precision."""
        return estimating.propose(self.precisions, wanted)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """An answer for a calibrator: a segment still given to the language asked about, and whether it is in it."""

    segment_id: str
    text: str
    language: str
    declared_language: str | None
    votes: str | None
    right: bool


def evidence(ws: "Workspace", project_id: str, snapshot: "Snapshot", tag: str) -> LanguageEvidence:
    """What is known of the detectors' “this is `tag`” in a project."""
    given = answering.checks(ws, project_id, tag)
    strata = _strata(snapshot, tag, given)
    return LanguageEvidence(
        tag=tag,
        rows=sum(one.rows for one in strata.values()),
        yes=sum(one.yes for one in strata.values()),
        no=sum(one.no for one in strata.values()),
        unsure=sum(one.unsure for one in strata.values()),
        precisions=tuple(estimating.precisions(strata)),
    )


def checked_languages(ws: "Workspace", project_id: str) -> dict[str, int]:
    """How many answers each language has that was asked about."""
    counts: dict[str, int] = {}
    for check in answering.checks(ws, project_id):
        counts[check.language] = counts.get(check.language, 0) + 1
    return counts


def checked_rows(ws: "Workspace", project_id: str, snapshot: "Snapshot") -> list[CheckedRow]:
    """All answers that say yes or no, with what the detectors saw: what a calibrator is fitted on.

    Answers about rows that the detectors give to another language by now say nothing of it, and are left out.
    """
    given = {
        (check.segment_id, check.language): check.answer is Answer.YES
        for check in answering.checks(ws, project_id)
        if check.answer is not Answer.UNSURE
    }
    query = """select id, text, language, declared_language, votes from segments
        where id in (select unnest($ids::varchar[])) order by number"""
    found = snapshot.sql(query, {"ids": [name for name, _tag in given]}).to_pylist()
    rows = {row["id"]: row for row in found}
    return [
        CheckedRow(name, rows[name]["text"], tag, rows[name]["declared_language"], rows[name]["votes"], right)
        for (name, tag), right in given.items()
        if name in rows and rows[name]["language"] == tag
    ]


def _strata(snapshot: "Snapshot", tag: str, given: list[Check]) -> dict[int, Stratum]:
    """Rows and answers by stratum. Answers about rows that the detectors give to another language by now are out."""
    rows = sampling.rows_by_stratum(snapshot, tag)
    where = _stratum_of(snapshot, tag, [check.segment_id for check in given])
    counts = {stratum: dict.fromkeys(Answer, 0) for stratum in rows}
    for check in given:
        if check.segment_id in where:
            counts[where[check.segment_id]][check.answer] += 1
    return {
        stratum: Stratum(rows[stratum], own[Answer.YES], own[Answer.NO], own[Answer.UNSURE])
        for stratum, own in counts.items()
    }


def _stratum_of(snapshot: "Snapshot", tag: str, ids: list[str]) -> dict[str, int]:
    query = f"""select id, {STRATUM_SQL} as stratum from segments
        where {OF_LANGUAGE} and id in (select unnest($ids::varchar[]))"""  # noqa: S608
    return {row["id"]: row["stratum"] for row in snapshot.sql(query, {"tag": tag, "ids": ids}).to_pylist()}
