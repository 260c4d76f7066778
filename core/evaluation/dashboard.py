"""Everything a dashboard of one run shows, read in one call."""

import json
from dataclasses import dataclass
from pathlib import Path

from core.corpus.rows import SegmentRow
from core.evaluation.predictions import (
    ClassPrediction,
    RewritePrediction,
    read_class_predictions,
    read_rewrite_predictions,
)
from core.records import Run, Score
from core.workspace import Workspace

PRIMARY = {"classification": "macro_f1", "rewriting": "bits_per_byte"}


@dataclass(frozen=True, slots=True)
class Test:
    """Tuned against base over all languages (paired bootstrap over situations)."""

    task: str
    metric: str
    difference: float
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One run's scores with the predictions behind them; `scores` is empty before the first evaluation."""

    run: Run
    scores: tuple[Score, ...]
    tests: tuple[Test, ...]
    classes: tuple[ClassPrediction, ...]
    rewrites: tuple[RewritePrediction, ...]

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that were scored."""
        return tuple(sorted({score.task for score in self.scores}))

    def metrics(self, task: str) -> tuple[str, ...]:
        """The metrics of a task, its primary one first."""
        found = sorted({score.metric for score in self.scores if score.task == task})
        return tuple(sorted(found, key=lambda metric: metric != PRIMARY[self.run.kind]))


def read_dashboard(workspace: Workspace, project_id: str, run_id: str) -> Dashboard:
    """The dashboard of a run. Raises NotFoundError where there is no such run."""
    run = workspace.ledger.runs.get(project_id, run_id)
    folder = Path(run.path) / "evaluation"
    comparisons = folder / "comparisons.json"
    tests = json.loads(comparisons.read_text(encoding="utf-8")) if comparisons.is_file() else []
    return Dashboard(
        run=run,
        scores=tuple(workspace.ledger.scores.of_run(run.id)),
        tests=tuple(Test(**test) for test in tests),
        classes=tuple(read_class_predictions(folder / "classification.jsonl")),
        rewrites=tuple(read_rewrite_predictions(folder / "rewriting.jsonl")),
    )


def texts_of(workspace: Workspace, project_id: str, segment_ids: list[str]) -> dict[str, SegmentRow]:
    """The segments behind predictions, by id; those that were taken down are missing."""
    with workspace.snapshot(project_id) as snapshot:
        return {row.segment.id: row for row in snapshot.rows(segment_ids)}
