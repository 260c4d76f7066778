"""Two versions of a page aligned paragraph by paragraph: by ids, by equal structure, by lengths.

In this order, each where it applies: paragraphs whose elements bear the same id on both pages; pages (then sections
between headings) that are built alike, one to one; for the rest a dynamic programme over lengths in characters after
Gale and Church (1993, "A Program for Aligning Sentences in Bilingual Corpora"), in which a heading against a paragraph,
or other figures in the two texts, cost extra. Only one-to-one pairs come out: a pair is a claim about two segments.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

How = Literal["id", "structure", "length"]
MOST_CELLS = 250_000  # of one programme; pages beyond it are aligned by id and structure alone
SHARED_IDS = 0.5  # of the shorter page's paragraphs
# Cost of a bead in nats, -ln P: table 5 of the paper, 1-0 and 0-1 together .0099, 2-1 and 1-2 together .089, 2-2 .011.
_BEADS = {
    (1, 1): -math.log(0.89), (1, 0): -math.log(0.0099 / 2), (0, 1): -math.log(0.0099 / 2),
    (2, 1): -math.log(0.089 / 2), (1, 2): -math.log(0.089 / 2), (2, 2): -math.log(0.011),
}  # fmt: skip
_VARIANCE = 6.8  # s² a character, section 3.2 of the paper
_OTHER_KIND, _OTHER_FIGURES = 8.0, 6.0  # nats; as bad as leaving a paragraph alone, and a little more
_HEADING = re.compile(r"(h[1-6]|head)(/a)?$")
_DIGITS = re.compile(r"\d+")

_Cost = Callable[[int, int, int, int], float]  # first of a, how many of a, first of b, how many of b


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph's place in the structure: element name, id ('' for none), length, figures in it as ASCII digits."""

    kind: str
    anchor: str
    length: int
    figures: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, mark: str) -> "Unit":
        """The unit of a paragraph; `mark` is a block's (`h2#intro`)."""
        kind, _, anchor = mark.partition("#")
        figures = tuple("".join(str(unicodedata.digit(d)) for d in run) for run in _DIGITS.findall(text)[:20])
        return cls(kind, anchor, len(text), figures)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return _HEADING.match(self.kind) is not None


@dataclass(frozen=True, slots=True)
class Pair:
    """Paragraph `a` of the one page and `b` of the other say the same, as `how` made likely."""

    a: int
    b: int
    how: How


def align(a: Sequence[Unit], b: Sequence[Unit]) -> list[Pair]:
    """The one-to-one pairs of two pages, in order of `a`."""
    if not a or not b:
        return []
    by_id = _by_ids(a, b)
    if by_id is not None:
        return by_id
    if _alike(a, b):
        return [Pair(place, place, "structure") for place in range(len(a))]
    scales = _scales(a, b)
    parts_a, parts_b = _sections(a), _sections(b)
    if [a[low].kind for low, _ in parts_a] == [b[low].kind for low, _ in parts_b]:
        matched = list(zip(parts_a, parts_b, strict=True))
    else:
        wholes_a = [_joined(a[low:high]) for low, high in parts_a]
        wholes_b = [_joined(b[low:high]) for low, high in parts_b]
        matched = [(parts_a[i], parts_b[j]) for i, j in _by_length(wholes_a, wholes_b, scales)]
    return [pair for one, other in matched for pair in _inside(a, b, one, other, scales)]


def _by_ids(a: Sequence[Unit], b: Sequence[Unit]) -> list[Pair] | None:
    """Pairs of paragraphs with the same id on both pages; None where too few bear one, or ids are not unique."""
    places = {unit.anchor: place for place, unit in enumerate(b) if unit.anchor}
    found = [Pair(place, places[unit.anchor], "id") for place, unit in enumerate(a) if unit.anchor in places]
    named = (sum(1 for unit in page if unit.anchor) for page in (a, b))
    unique = sum(named) == len({unit.anchor for unit in a if unit.anchor}) + len(places)
    return found if unique and found and len(found) >= SHARED_IDS * min(len(a), len(b)) else None


def _alike(a: Sequence[Unit], b: Sequence[Unit]) -> bool:
    """Whether two runs of paragraphs are built alike and no figures speak against it."""
    return [one.kind for one in a] == [one.kind for one in b] and not any(map(_figures_differ, a, b))


def _figures_differ(one: Unit, other: Unit) -> bool:
    """Whether a heading numbers something else: figures on both sides, and not the same."""
    return one.is_heading and bool(one.figures and other.figures) and one.figures != other.figures


def _sections(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """(first, behind last) of each section; a section begins with a heading, the first one where the page does."""
    starts = [place for place, unit in enumerate(units) if unit.is_heading or place == 0]
    return list(zip(starts, [*starts[1:], len(units)], strict=True))


def _joined(units: Sequence[Unit]) -> Unit:
    """A section as one unit: its heading's kind and figures, its whole length."""
    return Unit(units[0].kind, "", sum(unit.length for unit in units), units[0].figures)


def _inside(
    a: Sequence[Unit], b: Sequence[Unit], one: tuple[int, int], other: tuple[int, int], scales: Sequence[float]
) -> list[Pair]:
    part_a, part_b = a[slice(*one)], b[slice(*other)]
    if _alike(part_a, part_b):
        return [Pair(one[0] + place, other[0] + place, "structure") for place in range(len(part_a))]
    return [Pair(one[0] + i, other[0] + j, "length") for i, j in _by_length(part_a, part_b, scales)]


def _scales(a: Sequence[Unit], b: Sequence[Unit]) -> list[float]:
    """What may be the characters of `b` a character of `a` (the paper's c): 1, that of the whole pages, and between.

    The whole pages alone would mislead where one of them has paragraphs that the other lacks.
    """
    ratio = (sum(unit.length for unit in b) + 1) / (sum(unit.length for unit in a) + 1)
    whole = min(max(ratio, 0.2), 5.0)
    return [1.0, whole, math.sqrt(whole)]


def _by_length(a: Sequence[Unit], b: Sequence[Unit], scales: Sequence[float]) -> list[tuple[int, int]]:
    """The one-to-one beads of the programme, with the scale under which it comes out cheapest."""
    if len(a) * len(b) > MOST_CELLS:
        return []
    return min((_programme(len(a), len(b), _costs(a, b, scale)) for scale in scales), key=lambda found: found[0])[1]


def _costs(a: Sequence[Unit], b: Sequence[Unit], scale: float) -> _Cost:
    """What a bead costs beyond its kind."""

    def cost(i: int, m: int, j: int, n: int) -> float:
        if not m or not n:
            return 0.0
        total = _length_cost(sum(u.length for u in a[i : i + m]), sum(u.length for u in b[j : j + n]), scale)
        one, other = a[i], b[j]
        if one.is_heading != other.is_heading or (one.is_heading and one.kind != other.kind):
            total += _OTHER_KIND
        elif m == n == 1 and one.kind != other.kind:
            total += 1.0
        if m == n == 1 and one.figures and other.figures and one.figures != other.figures:
            total += _OTHER_FIGURES
        return total

    return cost


def _length_cost(x: int, y: int, scale: float) -> float:
    """-ln of the probability that lengths so far apart belong together: equation of section 3.2, mean of both sides."""
    mean = (x + y / scale) / 2
    delta = abs(y - x * scale) / math.sqrt(_VARIANCE * max(mean, 1.0) * scale)
    return -math.log(max(math.erfc(delta / math.sqrt(2)), 1e-12))


def _programme(rows: int, columns: int, cost: _Cost) -> tuple[float, list[tuple[int, int]]]:
    """The cheapest way through rows × columns: its cost, and its one-to-one beads."""
    best = [[math.inf] * (columns + 1) for _ in range(rows + 1)]
    came: dict[tuple[int, int], tuple[int, int]] = {}
    best[0][0] = 0.0
    for i in range(rows + 1):
        for j in range(columns + 1):
            here = best[i][j]
            for (m, n), price in _BEADS.items():
                if i + m > rows or j + n > columns:
                    continue
                total = here + price + cost(i, m, j, n)
                if total < best[i + m][j + n]:
                    best[i + m][j + n] = total
                    came[i + m, j + n] = (m, n)
    found, place = [], (rows, columns)
    while place != (0, 0):
        m, n = came[place]
        place = (place[0] - m, place[1] - n)
        if m == n == 1:
            found.append(place)
    return best[rows][columns], found[::-1]
