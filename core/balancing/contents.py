"""From the segments that a selection means to the contents of a data version: groups, splits, counts, notes.

Pure over one snapshot: the plan that a person reads and the data version that is then written come from the same
function, so they cannot differ while nothing else changes.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.balancing.machine_text import at_home, machine_counts, machine_rows, of_rows
from core.balancing.manifest import Contents, FreezeChoice, LicenceShare, Note
from core.balancing.mixture import Mixture, mix
from core.balancing.splitting import SPLITS, Assigned, split_rows
from core.corpus import selecting
from core.errors import InvalidInputError
from core.records import Origin, Project, Source

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

FROZEN = pa.schema(
    [pa.field(name, pa.string()) for name in ("id", "split", "group", "language", "formality", "domain")]
)
LARGE_GROUP = 0.2  # a group with a larger part of all rows than this makes the shares of the splits unreachable


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows of a data version (schema FROZEN, ordered by id) and what they come to."""

    rows: pa.Table
    contents: Contents


def gather(
    snapshot: Snapshot,
    project: Project,
    sources: Sequence[Source],
    choice: FreezeChoice,
    earlier: Mapping[str, str],
) -> Gathered:
    """Select, split and count. Raises InvalidInputError where nothing is selected or tokens are not counted."""
    found, left_out = _selected(snapshot, project, choice)
    if not len(found):
        raise InvalidInputError(
            "The selection holds no segment that could be frozen.",
            hint="Identify languages first, or choose more: by default only kept segments are frozen.",
        )
    assigned = split_rows(found, choice.shares, choice.seed, earlier=earlier)
    keeping, unfit = machine_rows(found, assigned.splits, choice)
    if unfit:
        left_out |= unfit
        found, assigned = found.filter(pa.array(keeping)), of_rows(assigned, keeping)
    splits = pa.array(assigned.splits, pa.string())
    columns = [found["id"], splits, pa.array(assigned.groups, pa.string())]
    rows = pa.table([*columns, *(found[name] for name in ("language", "formality", "domain"))], schema=FROZEN)
    licences = _licences(found, sources)
    contents = Contents(
        rows=_by_split(assigned.splits),
        languages=_by_value(rows, "language"),
        formality=_by_value(rows, "formality"),
        domains=_by_value(rows, "domain"),
        groups=assigned.group_count,
        largest_group=assigned.largest_group,
        left_out=left_out,
        licences=licences,
        mixture=_mixture(found.filter(pc.equal(splits, "train")), choice),
        notes=(*_notes(rows, assigned, licences, choice), *_leaks(found, choice)),
        machine=machine_counts(found),
    )
    return Gathered(rows, contents)


def _selected(snapshot: Snapshot, project: Project, choice: FreezeChoice) -> tuple[pa.Table, dict[str, int]]:
    condition, parameters = selecting.where(choice.selection)
    group = selecting.column_sql(f"{selecting.OWN}{project.group_column}") if project.group_column else "null::varchar"
    found = snapshot.sql(
        "select id, source_id, document_id, exact_key, cluster, compared, parent_id, tag as language, formality,"
        " domain, licence,"
        f' characters, tokens, tokens_model, {group} as "group", coalesce(origin = $machine, false) as machine'
        f" from segments where {condition} order by id",
        {**parameters, "machine": str(Origin.MACHINE)},
    )
    found = at_home(snapshot, found)
    without = found["language"].null_count
    return found.filter(pc.is_valid(found["language"])), {"no_language": without} if without else {}


def _by_split(splits: Iterable[str]) -> dict[str, int]:
    counts = Counter(splits)
    return {split: counts[split] for split in SPLITS}


def _by_value(rows: pa.Table, column: str) -> dict[str, dict[str, int]]:
    counts: Counter[tuple[str, str]] = Counter(
        zip(pc.fill_null(rows[column], "").to_pylist(), rows["split"].to_pylist(), strict=True)
    )
    return {value: {split: counts[value, split] for split in SPLITS} for value in sorted({key for key, _ in counts})}


def _licences(found: pa.Table, sources: Sequence[Source]) -> tuple[LicenceShare, ...]:
    """A segment's own licence counts, else its source's."""
    by_id = {source.id: source for source in sources}
    pairs = Counter(zip(found["licence"].to_pylist(), found["source_id"].to_pylist(), strict=True))
    segments: Counter[str] = Counter()
    names: dict[str, set[str]] = {}
    for (licence, source_id), count in pairs.items():
        source = by_id.get(source_id)
        said = licence or (source.licence if source else "")
        segments[said] += count
        names.setdefault(said, set()).add(source.name if source else source_id)
    return tuple(
        LicenceShare(licence=licence, segments=count, sources=tuple(sorted(names[licence])))
        for licence, count in sorted(segments.items(), key=lambda item: (-item[1], item[0]))
    )


def _mixture(train: pa.Table, choice: FreezeChoice) -> Mixture:
    """The mixture over the train split."""
    if choice.unit == "tokens":
        counted = pc.fill_null(pc.equal(train["tokens_model"], choice.tokens_model or ""), False)
        uncounted = len(train) - pc.sum(pc.cast(counted, pa.int64())).as_py() if len(train) else 0
        if uncounted:
            raise InvalidInputError(
                f"{uncounted} segments have no count of tokens for “{choice.tokens_model or 'no model'}”.",
                hint="Count tokens first, or let the mixture count segments or characters.",
            )
    amounts = pa.repeat(1, len(train)) if choice.unit == "segments" else train[choice.unit]
    summed = (
        pa.table({"language": train["language"], "amount": amounts}).group_by("language").aggregate([("amount", "sum")])
    )
    sizes = dict(zip(summed["language"].to_pylist(), summed["amount_sum"].to_pylist(), strict=True))
    return mix(sizes, choice.mixture, budget=choice.budget, unit=choice.unit)


def _notes(
    rows: pa.Table, assigned: Assigned, licences: Sequence[LicenceShare], choice: FreezeChoice
) -> Iterable[Note]:
    counts = _by_split(assigned.splits)
    for split in SPLITS:
        if choice.shares.of(split) and not counts[split]:
            yield Note(code="empty_split", message=f"No segment falls into {split}: there are too few groups.")
    if assigned.largest_group > LARGE_GROUP * len(rows) and assigned.group_count < len(rows):
        yield Note(
            code="large_group",
            message=f"{assigned.largest_group} of {len(rows)} segments belong together and stay in one split, so the "
            "wanted shares may be missed. If they do not, give the project a group column that tells them apart.",
        )
    for language, splits in _by_value(rows, "language").items():
        if choice.shares.test and not splits["test"]:
            yield Note(code="untested_language", message=f"No segment of “{language}” falls into test.")
    for scheme in ("formality", "domain"):
        if rows[scheme].null_count:
            yield Note(code=f"no_{scheme}", message=f"{rows[scheme].null_count} segments have no {scheme} yet.")
    for share in licences:
        if not share.licence:
            named = ", ".join(share.sources)
            yield Note(code="no_licence", message=f"{share.segments} segments are under no known licence: {named}.")


def _leaks(found: pa.Table, choice: FreezeChoice) -> Iterable[Note]:
    unknown = found["compared"].null_count
    if unknown and choice.shares.train < 1:
        message = f"{unknown} segments were never compared with others: the splits may share near duplicates."
        yield Note(code="not_compared", message=message)
