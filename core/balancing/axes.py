"""The three axes of balance and heat maps over two of them, made from counts of cells.

An axis lists what the project asks for first (expected languages in their order, values of a scheme in theirs), then
what occurs besides, largest first, and last `""`, which stands for 'has none yet'. Figures of balance count values on
the scale only: wanted or occurring ones, but neither `""` nor values off the scale (unmarked, cannot tell).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from core import languages as tags
from core.balancing import measures
from core.balancing.targets import CellCount
from core.records import Scheme

NAMES = ("language", "formality", "domain")
NONE_YET = ""


class Unit(StrEnum):
    """What is counted. Words are not offered: they cannot be compared across scripts."""

    SEGMENTS = "segments"
    CHARACTERS = "characters"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One value of an axis with its amount (in the axis's unit), its share of all, and its segments.

    `is_wanted`: expected by the project or a value of its scheme. `on_scale`: counts for the figures of balance.
    """

    key: str
    label: str
    amount: int
    share: float
    segments: int
    is_wanted: bool
    on_scale: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis with its values in the order of drawing, and the figures of those on the scale (see `measures`)."""

    name: str
    values: tuple[AxisValue, ...]
    effective_number: float
    dominance_number: float
    evenness: float
    gini: float
    on_scale_share: float  # how much of all has a value on the scale

    def on_scale(self) -> tuple[str, ...]:
        """Keys of the values on the scale."""
        return tuple(value.key for value in self.values if value.on_scale)


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map: `amounts[row][column]`, each row's `shares`, and how many of the cells on the scale are empty."""

    rows: tuple[AxisValue, ...]
    columns: tuple[AxisValue, ...]
    amounts: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...], ...]
    largest: int
    empty: int
    cells: int


def language_axis(cells: Sequence[CellCount], expected: Sequence[str], unit: Unit) -> Axis:
    """The languages; those that the project does not expect follow the expected ones."""
    return _axis("language", cells, {tag: tags.name(tag) for tag in expected}, frozenset(), unit)


def scheme_axis(name: str, cells: Sequence[CellCount], scheme: Scheme | None, unit: Unit) -> Axis:
    """The values of a scheme; without one, what occurs."""
    values = scheme.values if scheme else ()
    off_scale = frozenset(value.key for value in values if not value.on_scale)
    return _axis(name, cells, {value.key: value.label for value in values}, off_scale, unit)


def grid(rows: Axis, columns: Axis, cells: Sequence[CellCount], unit: Unit, only: Mapping[str, str]) -> Grid:
    """The heat map of two axes over the cells that have the values in `only` ("" = has none yet)."""
    amounts: Counter[tuple[str, str]] = Counter()
    segments: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        if all(key_of(cell, name) == value for name, value in only.items()):
            place = (key_of(cell, rows.name), key_of(cell, columns.name))
            amounts[place] += amount_of(cell, unit)
            segments[place] += cell.segments
    lines = tuple(tuple(amounts[row.key, column.key] for column in columns.values) for row in rows.values)
    whole = list(product(rows.on_scale(), columns.on_scale()))
    return Grid(
        rows=rows.values,
        columns=columns.values,
        amounts=lines,
        shares=tuple(tuple(amount / (sum(line) or 1) for amount in line) for line in lines),
        largest=max(amounts.values(), default=0),
        empty=sum(not segments[place] for place in whole),
        cells=len(whole),
    )


def whole_cells(axes: Sequence[Axis], cells: Sequence[CellCount]) -> list[int]:
    """Segments of every combination of values on the scale, empty ones too; axes without values do not divide."""
    used = [axis for axis in axes if axis.on_scale()]
    counts: Counter[tuple[str, ...]] = Counter()
    for cell in cells:
        counts[tuple(key_of(cell, axis.name) for axis in used)] += cell.segments
    return [counts[place] for place in product(*(axis.on_scale() for axis in used))] if used else []


def association(rows: Axis, columns: Axis, cells: Sequence[CellCount]) -> float:
    """Cramér's V of two axes over segments with values on both scales."""
    counts: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        counts[key_of(cell, rows.name), key_of(cell, columns.name)] += cell.segments
    return measures.association([[counts[row, column] for column in columns.on_scale()] for row in rows.on_scale()])


def amount_of(cell: CellCount, unit: Unit) -> int:
    """How much a cell holds in a unit."""
    return {Unit.SEGMENTS: cell.segments, Unit.CHARACTERS: cell.characters, Unit.TOKENS: cell.tokens}[unit]


def key_of(cell: CellCount, axis: str) -> str:
    """A cell's value on an axis, "" where it has none."""
    return {"language": cell.language, "formality": cell.formality, "domain": cell.domain}[axis] or NONE_YET


def _axis(
    name: str, cells: Sequence[CellCount], wanted: Mapping[str, str], off_scale: frozenset[str], unit: Unit
) -> Axis:
    amounts: Counter[str] = Counter()
    segments: Counter[str] = Counter()
    for cell in cells:
        amounts[key_of(cell, name)] += amount_of(cell, unit)
        segments[key_of(cell, name)] += cell.segments
    others = sorted(set(segments) - set(wanted) - {NONE_YET}, key=lambda key: (-segments[key], key))
    total = sum(amounts.values())
    values = tuple(
        AxisValue(
            key=key,
            label=wanted.get(key) or (tags.name(key) if name == "language" and key else key),
            amount=amounts[key],
            share=amounts[key] / total if total else 0.0,
            segments=segments[key],
            is_wanted=key in wanted,
            on_scale=key not in off_scale and key != NONE_YET,
        )
        for key in (*wanted, *others, *([NONE_YET] if segments[NONE_YET] else []))
    )
    counts = [value.amount for value in values if value.on_scale]
    return Axis(
        name=name,
        values=values,
        effective_number=measures.effective_number(counts),
        dominance_number=measures.dominance_number(counts),
        evenness=measures.evenness(counts),
        gini=measures.gini(counts),
        on_scale_share=sum(counts) / total if total else 0.0,
    )
