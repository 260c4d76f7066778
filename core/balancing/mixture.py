"""How often a training passes over each language: UniMax or temperature, as a plan that can be read before it is used.

UniMax (Chung et al. 2023, arXiv 2304.09151): go through the languages from the smallest; each gets an equal part of
what is left of the budget, but at most `cap` passes over its data. Temperature: shares proportional to size ** alpha
(1 natural … 0 uniform).

Sizes are amounts of one unit (best tokens of the chosen model, else a language that needs many tokens is
over-counted). Invariants: UniMax never passes a cap, its amounts sum to the budget or every language is capped (then
`shortfall` says by how much: shorten the run rather than repeat more); a language without data gets nothing and is
named in `empty`.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from core.balancing.measures import effective_number
from core.errors import InvalidInputError

MANY_PASSES = 4.0  # beyond about four passes repeated data teach little (Muennighoff et al. 2023, arXiv 2305.16264)


class UniMax(BaseModel):
    """Near-uniform, with at most `cap` passes over each language."""

    model_config = ConfigDict(frozen=True)

    method: Literal["unimax"] = "unimax"
    cap: float = Field(default=2.0, gt=0, le=100, description="Passes over a language at most.")


class Temperature(BaseModel):
    """Shares proportional to size ** alpha."""

    model_config = ConfigDict(frozen=True)

    method: Literal["temperature"] = "temperature"
    alpha: float = Field(default=0.3, ge=0, le=1, description="1: as much as there is; 0: the same of each.")


Method = Annotated[UniMax | Temperature, Field(discriminator="method")]


class LanguageShare(BaseModel):
    """One language in the mixture: `size` and `amount` in the unit, `share` of all drawn, `epochs` = amount / size."""

    model_config = ConfigDict(frozen=True)

    language: str
    size: float
    natural_share: float
    amount: float
    share: float
    epochs: float
    is_capped: bool = False
    is_repeated_often: bool = False  # more than MANY_PASSES


class Mixture(BaseModel):
    """What each language comes to, from the largest size to the smallest."""

    model_config = ConfigDict(frozen=True)

    method: Method
    unit: str
    budget: float
    languages: tuple[LanguageShare, ...]
    empty: tuple[str, ...] = ()
    shortfall: float = 0.0  # what of the budget could not be filled, since every language is capped
    effective_before: float = 0.0  # effective number of languages as they are …
    effective_after: float = 0.0  # … and as they are drawn

    @property
    def epochs(self) -> dict[str, float]:
        """Passes per language: what a recipe's `data.epochs` takes."""
        return {item.language: item.epochs for item in self.languages}


def mix(
    sizes: Mapping[str, float], method: UniMax | Temperature, *, budget: float | None = None, unit: str = "tokens"
) -> Mixture:
    """The mixture of languages with these sizes. `budget` is what is drawn in all, by default as much as there is.

    Raises InvalidInputError for a budget or a size below zero.
    """
    total = float(sum(sizes.values()))
    budget = total if budget is None else float(budget)
    if budget < 0 or not math.isfinite(budget) or any(size < 0 for size in sizes.values()):
        raise InvalidInputError(f"A mixture of {budget:g} {unit} cannot be drawn.", hint="Give a number above zero.")
    present = {language: float(size) for language, size in sizes.items() if size > 0}
    if isinstance(method, UniMax):
        amounts = unimax(present, budget, method.cap)
    else:
        amounts = temperature(present, budget, method.alpha)
    empty = tuple(sorted(set(sizes) - set(present)))
    return _described(present, amounts, method=method, budget=budget, unit=unit, empty=empty)


def unimax(sizes: Mapping[str, float], budget: float, cap: float) -> dict[str, float]:
    """The amount of each language by UniMax; they sum to `budget`, or to less where every language is capped."""
    amounts: dict[str, float] = {}
    left = budget
    ordered = sorted(sizes, key=lambda language: (sizes[language], language))
    for place, language in enumerate(ordered):
        amounts[language] = min(left / (len(ordered) - place), sizes[language] * cap)
        left -= amounts[language]
    return amounts


def temperature(sizes: Mapping[str, float], budget: float, alpha: float) -> dict[str, float]:
    """The amount of each language: `budget` in shares proportional to size ** alpha."""
    weights = {language: size**alpha for language, size in sizes.items()}
    total = sum(weights.values())
    return {language: budget * weight / total for language, weight in weights.items()}


def draw_rows(languages: Sequence[str], epochs: Mapping[str, float], seed: int) -> npt.NDArray[np.int64]:
    """Row numbers in the order of drawing, exact and the same for the same seed.

    Row i is of `languages[i]`. A language of n rows gives round(n × epochs) numbers: each of its rows as often as there
    are whole passes, and a random part of them once more. The order over all languages is shuffled. Languages that
    `epochs` does not name are passed over once. Raises InvalidInputError for a negative number of passes.
    """
    if any(passes < 0 for passes in epochs.values()):
        raise InvalidInputError("A language cannot be passed over less than zero times.")
    names, codes = np.unique(np.asarray(languages, dtype=object).astype(str), return_inverse=True)
    drawn: list[npt.NDArray[np.int64]] = []
    for code, language in enumerate(names):
        generator = np.random.default_rng([seed, *str(language).encode()])  # a language's draw depends on no other
        rows = np.flatnonzero(codes == code)
        wanted = math.floor(len(rows) * epochs.get(str(language), 1.0) + 0.5)
        passes = math.ceil(wanted / len(rows))
        drawn.append(np.concatenate([generator.permutation(rows) for _ in range(passes)] or [rows[:0]])[:wanted])
    together = np.concatenate(drawn) if drawn else np.empty(0, np.int64)
    return np.random.default_rng(seed).permutation(together).astype(np.int64)


def _described(
    sizes: Mapping[str, float],
    amounts: Mapping[str, float],
    *,
    method: UniMax | Temperature,
    budget: float,
    unit: str,
    empty: tuple[str, ...],
) -> Mixture:
    drawn, total = sum(amounts.values()), sum(sizes.values())
    cap = method.cap if isinstance(method, UniMax) else math.inf
    ordered = sorted(sizes, key=lambda language: (-sizes[language], language))
    return Mixture(
        method=method,
        unit=unit,
        budget=budget,
        languages=tuple(
            LanguageShare(
                language=language,
                size=sizes[language],
                natural_share=sizes[language] / total,
                amount=amounts[language],
                share=amounts[language] / drawn if drawn else 0.0,
                epochs=amounts[language] / sizes[language],
                is_capped=math.isclose(amounts[language], sizes[language] * cap),
                is_repeated_often=amounts[language] > sizes[language] * MANY_PASSES,
            )
            for language in ordered
        ),
        empty=empty,
        shortfall=max(0.0, budget - drawn) if not math.isclose(budget, drawn) else 0.0,
        effective_before=effective_number(list(sizes.values())),
        effective_after=effective_number(list(amounts.values())),
    )
