"""The steps of a training: batches in the order that was drawn, a checkpoint early and then regularly.

The loop is written out here rather than left to transformers' Trainer because of what a run promises: each checkpoint
whole or absent, nothing pickled, the loss per language of each step, and a resumed run that takes exactly the steps
it would have taken. The step size is a function of the step number alone, so there is no scheduler to restore.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from core.errors import InvalidInputError
from core.training.checkpoints import load_checkpoint, newest_checkpoint, save_checkpoint
from core.training.engines.learner import Learner
from core.training.ordering import hash_ids
from core.training.recipe import Recipe
from core.training.stopping import Stop

FIRST_CHECKPOINT = 3  # steps: early, so that hardly anything is lost to a crash soon after the start
CLIP = 1.0  # largest norm of a step's gradient
BETAS = (0.9, 0.98)  # the second moment forgets sooner than by default: runs here take hundreds of steps, not millions
SPEED_STEPS = 10  # the speed shown is that of the last steps


@dataclass(frozen=True, slots=True)
class Stepped:
    """What one step came to."""

    step: int
    loss: float
    loss_per_language: dict[str, float]
    learning_rate: float
    tokens_per_second: float
    eta_seconds: float
    rows: str


def run_steps(
    learner: Learner,
    order: Sequence[Sequence[int]],
    recipe: Recipe,
    *,
    checkpoints: Path,
    on_step: Callable[[Stepped], None],
    on_start: Callable[[int], None],
    stop: Stop,
) -> int:
    """Take all steps that are left; returns the number of the last one taken (less than all when asked to stop).

    `on_start(step)` is told the step that the run goes on from (0 at first) before the next one is taken.
    """
    stepper = Stepper(learner, recipe, len(order))
    torch.manual_seed(recipe.seed)
    place = newest_checkpoint(checkpoints)
    step = load_checkpoint(place, stepper.weights, stepper.optimizer) if place else 0
    on_start(step)
    learner.train_mode()
    pace = _Pace(learner, order)
    saved_at, saved = time.monotonic(), step
    while step < len(order) and not stop.asked:
        pace.begin()
        losses = stepper.take(step, order[step])
        step += 1
        on_step(pace.end(step, losses, stepper.learning_rate))
        waited = time.monotonic() - saved_at >= recipe.machine.checkpoint_seconds
        if step == len(order) or step == FIRST_CHECKPOINT or waited:
            save_checkpoint(checkpoints, step, stepper.weights, stepper.optimizer)
            saved_at, saved = time.monotonic(), step
    if saved < step:
        save_checkpoint(checkpoints, step, stepper.weights, stepper.optimizer)
    return step


class Stepper:
    """Takes single steps: AdamW over the weights that move, each group with its own step size."""

    def __init__(self, learner: Learner, recipe: Recipe, steps: int) -> None:
        self.learner = learner
        self.steps = steps
        self.warmup = recipe.effort.warmup
        self.weights = learner.weights()
        self.optimizer = torch.optim.AdamW(
            [
                {"params": list(group.weights.values()), "lr": group.learning_rate, "full_lr": group.learning_rate}
                for group in learner.trained()
            ],
            betas=BETAS,
            weight_decay=recipe.effort.weight_decay,
        )

    @property
    def learning_rate(self) -> float:
        """Step size of the last group (the adapter, where there is one) at the last step."""
        return float(self.optimizer.param_groups[-1]["lr"])

    def take(self, step: int, batch: Sequence[int]) -> list[float]:
        """One forward and backward pass and one change of the weights; returns the loss of each example.

        Raises InvalidInputError where a loss is no number; the weights are then as they were.
        """
        share = step_share(step, self.steps, self.warmup)
        for group in self.optimizer.param_groups:
            group["lr"] = group["full_lr"] * share
        self.optimizer.zero_grad(set_to_none=False)
        losses = self.learner.losses(batch)
        if not bool(losses.isfinite().all()):
            raise InvalidInputError(
                f"The loss of step {step + 1} is no number: the training has diverged.",
                hint="Start a new run with a smaller learning rate (effort.learning_rate).",
            )
        losses.mean().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.weights.values(), CLIP)
        self.optimizer.step()
        found: list[float] = losses.detach().cpu().tolist()
        return found


def step_share(step: int, steps: int, warmup: float) -> float:
    """Share of the full step size at `step` (from 0): grows to 1 in the warm-up, then falls linearly to 0."""
    rising = warmup * steps
    if step < rising:
        return (step + 1) / (rising + 1)
    return max(0.0, (steps - step) / (steps - rising))


class _Pace:
    """Turns steps into what is told about them: speed, time left, loss per language."""

    def __init__(self, learner: Learner, order: Sequence[Sequence[int]]) -> None:
        self.learner = learner
        self.order = order
        self.tokens = [sum(learner.examples[index].tokens for index in batch) for batch in order]
        self.recent: list[tuple[int, float]] = []
        self.began = 0.0

    def begin(self) -> None:
        """A step begins."""
        self.began = time.monotonic()

    def end(self, step: int, losses: Sequence[float], learning_rate: float) -> Stepped:
        """The step has been taken."""
        self.recent = [*self.recent, (self.tokens[step - 1], time.monotonic() - self.began)][-SPEED_STEPS:]
        speed = sum(tokens for tokens, _ in self.recent) / max(sum(seconds for _, seconds in self.recent), 1e-9)
        batch = self.order[step - 1]
        return Stepped(
            step=step,
            loss=sum(losses) / len(losses),
            loss_per_language=self._per_language(batch, losses),
            learning_rate=learning_rate,
            tokens_per_second=speed,
            eta_seconds=sum(self.tokens[step:]) / speed,
            rows=hash_ids(self.learner.examples[index].id for index in batch),
        )

    def _per_language(self, batch: Sequence[int], losses: Sequence[float]) -> dict[str, float]:
        found: dict[str, list[float]] = {}
        for index, loss in zip(batch, losses, strict=True):
            found.setdefault(self.learner.examples[index].language, []).append(loss)
        return {tag: sum(values) / len(values) for tag, values in sorted(found.items())}
