"""Ways of learning: one file each, found here by the goal of the recipe.

An engine is a subclass of `Learner` with a class method `open(recipe, rows, model_folder)`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from core.errors import InvalidInputError

if TYPE_CHECKING:
    from core.training.engines.learner import Learner

ENGINES = {
    "classification": ("core.training.engines.encoder", "EncoderLearner"),
    "rewriting": ("core.training.engines.causal", "CausalLearner"),
}


def engine(goal: str) -> "type[Learner]":
    """The engine for a goal, imported now (it pulls torch). Raises InvalidInputError for an unknown goal."""
    if goal not in ENGINES:
        raise InvalidInputError(f"No engine learns “{goal}” (known: {', '.join(ENGINES)}).")
    module, name = ENGINES[goal]
    found: type[Learner] = getattr(import_module(module), name)
    return found
