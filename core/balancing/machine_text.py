"""Machine-made text in a data version: never in dev or test, and only a part of what each language trains on.

What it was made from decides where it belongs: a translation lies with the document of its original, though it has a
source of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import pyarrow as pa

from core.balancing.manifest import FreezeChoice
from core.balancing.splitting import HELD_OUT, Assigned

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

HELD_OUT_REASON = "machine_held_out"  # what it was made from is in dev or test
OVER_SHARE = "machine_over_share"  # there is more of it than its language may have
GENERATIONS = 3  # original, translation, correction


def at_home(snapshot: Snapshot, found: pa.Table) -> pa.Table:
    """`found` with the column `home`: the source of the segment that a row goes back to, its own for all others."""
    known = _ancestors(snapshot, [name for name in found["parent_id"].to_pylist() if name])
    if not known:
        return found.append_column("home", found["source_id"])
    homes = [
        _home(parent, source, known)
        for parent, source in zip(found["parent_id"].to_pylist(), found["source_id"].to_pylist(), strict=True)
    ]
    return found.append_column("home", pa.array(homes, pa.string()))


def machine_rows(found: pa.Table, splits: Sequence[str], choice: FreezeChoice) -> tuple[list[bool], dict[str, int]]:
    """Which rows stay, and how many of the machine's do not, by reason.

    Of what is over a language's share those go that a seeded hash puts last: the same ones for the same seed.
    """
    machine = found["machine"].to_pylist()
    keeping = [not (is_machine and split == HELD_OUT) for is_machine, split in zip(machine, splits, strict=True)]
    unfit = Counter({HELD_OUT_REASON: keeping.count(False)})
    people: Counter[str] = Counter()
    made: dict[str, list[tuple[bytes, int]]] = {}
    columns = (found["id"].to_pylist(), found["language"].to_pylist(), splits, machine)
    for place, (name, language, split, is_machine) in enumerate(zip(*columns, strict=True)):
        if is_machine and keeping[place]:
            mark = blake2b(f"{choice.seed}:{name}".encode(), digest_size=8).digest()
            made.setdefault(language, []).append((mark, place))
        elif split == "train":
            people[language] += 1
    for language, marked in made.items():
        for _mark, place in sorted(marked)[allowed(people[language], len(marked), choice.machine_share) :]:
            keeping[place] = False
            unfit[OVER_SHARE] += 1
    return keeping, {reason: n for reason, n in unfit.items() if n}


def allowed(people: int, made: int, share: float) -> int:
    """How many of `made` rows may stand beside `people` rows so that they are at most `share` of both."""
    return made if share >= 1 else min(made, int(people * share / (1 - share) + 1e-9))


def of_rows(assigned: Assigned, keeping: Sequence[bool]) -> Assigned:
    """The same for the rows that stay."""
    groups = tuple(group for group, stays in zip(assigned.groups, keeping, strict=True) if stays)
    splits = tuple(split for split, stays in zip(assigned.splits, keeping, strict=True) if stays)
    sizes = Counter(groups)
    return Assigned(groups, splits, group_count=len(sizes), largest_group=max(sizes.values(), default=0))


def machine_counts(found: pa.Table) -> dict[str, int]:
    """Machine-made rows by language."""
    pairs = zip(found["language"].to_pylist(), found["machine"].to_pylist(), strict=True)
    return dict(sorted(Counter(language for language, is_machine in pairs if is_machine).items()))


def _ancestors(snapshot: Snapshot, names: Sequence[str]) -> dict[str, tuple[str | None, str]]:
    """Segment -> (its parent, its source), for these and what they were made from."""
    known: dict[str, tuple[str | None, str]] = {}
    asked = sorted(set(names))
    for _generation in range(GENERATIONS):
        if not asked:
            break
        with snapshot.registered(ancestors=pa.table({"id": pa.array(asked, pa.string())})):
            rows = snapshot.sql(
                "select id, parent_id, source_id from segments where id in (select id from ancestors)"
            ).to_pylist()
        known |= {row["id"]: (row["parent_id"], row["source_id"]) for row in rows}
        asked = sorted({row["parent_id"] for row in rows if row["parent_id"]} - known.keys())
    return known


def _home(parent: str | None, source: str, known: Mapping[str, tuple[str | None, str]]) -> str:
    for _generation in range(GENERATIONS):
        if parent is None or parent not in known:
            break
        parent, source = known[parent]
    return source
