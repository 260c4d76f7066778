"""Targets and deficits: how many kept segments each cell should have, and what is lacking.

Every deficit holds what makes it work for somebody: the selection of segments from which the cell can grow (those of
its language that have no tag yet, or wait for review), how many of these there are, and so whether tagging can close it
or only collecting can.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

from core.records import Selection, Target, Verdict

if TYPE_CHECKING:
    import pyarrow as pa

KEPT = (Verdict.KEEP,)
GROWING = (Verdict.KEEP, Verdict.REVIEW)


class Remedy(StrEnum):
    """What closes a deficit."""

    TAG = "tag"  # enough untagged or unreviewed segments are there
    TAG_AND_COLLECT = "tag_and_collect"  # some are there, too few
    COLLECT = "collect"  # none are there


@dataclass(frozen=True, slots=True)
class CellCount:
    """How many segments, characters and tokens one cell holds; None stands for 'has none yet'."""

    language: str | None
    verdict: str | None
    formality: str | None
    domain: str | None
    segments: int
    characters: int
    tokens: int  # of segments counted with the board's model …
    counted: int  # … and how many of the segments these are


@dataclass(frozen=True, slots=True)
class Deficit:
    """A target that is not met. `language`, `formality`, `domain`: None means 'any'. `missing` = wanted - have > 0."""

    language: str | None
    formality: str | None
    domain: str | None
    wanted: int
    have: int
    missing: int
    candidates: int  # segments of the selection that do not count for the target yet
    remedy: Remedy
    selection: Selection

    @property
    def share(self) -> float:
        """How much of the target is there, 0..1."""
        return self.have / self.wanted


def deficits(targets: Iterable[Target], cells: Sequence[CellCount]) -> list[Deficit]:
    """The targets that are not met, the largest deficit first (then by language, formality, domain)."""
    by_language: dict[str | None, list[CellCount]] = {}
    for cell in cells:
        by_language.setdefault(cell.language, []).append(cell)
    found = []
    for target in targets:
        near = cells if target.language is None else by_language.get(target.language, [])
        have = sum(cell.segments for cell in near if counts_for(cell, target))
        if have < target.wanted:
            found.append(_deficit(target, have, near))
    return sorted(found, key=lambda item: (-item.missing, item.language or "", item.formality or "", item.domain or ""))


def counts_for(cell: CellCount, target: Target) -> bool:
    """Whether the segments of `cell` count for `target`: kept, and of its language, formality and domain."""
    return cell.verdict in KEPT and all(
        wanted is None or wanted == has
        for wanted, has in (
            (target.language, cell.language),
            (target.formality, cell.formality),
            (target.domain, cell.domain),
        )
    )


def growing(language: str | None, formality: str | None, domain: str | None) -> Selection:
    """Segments of a cell and those from which it can grow: kept or to review, tagged alike or not yet."""
    return Selection(
        languages=(language,) if language else (),
        verdicts=GROWING,
        formality=(formality, "") if formality else (),
        domains=(domain, "") if domain else (),
    )


def even_targets(
    project_id: str,
    wanted: int,
    *,
    languages: Sequence[str] = (),
    formalities: Sequence[str] = (),
    domains: Sequence[str] = (),
) -> list[Target]:
    """The same target for every combination of the given values; an axis without values is 'any'."""
    axes = (languages or (None,), formalities or (None,), domains or (None,))
    return [Target(project_id, language, formality, domain, wanted) for language, formality, domain in product(*axes)]


def cell_counts(counted: "pa.Table", model: str | None) -> list[CellCount]:
    """The rows of `core.corpus.cube` as cells; tokens counted with another model than `model` do not count."""
    cells: dict[tuple[str | None, str | None, str | None, str | None], list[int]] = {}
    for row in counted.to_pylist():
        sums = cells.setdefault((row["tag"], row["verdict"], row["formality"], row["domain"]), [0, 0, 0, 0])
        is_counted = model is not None and row["tokens_model"] == model
        sums[0] += row["segments"]
        sums[1] += row["characters"]
        sums[2] += row["tokens"] if is_counted else 0
        sums[3] += row["segments"] if is_counted else 0
    return [
        CellCount(language, verdict, formality, domain, sums[0], sums[1], sums[2], sums[3])
        for (language, verdict, formality, domain), sums in cells.items()
    ]


def _deficit(target: Target, have: int, cells: Sequence[CellCount]) -> Deficit:
    selection = growing(target.language, target.formality, target.domain)
    candidates = sum(cell.segments for cell in cells if not counts_for(cell, target) and _selected(cell, selection))
    missing = target.wanted - have
    remedy = Remedy.TAG if candidates >= missing else Remedy.TAG_AND_COLLECT if candidates else Remedy.COLLECT
    return Deficit(
        language=target.language,
        formality=target.formality,
        domain=target.domain,
        wanted=target.wanted,
        have=have,
        missing=missing,
        candidates=candidates,
        remedy=remedy,
        selection=selection,
    )


def _selected(cell: CellCount, selection: Selection) -> bool:
    return all(
        not wanted or (has or "") in wanted
        for wanted, has in (
            (selection.languages, cell.language),
            (selection.verdicts, cell.verdict),
            (selection.formality, cell.formality),
            (selection.domains, cell.domain),
        )
    )
