"""What training reads: the rows of a data version, and pairs of wordings made from them.

The rows are handed in (the job reads them from the data version that it pins); nothing here touches the corpus.
Invariant: both wordings of a pair come from one group, so a pair never straddles two splits.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["formal", "colloquial"]

SIDES: tuple[Direction, Direction] = ("colloquial", "formal")


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One segment of a data version. `group` holds what may not be torn apart; a label that is missing is None."""

    id: str
    text: str
    language: str
    formality: str | None
    domain: str | None
    split: str  # train, dev, test
    group: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The same content in two wordings; `direction` says which of them is the target."""

    id: str
    source: str
    target: str
    language: str
    direction: Direction
    split: str
    group: str
    domain: str | None = None


def pair_rows(rows: Iterable[TrainingRow]) -> tuple[list[Rewrite], dict[str, int]]:
    """Pairs in both directions from groups that hold one colloquial and one formal row of a language.

    Returns the pairs, in the order of their groups' first rows, and how many rows found no partner, by reason.
    """
    cells: dict[tuple[str, str], dict[str, list[TrainingRow]]] = {}
    alone: Counter[str] = Counter()
    for row in rows:
        if row.formality not in SIDES:
            alone["neither_formal_nor_colloquial"] += 1
            continue
        cells.setdefault((row.group, row.language), {}).setdefault(row.formality, []).append(row)
    pairs = []
    for sides in cells.values():
        if set(sides) != set(SIDES):
            alone["without_counterpart"] += sum(map(len, sides.values()))
        elif any(len(members) > 1 for members in sides.values()):
            alone["several_wordings"] += sum(map(len, sides.values()))
        else:
            pairs += _both_ways(sides["colloquial"][0], sides["formal"][0])
    return pairs, dict(alone)


def _both_ways(colloquial: TrainingRow, formal: TrainingRow) -> list[Rewrite]:
    def pair(source: TrainingRow, target: TrainingRow, direction: Direction) -> Rewrite:
        return Rewrite(
            id=f"{source.id}>{target.id}",
            source=source.text,
            target=target.text,
            language=source.language,
            direction=direction,
            split=source.split,
            group=source.group,
            domain=source.domain,
        )

    return [pair(colloquial, formal, "formal"), pair(formal, colloquial, "colloquial")]


def rows_hash(rows: Sequence[TrainingRow]) -> str:
    """SHA-256 over everything that training reads of the rows, in their order."""
    digest = hashlib.sha256()
    for row in rows:
        fields = (row.id, row.text, row.language, row.formality or "", row.domain or "", row.split, row.group)
        digest.update("\x1f".join(fields).encode("utf-8") + b"\x1e")
    return digest.hexdigest()
