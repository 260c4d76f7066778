"""The whole loop without a browser, on the sample: import, identify, tag, balance, freeze, train, evaluate.

It calls what the pages call; only the expert is scripted, who labels each kept segment as its authors meant it. The
report is the contract that other programs read (`DemoReport`). `share` runs the same code on a part of the situations.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from core.balancing.board import read_board
from core.balancing.manifest import FreezeChoice
from core.balancing.splitting import Shares
from core.collection.reports import ImportReport
from core.collection.sample import gold, sample_languages, sample_rows
from core.demo.reports import (
    DemoReport,
    ScoreReport,
    StageReport,
    TrainingReport,
    VersionReport,
    language_counts,
    paired_scores,
    training_report,
)
from core.identification.summary import FilterSummary, filter_summary
from core.jobs.inline import run_inline
from core.jobs.progress import ProgressMark
from core.jobs.sample_project import make_sample_project, sample_import
from core.jobs.workflows.evaluate import EvaluateReport, EvaluateRequest
from core.jobs.workflows.freeze import FreezeReport, FreezeRequest
from core.jobs.workflows.identify import IdentifyReport, IdentifyRequest
from core.jobs.workflows.train import TrainReport, TrainRequest
from core.records import EventKind, NewEvent
from core.tagging import labelling
from core.tagging.projection import fold
from core.training.defaults import default_recipe
from core.training.recipe import Goal, Recipe
from core.workspace import Workspace

LEFT_OUT = ("pt", "sw")  # not trained on: one with relatives among the others, one without
SHARES = Shares(train=0.6, dev=0.1, test=0.3)  # 105 situations are few to test on
BATCH = 500

Tell = Callable[[str], None]
R = TypeVar("R", bound=BaseModel)


def run_demo(
    workspace: Workspace, *, share: float = 1.0, max_steps: int | None = None, tell: Tell = print
) -> DemoReport:
    """Run the loop in the workspace; `share` of the situations, at most `max_steps` a training.

    Raises what its stages raise.
    """
    demo = Demo(workspace, share, tell)
    demo.collect()
    demo.identify()
    demo.tag()
    demo.balance()
    version = demo.freeze()
    for goal in ("classification", "rewriting"):
        demo.train(goal, max_steps)
    return DemoReport(
        stages=demo.stages,
        data_version=VersionReport(hash=version.content_hash, rows=version.rows),
        training=demo.training,
        scores=demo.scores,
    )


class Demo:
    """The state that the stages hand on."""

    def __init__(self, workspace: Workspace, share: float, tell: Tell) -> None:
        self.workspace = workspace
        self.tell = tell
        self.project = make_sample_project(workspace, name="Demo")
        self.situations = some_situations(share)
        self.stages: dict[str, StageReport] = {}
        self.training: list[TrainingReport] = []
        self.scores: list[ScoreReport] = []

    def collect(self) -> None:
        """Import the sample's files."""
        begin = time.monotonic()
        request = sample_import(self.workspace, self.project.id, situations=self.situations)
        report = self._do("import", request, ImportReport)
        self._stage("import", begin, report.rows, refused=report.refused)

    def identify(self) -> None:
        """Identify the language of each segment, and clean it."""
        begin = time.monotonic()
        self._do("identify", IdentifyRequest(project_id=self.project.id, clean=True), IdentifyReport)
        self._stage("identify", begin, self._summary().rows)

    def tag(self) -> None:
        """Label every kept segment with both tags, as an expert would who agrees with the authors."""
        begin = time.monotonic()
        with self.workspace.snapshot(self.project.id) as snapshot:
            kept = {row["id"] for row in snapshot.sql("select id from segments where verdict = 'keep'").to_pylist()}
        events = [
            NewEvent(
                key=f"demo-{label.scheme}-{label.segment_id}",
                segment_id=label.segment_id,
                kind=EventKind.LABEL,
                value=label.value,
                scheme=label.scheme,
            )
            for label in gold(situations=self.situations)
            if label.segment_id in kept
        ]
        for first in range(0, len(events), BATCH):
            labelling.record(self.workspace, self.project.id, "local", events[first : first + BATCH])
        fold(self.workspace, self.project.id)
        self._stage("tag", begin, len(kept))

    def balance(self) -> None:
        """Read the balance board."""
        begin = time.monotonic()
        board = read_board(self.workspace, self.project.id)
        self.tell(f"balance: {board.total} segments, {board.empty_cells} of {board.all_cells} cells empty")
        self._stage("balance", begin, board.total)

    def freeze(self) -> FreezeReport:
        """Freeze a data version."""
        begin = time.monotonic()
        choice = FreezeChoice(name="Demo", shares=SHARES)
        report = self._do("freeze", FreezeRequest(project_id=self.project.id, choice=choice), FreezeReport)
        self._stage("freeze", begin, sum(report.rows.values()))
        return report

    def train(self, goal: Goal, max_steps: int | None) -> None:
        """Fine-tune for one goal, then evaluate the run."""
        begin = time.monotonic()
        recipe = capped(default_recipe(goal, left_out=LEFT_OUT if goal == "classification" else ()), max_steps)
        trained = self._do("train", TrainRequest(project_id=self.project.id, recipe=recipe), TrainReport)
        seconds = time.monotonic() - begin
        self._add_time("train", begin)
        begin = time.monotonic()
        few = 1 if self.situations else 2
        request = EvaluateRequest(project_id=self.project.id, run_id=trained.run_id, generate_per_language=few)
        evaluated = self._do("evaluate", request, EvaluateReport)
        self._add_time("evaluate", begin)
        scores = self.workspace.ledger.scores.of_run(trained.run_id)
        self.scores += paired_scores(scores)
        self.training += [
            training_report(recipe, task, scores, evaluated, seconds) for task in sorted({s.task for s in scores})
        ]

    def _do(self, kind: str, request: BaseModel, report: type[R]) -> R:
        self.tell(f"{kind} …")
        heard: str | None = None

        def hear(mark: ProgressMark) -> None:
            nonlocal heard
            if mark.phase != heard:
                heard = mark.phase
                self.tell(f"  {mark.phase}")

        found = run_inline(self.workspace, kind, request, project_id=self.project.id, on_progress=hear)
        assert isinstance(found, report), f"{kind} reports {type(found)}"
        return found

    def _summary(self) -> FilterSummary:
        with self.workspace.snapshot(self.project.id) as snapshot:
            return filter_summary(snapshot)

    def _stage(self, name: str, begin: float, rows_in: int, refused: dict[str, int] | None = None) -> None:
        summary = self._summary()
        waiting = summary.counts.waiting  # before identification nothing is left out
        self.stages[name] = StageReport(
            seconds=time.monotonic() - begin,
            rows_in=rows_in,
            kept=summary.counts.kept + waiting,
            review=summary.counts.review,
            dropped={**(refused or {}), **summary.dropped},
            per_language={tag: language_counts(counts) for tag, counts in summary.per_language.items()},
        )

    def _add_time(self, name: str, begin: float) -> None:
        if name not in self.stages:
            self._stage(name, begin, self._summary().counts.kept)
        else:
            stage = self.stages[name]
            self.stages[name] = stage.model_copy(update={"seconds": stage.seconds + time.monotonic() - begin})


def some_situations(share: float) -> tuple[str, ...]:
    """Every n-th situation of the sample, in all domains; () means all."""
    if share >= 1:
        return ()
    names = list(dict.fromkeys(row.situation for row in sample_rows(sample_languages()[0])))
    step = max(1, round(1 / share))
    return tuple(names[::step])


def capped(recipe: Recipe, max_steps: int | None) -> Recipe:
    """The recipe with at most `max_steps` steps."""
    if max_steps is None:
        return recipe
    return recipe.model_copy(update={"effort": recipe.effort.model_copy(update={"max_steps": max_steps})})
