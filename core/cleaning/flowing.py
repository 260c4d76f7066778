"""How segments flow from collected over identified and clean to kept, and where they leave, by reason.

Parts are the sources or the languages that segments come from; small ones flow together.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words)

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from core.corpus import flaws
from core.corpus.views import NOT_IDENTIFIED, VERDICTS
from core.records import Verdict

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

MOST_PARTS = 12
OTHERS = "…"  # the part that stands for all small ones
COLLECTED, IDENTIFIED, CLEAN, KEPT = "#collected", "#identified", "#clean", "#kept"
PARTS = {"source": "source_id", "language": "tag"}
_BEFORE = tuple(  # reasons that are told before cleaning is asked
    reason
    for reason, verdict in VERDICTS.items()
    if verdict not in (Verdict.KEEP, Verdict.REVIEW) and reason != "left_out_by_hand"
)


@dataclass(frozen=True, slots=True)
class Stream:
    """Some segments on their way: from where, to where, how many. Ends that begin with # are stages, others parts
    (at the beginning) or reasons (at the end)."""

    begin: str
    end: str
    rows: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How many segments of a part have a reason and so a verdict."""

    part: str
    reason: str
    verdict: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, how many segments reach it, and how many of them leave before the next one, by reason, most first."""

    stage: str
    rows: int
    leaving: tuple[tuple[str, int], ...]


def cells(snapshot: Snapshot, by: str) -> list[Cell]:
    """All segments by part (`by`: source or language) and reason, the most first."""
    found = snapshot.sql(
        f"select coalesce({PARTS[by]}, '') as part, reason, verdict, count(*) as n from segments"
        " group by all order by n desc, part, reason"
    )
    return [Cell(row["part"], row["reason"], row["verdict"], int(row["n"])) for row in found.to_pylist()]


def streams(found: list[Cell], most: int = MOST_PARTS) -> list[Stream]:
    """The flow through the stages; what enters a stage leaves it."""
    sizes: dict[str, int] = {}
    for cell in found:
        sizes[cell.part] = sizes.get(cell.part, 0) + cell.rows
    large = set(sorted(sizes, key=lambda part: (-sizes[part], part))[:most])
    flows: dict[tuple[str, str], int] = {}
    for cell in found:
        part = cell.part if cell.part in large else OTHERS
        way = [part, *_stages(cell), _end(cell)]
        for begin, end in pairwise(way):
            flows[begin, end] = flows.get((begin, end), 0) + cell.rows
    return [Stream(begin, end, rows) for (begin, end), rows in flows.items()]


def steps(found: list[Cell]) -> list[Step]:
    """The same flow without its parts, stage by stage: what does not leave one reaches the next."""
    stages = (COLLECTED, IDENTIFIED, CLEAN)
    leaving: dict[str, dict[str, int]] = {stage: {} for stage in stages}
    for cell in found:
        if (end := _end(cell)) != KEPT:
            own = leaving[(COLLECTED, *_stages(cell))[-1]]
            own[end] = own.get(end, 0) + cell.rows
    made, rows = [], sum(cell.rows for cell in found)
    for stage in stages:
        made.append(Step(stage, rows, tuple(sorted(leaving[stage].items(), key=lambda item: (-item[1], item[0])))))
        rows -= sum(leaving[stage].values())
    return [*made, Step(KEPT, rows, ())]


def _stages(cell: Cell) -> tuple[str, ...]:
    if cell.reason in (*_BEFORE, NOT_IDENTIFIED):
        return ()
    if cell.reason in flaws.REASONS and cell.verdict == Verdict.DROP:
        return (IDENTIFIED,)
    return (IDENTIFIED, CLEAN)


def _end(cell: Cell) -> str:
    return KEPT if cell.verdict == Verdict.KEEP else cell.reason
