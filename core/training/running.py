"""A training from start to end, in stages; killed at any moment and called again, it goes on where it was.

    load → tokenise → baseline → train → evaluate → save → done

Each stage is announced before it begins (the first one before torch is even imported), so that the page shows life
within seconds. What must not change between two calls is compared and named when it did: the rows and the order.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ConflictError
from core.training.card import write_card
from core.training.data import TrainingRow, rows_hash
from core.training.environment import write_environment
from core.training.folder import (
    Metric,
    RunFolder,
    Stage,
    add_log,
    add_metric,
    checkpoint_steps,
    read_metrics,
    read_order,
    rewind_metrics,
    write_json,
    write_order,
    write_whole,
)
from core.training.ordering import hash_ids
from core.training.recipe import Recipe, read_recipe
from core.training.stopping import Stop, listening

if TYPE_CHECKING:
    from core.training.engines.learner import Learner
    from core.training.loop import Stepped

Tell = Callable[[Stage, int, int, float | None], None]  # stage, done, total, seconds left


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a training process ended: `finished`, or stopped on request after `step` of `steps`."""

    finished: bool
    step: int
    steps: int
    before: dict[str, float]
    after: dict[str, float]


def train(
    run_folder: Path, rows: Sequence[TrainingRow], model_folder: Path, tell: Tell, *, threads: int = 0
) -> Outcome:
    """Train what `recipe.yaml` in the run's folder says, from the beginning or from the newest checkpoint.

    `threads` overrides the recipe's number (0: the recipe's, or measured). Raises ConflictError where the rows are not
    those that the run began with, InvalidInputError where there is nothing to learn.
    """
    folder = RunFolder(run_folder)
    if folder.finished:
        return finished_outcome(folder)
    lock_rows(folder, rows)
    write_environment(folder)
    rewind_metrics(folder, newest_step(folder))
    with listening() as stop:
        return _Training(folder, read_recipe(folder.recipe), tell, threads, stop).run(rows, model_folder)


def finished_outcome(folder: RunFolder) -> Outcome:
    """What a finished run came to, read back from its metrics."""
    metrics = list(read_metrics(folder))
    before = next((metric.dev for metric in metrics if metric.stage == "baseline" and metric.dev), {})
    after = next(metric for metric in reversed(metrics) if metric.stage == "evaluate" and metric.step is not None)
    assert after.step is not None
    return Outcome(True, after.step, after.step, before, after.dev)


def newest_step(folder: RunFolder) -> int:
    """The step of the newest checkpoint; 0 where there is none."""
    return max(checkpoint_steps(folder.checkpoints), default=0)


def lock_rows(folder: RunFolder, rows: Sequence[TrainingRow]) -> None:
    """Remember what the run is trained on, or check that it is still the same. Raises ConflictError."""
    known = json.loads(folder.data_lock.read_text(encoding="utf-8")) if folder.data_lock.is_file() else {}
    found = rows_hash(rows)
    if known.get("rows_hash", found) != found:
        raise ConflictError(
            "The rows of the data version differ from those that this run began with (rows_hash in data.lock.json).",
            hint="Start a new run; a run cannot go on with other data.",
        )
    counts = Counter(row.split for row in rows)
    write_json(folder.data_lock, known | {"rows_hash": found, "rows": dict(sorted(counts.items()))})


class _StoppedError(Exception):
    """Asked to stop in a stage that has no steps; what it did so far is done again next time."""


@dataclass
class _Training:
    folder: RunFolder
    recipe: Recipe
    tell: Tell
    threads: int
    stop: Stop
    order: list[list[int]] = field(default_factory=list)

    def run(self, rows: Sequence[TrainingRow], model_folder: Path) -> Outcome:
        """All stages."""
        self.stage("load")
        from core.training.engines import engine

        try:
            learner = engine(self.recipe.goal).open(self.recipe, rows, model_folder)
            self.stage("tokenise")
            learner.tokenise()
            self.plan(learner)
            before = self.baseline(learner)
        except _StoppedError:
            self.note("train", "Stopped on request before the first step.")
            return Outcome(False, newest_step(self.folder), 0, {}, {})
        step = self.steps(learner)
        if step < len(self.order):
            self.note("train", f"Stopped on request and saved at step {step}.")
            return Outcome(False, step, len(self.order), before, {})
        return self.finish(learner, before)

    def plan(self, learner: "Learner") -> None:
        """The order and the plan: drawn and kept at the first call, read back at the next."""
        from core.training.planning import choose_threads, make_plan, order_of

        examples = hash_ids(example.id for example in learner.examples)
        kept = read_order(self.folder)
        if kept is None:
            order = order_of(self.recipe, learner)
            plan = make_plan(self.recipe, learner, order, self.folder.path, threads=self.threads)
            write_whole(self.folder.plan, plan.model_dump_json(indent=1) + "\n")
            write_order(self.folder, order, examples)
            for warning in plan.warnings:
                add_log(self.folder, warning)
            kept = order, examples
        else:
            choose_threads(self.recipe, learner, kept[0], self.threads)
        self.order, known = kept
        if known != examples:
            raise ConflictError(
                "The examples differ from those that this run began with (order.json).",
                hint="The model's tokenizer or the recipe changed; start a new run.",
            )

    def baseline(self, learner: "Learner") -> dict[str, float]:
        """Measures of the base on the dev rows; taken once."""
        self.stage("baseline")
        known = [metric.dev for metric in read_metrics(self.folder) if metric.stage == "baseline" and metric.dev]
        before = learner.prepare(self.folder.path, lambda done, total: self.heard("baseline", done, total))
        if known:
            return known[0]
        add_metric(self.folder, Metric(stage="baseline", dev=before))
        return before

    def steps(self, learner: "Learner") -> int:
        """The stage `train`; returns the last step taken."""
        from core.training.loop import run_steps

        return run_steps(
            learner,
            self.order,
            self.recipe,
            checkpoints=self.folder.checkpoints,
            on_start=self.begin,
            on_step=self.stepped,
            stop=self.stop,
        )

    def finish(self, learner: "Learner", before: dict[str, float]) -> Outcome:
        """The stages `evaluate` and `save`; the card is written last."""
        self.stage("evaluate")
        after = learner.evaluate(lambda done, total: self.tell("evaluate", done, total, None))
        add_metric(self.folder, Metric(stage="evaluate", step=len(self.order), dev=after))
        for name in sorted(before.keys() & after.keys()):
            add_log(self.folder, f"{name} on the dev rows: base {before[name]:.4f}, tuned {after[name]:.4f}")
        self.stage("save")
        learner.save(self.folder.path)
        write_card(self.folder, self.recipe, before, after)
        self.stage("done")
        return Outcome(True, len(self.order), len(self.order), before, after)

    def begin(self, step: int) -> None:
        """The steps begin, at the first or after a checkpoint."""
        self.note("train", f"Going on after step {step}." if step else "")
        self.tell("train", step, len(self.order), None)

    def stepped(self, stepped: "Stepped") -> None:
        """A step has been taken."""
        add_metric(
            self.folder,
            Metric(
                stage="train",
                step=stepped.step,
                steps=len(self.order),
                loss=stepped.loss,
                loss_per_language=stepped.loss_per_language,
                learning_rate=stepped.learning_rate,
                tokens_per_second=stepped.tokens_per_second,
                eta_seconds=stepped.eta_seconds,
                rows=stepped.rows,
            ),
        )
        self.tell("train", stepped.step, len(self.order), stepped.eta_seconds)

    def stage(self, stage: Stage) -> None:
        """A stage begins."""
        self.heard(stage, 0, 0)
        self.note(stage, "")

    def note(self, stage: Stage, note: str) -> None:
        """A line in the metrics and in the log."""
        add_metric(self.folder, Metric(stage=stage, note=note))
        add_log(self.folder, f"{stage}: {note}" if note else stage)

    def heard(self, stage: Stage, done: int, total: int) -> None:
        """Progress inside a stage without steps; the place where it can be stopped."""
        self.tell(stage, done, total, None)
        if self.stop.asked:
            raise _StoppedError
