"""From the few questions that a person answers to a recipe, and everything that speaks against it, all at once.

Nothing here loads a model: the checks read the data version's roll-up and the models' cards, so a form can ask at each
change. What only a try can tell (time, memory, cut texts) is the plan's business.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from core.balancing.manifest import Contents
from core.models.cards import ModelCard
from core.training.data import SIDES
from core.training.defaults import default_recipe, passes
from core.training.recipe import DataChoice, Goal, Part, Recipe

EffortLevel = Literal["quick", "usual", "thorough"]
FACTORS: Mapping[EffortLevel, float] = {"quick": 1 / 3, "usual": 1.0, "thorough": 2.0}
KINDS: Mapping[Goal, str] = {"classification": "encoder", "rewriting": "causal"}
OFF_SCALE = frozenset({"", "unmarked", "cannot_tell"})  # not tagged, or nothing to be learnt from


class Choices(Part):
    """The seven answers, and what is folded away behind them."""

    goal: Goal = "classification"
    model: str = ""
    version: int | None = None
    left_out: tuple[str, ...] = ()
    effort: EffortLevel = "usual"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    name: str = Field(default="", max_length=120)
    follow_mixture: bool = True
    method: Literal["lora", "heads"] = "lora"
    rank: int | None = None
    learning_rate: float | None = None
    batch_rows: int | None = None
    max_tokens: int | None = None
    seed: int = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against a choice; `field` is the name in `Choices`. A blocking one must be put right first."""

    field: str
    message: str
    hint: str = ""
    is_blocking: bool = True


def recipe_of(choices: Choices, contents: Contents | None, *, has_gpu: bool) -> Recipe:
    """The recipe that these answers come to. Raises pydantic's ValidationError for values out of range."""
    base = default_recipe(
        choices.goal, model=choices.model or None, version=choices.version, left_out=choices.left_out, has_gpu=has_gpu
    )
    factor = FACTORS[choices.effort]
    steps = base.effort.max_steps
    effort: dict[str, object] = base.effort.model_dump() | {
        "epochs": round(base.effort.epochs * factor, 2),
        "max_steps": max(1, round(steps * factor)) if steps else None,
    }
    effort |= {key: value for key in ("learning_rate", "batch_rows", "max_tokens") if (value := getattr(choices, key))}
    mixture = contents.mixture.epochs if contents and choices.follow_mixture else {}
    data = DataChoice(
        version=choices.version,
        left_out=choices.left_out,
        epochs=passes(float(str(effort["epochs"])), mixture, choices.left_out),
    )
    method: dict[str, object] = base.method.model_dump() | {"kind": choices.method}
    method |= {"rank": choices.rank, "alpha": 2 * choices.rank} if choices.rank else {}
    return Recipe.model_validate(
        base.model_dump()
        | {
            "data": data,
            "effort": effort,
            "method": method,
            "machine": base.machine.model_dump() | {"device": choices.device},
            "seed": choices.seed,
        }
    )


def problems(
    choices: Choices, contents: Contents | None, models: Sequence[ModelCard], *, has_gpu: bool
) -> list[Problem]:
    """Everything that speaks against the choices; `contents` is the data version's roll-up, None without one."""
    found = list(_with_model(choices, models))
    if contents is None:
        found.append(Problem("version", "There is no data version to train on.", "Freeze one on the Balance page."))
    else:
        found += [*_with_languages(choices, contents), *_with_goal(choices, contents)]
    if choices.device == "cuda" and not has_gpu:
        found.append(Problem("device", "No GPU was found that the installed torch can use.", "Choose the CPU."))
    if choices.goal == "rewriting" and choices.method == "heads":
        found.append(Problem("method", "Rewriting has no classifier heads to train alone.", "Choose LoRA."))
    return found


def _with_model(choices: Choices, models: Sequence[ModelCard]) -> Iterator[Problem]:
    card = next((card for card in models if card.name == choices.model), None)
    wanted = KINDS[choices.goal]
    if card is None:
        yield Problem("model", "No model is chosen.", "Choose one from the store.")
    elif card.kind != wanted:
        yield Problem("model", f"{card.title} is no {wanted} model.", "Choose one that fits the goal.")
    elif not card.present:
        size = round(card.download_bytes / 1e6)
        yield Problem("model", f"It is not here yet: {size} MB are fetched first.", is_blocking=False)


def _with_languages(choices: Choices, contents: Contents) -> Iterator[Problem]:
    there = set(contents.languages)
    if absent := sorted(set(choices.left_out) - there):
        yield Problem("left_out", f"Not in this data version anyway: {', '.join(absent)}.", is_blocking=False)
    kept = there - set(choices.left_out)
    if not any(contents.languages[tag].get("train", 0) for tag in kept):
        yield Problem("left_out", "No language is left to train on.", "Leave fewer out.")
    for split, use in (("dev", "the training cannot be watched"), ("test", "the run cannot be evaluated")):
        if not contents.rows.get(split, 0):
            yield Problem("version", f"It has no {split} rows: {use}.", "Freeze one with all splits.", split == "dev")


def _with_goal(choices: Choices, contents: Contents) -> Iterator[Problem]:
    formality = _train_values(contents.formality)
    if choices.goal == "rewriting":
        if missing := [side for side in SIDES if side not in formality]:
            yield Problem(
                "goal",
                f"Rewriting needs the same content in both wordings; none is tagged {' or '.join(missing)}.",
                "Tag both wordings of a text, and freeze again.",
            )
    elif len(formality) < 2 and len(_train_values(contents.domains)) < 2:
        yield Problem(
            "goal",
            "The train rows show fewer than two formality values and fewer than two domains.",
            "Tag segments of different formality or domain, and freeze again.",
        )


def _train_values(counts: Mapping[str, Mapping[str, int]]) -> set[str]:
    return {value for value, splits in counts.items() if value not in OFF_SCALE and splits.get("train", 0)}
