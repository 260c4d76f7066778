"""The recipe of a training: seven questions, as a model, as YAML, with defaults from the goal and the machine.

A recipe holds every choice that changes the outcome and nothing else; the same recipe on the same data version gives
the same order of batches. Field descriptions are what the form and the documentation show.
"""

from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import InvalidInputError, NotFoundError

Goal = Literal["classification", "rewriting"]


class Part(BaseModel):
    """A part of the recipe: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DataChoice(Part):
    """From which data?"""

    version: int | None = Field(default=None, ge=1, description="Number of the data version; its train rows are used.")
    left_out: tuple[str, ...] = Field(
        default=(), description="Languages that are not trained on, to see how far the others carry (zero-shot)."
    )
    epochs: dict[str, float] = Field(
        default_factory=dict,
        description="Passes per language where they differ from the general number: what the mixture comes to.",
    )


class Method(Part):
    """How is the model changed?"""

    kind: Literal["lora", "heads"] = Field(
        default="lora", description="lora: small matrices beside the frozen weights; heads: the classifier alone."
    )
    rank: int = Field(default=8, ge=1, le=256, description="Width of the LoRA matrices: how much can be learnt.")
    alpha: int = Field(default=16, ge=1, description="Weight of what LoRA adds, divided by the rank.")
    dropout: float = Field(default=0.0, ge=0, lt=1, description="Share of LoRA's inputs left out at random.")
    layers: int | None = Field(
        default=None,
        ge=1,
        description="How many of the upper layers are tuned (by default two thirds of an encoder, half of a "
        "causal model): those below need no backward pass.",
    )
    contrast: float = Field(
        default=0.5, ge=0, le=10, description="Weight of drawing texts of one domain together (classification)."
    )
    targets: tuple[str, ...] = Field(default=(), description="Names of the matrices that LoRA accompanies.")


class Effort(Part):
    """How long, and in how large steps?"""

    epochs: float = Field(default=3.0, gt=0, le=100, description="Passes over the rows of each language.")
    max_steps: int | None = Field(default=None, ge=1, description="Stop after this many steps, however many passes.")
    batch_rows: int = Field(default=32, ge=1, description="Rows in a step at most.")
    batch_tokens: int = Field(default=2048, ge=16, description="Tokens in a step at most, padding included.")
    max_tokens: int = Field(default=64, ge=8, le=8192, description="Longer texts are cut, longer pairs left out.")
    learning_rate: float = Field(default=1e-3, gt=0, lt=1, description="Size of a step of the adapter.")
    head_learning_rate: float = Field(default=3e-4, gt=0, lt=1, description="Size of a step of the classifier heads.")
    weight_decay: float = Field(default=0.01, ge=0, description="Pull of all trained weights towards zero.")
    warmup: float = Field(default=0.1, ge=0, lt=1, description="Share of the steps in which the step size grows.")


class Machine(Part):
    """On what?"""

    device: Literal["auto", "cpu", "cuda"] = Field(default="auto", description="auto takes a GPU where there is one.")
    threads: int = Field(default=0, ge=0, description="CPU threads; 0 measures a few steps and takes the faster.")
    checkpoint_seconds: float = Field(
        default=30.0, ge=0, description="Seconds between two checkpoints; the first comes after a few steps."
    )


class Recipe(Part):
    """Everything that decides the outcome of a training."""

    goal: Goal = Field(
        description="What is to be learnt? classification: formality and domain of a text; rewriting: a colloquial "
        "text in formal wording and the reverse."
    )
    model: str = Field(min_length=1, description="Which model? A name in the model store.")
    data: DataChoice = Field(default_factory=DataChoice, description="From which data?")
    method: Method = Field(default_factory=Method, description="How is the model changed?")
    effort: Effort = Field(default_factory=Effort, description="How long, and in how large steps?")
    machine: Machine = Field(default_factory=Machine, description="On what?")
    seed: int = Field(
        default=20, ge=0, lt=2**32, description="Which order and start? The same seed gives the same run."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.goal == "rewriting" and self.method.kind == "heads":
            raise ValueError("rewriting has no classifier heads to train alone; choose lora")
        for tag, epochs in self.data.epochs.items():
            if epochs < 0:
                raise ValueError(f"passes over {tag} cannot be negative ({epochs})")
        return self


def read_recipe(path: Path) -> Recipe:
    """The recipe in a YAML file. Raises NotFoundError, or InvalidInputError that names the field."""
    if not path.is_file():
        raise NotFoundError(f"There is no recipe {path}.", hint="Give the path of a YAML file.")
    return parse_recipe(path.read_text(encoding="utf-8"), str(path))


def parse_recipe(text: str, source: str = "The recipe") -> Recipe:
    """The recipe in a YAML text. Raises InvalidInputError that names what is wrong."""
    try:
        return Recipe.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise InvalidInputError(
            f"{source} is not YAML: {error}.", hint="Indent with spaces; quote odd texts."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the recipe"
        raise InvalidInputError(f"{source}: {place}: {first['msg']}.", hint="See the field's description.") from error


def format_recipe(recipe: Recipe) -> str:
    """The recipe as YAML; reading it back gives an equal recipe."""
    return yaml.safe_dump(recipe.model_dump(mode="json"), allow_unicode=True, sort_keys=False)


def write_recipe(path: Path, recipe: Recipe) -> None:
    """Write the recipe as YAML."""
    path.write_text(format_recipe(recipe), encoding="utf-8")


def differences(old: Recipe, new: Recipe) -> list[str]:
    """Names of the fields in which two recipes differ, such as effort.epochs; the machine may differ."""
    one, two = (recipe.model_dump(mode="json", exclude={"machine"}) for recipe in (old, new))
    found = []
    for key in one:
        if isinstance(one[key], dict):
            found += [f"{key}.{field}" for field in one[key] if one[key][field] != two[key].get(field)]
        elif one[key] != two[key]:
            found.append(key)
    return found
