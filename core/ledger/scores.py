"""Scores of runs. A score that is put again for the same cell, metric and signature takes the place of the old one."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from core.ledger.chunks import in_chunks
from core.ledger.store import Store
from core.ledger.tables.products import RunRow, ScoreRow
from core.records import Score

CELL = ("run_id", "system", "task", "metric", "language", "formality", "domain", "signature")
FIGURES = ("value", "low", "high", "n", "note")


class Scores:
    """Repository of scores."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, scores: Sequence[Score]) -> None:
        """Store scores, all or none; the last of two for the same cell counts."""
        rows = {tuple(row[column] for column in CELL): row for row in map(_as_values, scores)}
        insert = sqlite.insert if self._store.is_sqlite else postgresql.insert
        statement = insert(ScoreRow)
        replacing = statement.on_conflict_do_update(
            index_elements=list(CELL), set_={column: statement.excluded[column] for column in FIGURES}
        )
        with self._store.write() as session:
            for chunk in in_chunks(list(rows.values())):
                session.connection().execute(replacing, list(chunk))

    def of_run(self, run_id: str) -> list[Score]:
        """All scores of a run, in a fixed order."""
        return self._read(select(ScoreRow).where(ScoreRow.run_id == run_id))

    def of_project(self, project_id: str) -> list[Score]:
        """All scores of a project's runs, in a fixed order."""
        return self._read(
            select(ScoreRow).join(RunRow, ScoreRow.run_id == RunRow.id).where(RunRow.project_id == project_id)
        )

    def _read(self, query: Select[ScoreRow]) -> list[Score]:
        order = [getattr(ScoreRow, column) for column in CELL]
        with self._store.read() as session:
            return [_as_score(row) for row in session.scalars(query.order_by(*order))]


def _as_values(score: Score) -> dict[str, object]:
    values: dict[str, object] = asdict(score)
    return values | {cell: values[cell] or "" for cell in ("language", "formality", "domain")}


def _as_score(row: ScoreRow) -> Score:
    return Score(
        run_id=row.run_id,
        system=row.system,
        task=row.task,
        metric=row.metric,
        value=row.value,
        low=row.low,
        high=row.high,
        n=row.n,
        signature=row.signature,
        language=row.language or None,
        formality=row.formality or None,
        domain=row.domain or None,
        note=row.note,
    )
