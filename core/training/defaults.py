"""Recipes to begin with: what works on this machine in minutes.

The numbers for a few CPU cores were found on the sample project (see docs/decisions.md); a GPU takes more rows in a
step and longer texts.
"""

from collections.abc import Mapping

from core.processes.cores import available_cores
from core.training.recipe import DataChoice, Effort, Goal, Method, Recipe

MODELS: dict[Goal, str] = {"classification": "multilingual-e5-small", "rewriting": "smollm2-135m-instruct"}
MANY_CORES = 8


def default_recipe(
    goal: Goal,
    *,
    model: str | None = None,
    version: int | None = None,
    mixture: Mapping[str, float] | None = None,
    left_out: tuple[str, ...] = (),
    has_gpu: bool | None = None,
) -> Recipe:
    """The recipe that a person finds filled in.

    `mixture` says how often a language is passed over relative to the others (1 = as often as the recipe's passes);
    `has_gpu` None looks whether there is one (this imports torch).
    """
    effort, method = _sizes(goal, is_small=not (_has_gpu() if has_gpu is None else has_gpu))
    data = DataChoice(version=version, left_out=left_out, epochs=passes(effort.epochs, mixture or {}, left_out))
    return Recipe(goal=goal, model=model or MODELS[goal], data=data, method=method, effort=effort)


def passes(epochs: float, mixture: Mapping[str, float], left_out: tuple[str, ...] = ()) -> dict[str, float]:
    """Passes per language: the general number times the mixture's; empty where the mixture treats all alike."""
    kept = {tag: share for tag, share in mixture.items() if tag not in left_out}
    if len({round(share, 3) for share in kept.values()}) <= 1:
        return {}
    return {tag: round(epochs * share, 3) for tag, share in sorted(kept.items())}


def _sizes(goal: Goal, *, is_small: bool) -> tuple[Effort, Method]:
    is_small = is_small and available_cores() < MANY_CORES
    if goal == "classification":
        effort = Effort(epochs=3, batch_rows=32, batch_tokens=2048, max_tokens=64 if is_small else 256)
        return effort, Method()
    if is_small:
        return Effort(
            epochs=1, max_steps=60, batch_rows=8, batch_tokens=1024, max_tokens=384, learning_rate=2e-3
        ), Method()
    return Effort(epochs=3, batch_rows=16, batch_tokens=8192, max_tokens=768), Method(rank=16, alpha=32)


def _has_gpu() -> bool:
    import torch

    return torch.cuda.is_available()
