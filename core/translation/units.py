"""The units of a translation job: some segments each, translated, checked and appended at once.

A unit may be repeated after a crash: ids do not depend on the output, labels have keys, and the list of refusals is
cut back first. Engines are opened with the first unit that runs, so that a replay opens none.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.collection.refusals import SHOWN, Refusal, RefusedList
from core.corpus.rows import SegmentRow
from core.records import Source
from core.tagging.importing import FileLabel, record_file_labels
from core.translation import reports
from core.translation.engines.base import Closing
from core.translation.options import TranslationChoice
from core.translation.planning import route_of
from core.translation.routes import Route
from core.translation.translating import Made, Session, identifier_for, route_source, rows, translation_id

if TYPE_CHECKING:
    from core.workspace import Workspace

UNIT_SECONDS = 10.0  # about how long a unit takes: what a kill costs at most
LEAST_ROWS, MOST_ROWS = 4, 1_000
BATCH = 8  # segments between two looks whether the job was cancelled


def unit_rows(seconds_each: float) -> int:
    """How many segments a unit holds at this pace."""
    return int(min(MOST_ROWS, max(LEAST_ROWS, UNIT_SECONDS / max(seconds_each, 1e-6))))


class TranslationUnits(Closing):
    """The units of one job, in its process."""

    def __init__(self, ws: "Workspace", project_id: str, job_id: str, choice: TranslationChoice) -> None:
        self._ws, self._project_id, self._job_id, self._choice = ws, project_id, job_id, choice
        self._session: Session | None = None
        self._refused = RefusedList(ws.job_folder(job_id))

    @property
    def route(self) -> Route:
        """The route of the choice."""
        return self._open().route

    def unit(
        self, ids: Sequence[str], number: int, refused_bytes: int, at: datetime, on_rows: Callable[[int], None]
    ) -> reports.UnitResult:
        """Translate these segments and store what came out; `on_rows` hears how many are done and may raise."""
        session = self._open()
        session.begin()
        before = session.seconds
        with self._ws.snapshot(self._project_id) as snapshot:
            parents = snapshot.rows(ids)
        made: list[Made] = []
        for start in range(0, len(parents), BATCH):
            on_rows(start)
            made += session.make(parents[start : start + BATCH])
        source = route_source(self._ws, self._project_id, session.route, self._job_id)
        licences = {one.id: one.licence for one in self._ws.ledger.sources.list(self._project_id)}
        table = rows(made, session.route, source, job_id=self._job_id, unit=number, licences=licences, at=at)
        report = self._ws.corpus(self._project_id).append(table)
        refusals = [*_refusals(made), *_gone(ids, parents)]
        return reports.UnitResult(
            rows=len(ids),
            added=report.added,
            present=report.present,
            failed_rows=sum(1 for one in made if one.failed),
            checks=reports.counted(made),
            refused=dict(Counter(one.reason for one in refusals)),
            labels=self._carry_labels(made, source) if self._choice.carry_labels else 0,
            seconds=session.seconds - before,
            refused_bytes=self._refused.write(refusals, after=refused_bytes),
        )

    def close(self) -> None:
        """Close the engines."""
        if self._session is not None:
            self._session.close()

    def _open(self) -> Session:
        if self._session is None:
            route = route_of(self._ws, self._choice)
            detectors = self._ws.ledger.projects.get(self._project_id).detectors
            self._session = Session(route, self._choice.limits, identifier_for(self._ws, detectors, route))
        return self._session

    def _carry_labels(self, made: Sequence[Made], source: Source) -> int:
        """Record the parents' labels for their translations, as labels that came along with the text."""
        in_use = set(self._ws.ledger.projects.get(self._project_id).schemes)
        labels = [
            FileLabel(translation_id(source, one.parent.segment.id), scheme, value)
            for one in made
            if not one.refused
            for scheme, value in labels_of(one.parent).items()
            if scheme in in_use
        ]
        return record_file_labels(self._ws, self._project_id, labels).recorded if labels else 0


def labels_of(row: SegmentRow) -> dict[str, str]:
    """What a segment is tagged with, by scheme."""
    own = {"formality": row.formality, "domain": row.domain, **row.labels}
    return {scheme: value for scheme, value in own.items() if value}


def _refusals(made: Sequence[Made]) -> list[Refusal]:
    words = reports.REFUSALS
    return [
        Refusal(one.parent.segment.id, 0, one.refused, words.get(one.refused, ""), one.parent.segment.text[:SHOWN])
        for one in made
        if one.refused
    ]


def _gone(ids: Sequence[str], parents: Sequence[SegmentRow]) -> list[Refusal]:
    there = {parent.segment.id for parent in parents}
    return [Refusal(name, 0, "gone", reports.REFUSALS["gone"]) for name in ids if name not in there]
