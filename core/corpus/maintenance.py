"""Upkeep of the table: few large fragments, fresh indices, no files that nobody can need.

Runs under the corpus lock. Compaction makes new row addresses, so a job that read a fragment before must read it
again (`Corpus.fill_fragment` says so); readers with an open version go on undisturbed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from core.errors import InvalidInputError

if TYPE_CHECKING:
    from lance import LanceDataset

FRAGMENT_ROWS = 250_000  # a unit of work for identification: seconds to minutes, and 40 fragments at 10 M rows
SMALL_FRAGMENTS = 8  # fewer small fragments than this are left alone
INDEX_ROWS = 50_000  # below this a scan of the ids is as fast as an index
INDICES: dict[str, Literal["BTREE", "ZONEMAP"]] = {"id": "BTREE", "number": "ZONEMAP"}
LEAST_AGE = timedelta(days=1)  # a reader may hold any younger version


@dataclass(frozen=True, slots=True)
class MaintenanceReport:
    """What upkeep did."""

    fragments_before: int = 0
    fragments_after: int = 0
    indexed: tuple[str, ...] = ()
    versions_removed: int = 0
    bytes_removed: int = 0


def maintain(dataset: LanceDataset, older_than: timedelta) -> MaintenanceReport:
    """See `Corpus.maintain`."""
    if older_than < LEAST_AGE:
        raise InvalidInputError("Versions younger than a day are never removed: somebody may be reading them.")
    before = len(dataset.get_fragments())
    _compact(dataset)
    indexed = _index(dataset)
    cleaned = dataset.cleanup_old_versions(older_than=older_than, error_if_tagged_old_versions=False)
    return MaintenanceReport(
        fragments_before=before,
        fragments_after=len(dataset.get_fragments()),
        indexed=indexed,
        versions_removed=int(cleaned.old_versions),
        bytes_removed=int(cleaned.bytes_removed),
    )


def _compact(dataset: LanceDataset) -> None:
    small = sum(fragment.count_rows() < FRAGMENT_ROWS // 2 for fragment in dataset.get_fragments())
    if small >= SMALL_FRAGMENTS:
        dataset.optimize.compact_files(target_rows_per_fragment=FRAGMENT_ROWS)


def _index(dataset: LanceDataset) -> tuple[str, ...]:
    """Ids are looked up one by one, numbers in ranges (pages)."""
    if dataset.count_rows() >= INDEX_ROWS:
        held = {index.name for index in dataset.describe_indices()}
        for column, kind in INDICES.items():
            if f"{column}_idx" not in held:
                dataset.create_scalar_index(column, kind)
        dataset.optimize.optimize_indices()
    return tuple(sorted(index.name for index in dataset.describe_indices()))
