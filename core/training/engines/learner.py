"""What every engine offers the loop: examples, the loss of a batch, the weights that move, and what to keep.

Invariant: `losses` depends on the batch, the weights and torch's random state alone, so that a run which goes on from
a checkpoint takes the same steps as one that was never stopped.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from core.training.data import TrainingRow
from core.training.ordering import Example
from core.training.recipe import Goal, Recipe

if TYPE_CHECKING:
    import torch
    from torch import nn

Tell = Callable[[int, int], None]  # done, total of a stage


def unheard(done: int, total: int) -> None:
    """The callback of those who do not want to hear."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A group of weights that move, with its own step size; names are unique in a run."""

    learning_rate: float
    weights: "dict[str, nn.Parameter]"


@dataclass(frozen=True, slots=True)
class Audited:
    """What one example looks like to the model: its text as decoded from the tokens, and what the loss is taken on."""

    text: str
    learnt: str  # the part, or the labels, that the loss is taken on
    learnt_share: float  # share of its tokens (or heads) with a loss; 0 means it teaches nothing


class Learner(ABC):
    """A model with its examples, ready to be trained."""

    goal: ClassVar[Goal]
    examples: Sequence[Example]
    left_out: dict[str, int]  # reason -> rows that make no example
    module: "nn.Module"

    @classmethod
    @abstractmethod
    def open(cls, recipe: Recipe, rows: Sequence[TrainingRow], model_folder: Path) -> Self:
        """Load the model, attach what is trained, and choose the rows.

        Raises InvalidInputError where the rows hold nothing to learn or the model does not fit the goal.
        """

    @abstractmethod
    def tokenise(self) -> None:
        """Make the examples. Raises InvalidInputError where none is short enough."""

    @abstractmethod
    def prepare(self, run_folder: Path, tell: Tell) -> dict[str, float]:
        """Make the base that the tuned model starts from and is compared with; idempotent, measures on the dev rows."""

    @abstractmethod
    def losses(self, batch: Sequence[int]) -> "torch.Tensor":
        """One loss an example of the batch, with gradient; a step goes down their mean."""

    @abstractmethod
    def trained(self) -> list[Trained]:
        """The weights that move."""

    @abstractmethod
    def audit(self, batch: Sequence[int]) -> list[Audited]:
        """The examples of a batch as the model sees them."""

    @abstractmethod
    def evaluate(self, tell: Tell) -> dict[str, float]:
        """Measures of the tuned model on the dev rows, by name."""

    @abstractmethod
    def save(self, run_folder: Path) -> None:
        """Write the trained adapter (and heads) into the run's folder, whole or not at all."""

    def parameters(self) -> int:
        """Number of all weights, the frozen ones among them."""
        return sum(weight.numel() for weight in self.module.parameters())

    def train_mode(self) -> None:
        """Before the first step: dropout only where the recipe asks for it."""
        self.module.eval()
        for name, module in self.module.named_modules():
            if "lora_dropout" in name:
                module.train()

    def weights(self) -> "dict[str, nn.Parameter]":
        """All weights that move, by name."""
        return {name: weight for group in self.trained() for name, weight in group.weights.items()}
