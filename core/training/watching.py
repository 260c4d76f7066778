"""What can be seen of a run from outside: its stage, its steps, the curves of its loss, what it measured.

Read from the run's folder alone, so a page that is reloaded, a second page and the command line see the same, whether
the training process is alive or not. Curves are means over stretches of steps: a single step holds few rows, of a
language perhaps one, and jumps about.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.training.folder import Metric, RunFolder, Stage, read_metrics
from core.training.plan import Plan
from core.training.running import newest_step

STAGES: tuple[Stage, ...] = ("load", "tokenise", "baseline", "train", "evaluate", "save", "done")
POINTS = 20  # of a curve
LANGUAGE_POINTS = 8  # of a language's curve: it has a row or two in a step
SHOWN_STEPS = 400


@dataclass(frozen=True, slots=True)
class Point:
    """The mean loss over some steps, of which `step` is the last."""

    step: int
    loss: float


@dataclass(frozen=True, slots=True)
class Watched:
    """A run as its folder shows it. `stage` is None before the first sign of life."""

    stage: Stage | None
    step: int
    steps: int | None
    saved_step: int  # of the newest checkpoint; 0 without one
    eta_seconds: float | None  # of the steps that are left, as of the last one
    tokens_per_second: float | None
    steps_taken: tuple[Point, ...]  # at most SHOWN_STEPS points
    curve: tuple[Point, ...]
    by_language: dict[str, tuple[Point, ...]]
    before: dict[str, float]  # the base's measures on the dev rows
    after: dict[str, float]  # the tuned model's
    notes: tuple[str, ...]
    plan: Plan | None
    finished: bool

    @property
    def share(self) -> float:
        """How much of the steps is taken, 0 to 1."""
        return min(1.0, self.step / self.steps) if self.steps else float(self.finished)

    @property
    def last_loss(self) -> float | None:
        """Where the curve ends."""
        return self.curve[-1].loss if self.curve else None


def watch(folder: RunFolder) -> Watched:
    """Read the run's folder; an empty or missing one gives a run without any sign of life."""
    metrics = list(read_metrics(folder))
    steps = [metric for metric in metrics if metric.stage == "train" and metric.step is not None]
    last = steps[-1] if steps else None
    losses = [(metric.step or 0, metric.loss) for metric in steps if metric.loss is not None]
    plan = Plan.model_validate_json(folder.plan.read_bytes()) if folder.plan.is_file() else None
    return Watched(
        stage=metrics[-1].stage if metrics else None,
        step=(last.step or 0) if last else 0,
        steps=last.steps if last else (plan.steps if plan else None),
        saved_step=newest_step(folder),
        eta_seconds=last.eta_seconds if last else None,
        tokens_per_second=last.tokens_per_second if last else None,
        steps_taken=thinned(losses, SHOWN_STEPS),
        curve=thinned(losses, POINTS),
        by_language=language_curves(steps),
        before=_measures(metrics, "baseline"),
        after=_measures(metrics, "evaluate"),
        notes=tuple(metric.note for metric in metrics if metric.note),
        plan=plan,
        finished=folder.finished,
    )


def thinned(losses: Iterable[tuple[int, float]], points: int) -> tuple[Point, ...]:
    """At most `points` points over equal stretches, whole from the end; a short curve comes through as it is."""
    given = list(losses)
    if not given:
        return ()
    width = max(1, -(-given[-1][0] // points))
    stretches: dict[int, list[tuple[int, float]]] = {}
    for step, loss in given:
        stretches.setdefault((given[-1][0] - step) // width, []).append((step, loss))
    return tuple(
        Point(stretch[-1][0], statistics.fmean(loss for _step, loss in stretch)) for stretch in stretches.values()
    )


def language_curves(steps: Sequence[Metric]) -> dict[str, tuple[Point, ...]]:
    """The curve of each language, the one with the highest loss at its end first."""
    found: dict[str, list[tuple[int, float]]] = {}
    for metric in steps:
        for tag, loss in metric.loss_per_language.items():
            found.setdefault(tag, []).append((metric.step or 0, loss))
    curves = {tag: thinned(losses, LANGUAGE_POINTS) for tag, losses in found.items()}
    return dict(sorted(curves.items(), key=lambda item: -item[1][-1].loss))


def _measures(metrics: Sequence[Metric], stage: Stage) -> dict[str, float]:
    return next((metric.dev for metric in reversed(metrics) if metric.stage == stage and metric.dev), {})
