"""Erasing rows for good: the one operation that takes text out of a table, with all versions that held it.

Deleting rows in Lance only marks them, old versions keep them, and a killed writer may have left files that no version
names. So: delete, rewrite the fragments that have deletions, give up every tag, and remove all files that the newest
version does not name. Repeating any of it changes nothing. Readers with an older version open fail at their next
query; that is the price of the bytes being gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.corpus import filling
from core.corpus.engine import lance
from core.corpus.maintenance import FRAGMENT_ROWS

if TYPE_CHECKING:
    from lance import LanceDataset

IDS_AT_ONCE = 2_000  # ids in one condition
COPY_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class ErasingReport:
    """Rows deleted now, versions removed, and bytes that left the disk."""

    rows: int = 0
    versions_removed: int = 0
    bytes_removed: int = 0


def erase(reopen: Callable[[], LanceDataset], ids: Sequence[str], *, alone: bool) -> ErasingReport:
    """Erase rows from a table and all its versions; `alone` says that no other process can be writing it."""
    before = reopen().count_rows()
    for start in range(0, len(ids), IDS_AT_ONCE):
        reopen().delete(filling.is_one_of(ids[start : start + IDS_AT_ONCE]))
    dataset = reopen()
    for name in dataset.tags.list():
        dataset.tags.delete(name)
    dataset.optimize.compact_files(
        target_rows_per_fragment=FRAGMENT_ROWS, materialize_deletions=True, materialize_deletions_threshold=0.0
    )
    cleaned = reopen().cleanup_old_versions(
        older_than=timedelta(0), delete_unverified=alone, error_if_tagged_old_versions=False
    )
    return ErasingReport(before - reopen().count_rows(), int(cleaned.old_versions), int(cleaned.bytes_removed))


def copy_rows(source: LanceDataset, uri: str, ids: Sequence[str], options: dict[str, str] | None = None) -> int:
    """Write the rows with these ids, all columns as they are, into a table of their own at `uri`, replacing it.

    The copy says of itself up to which event its human columns are folded, as the source does. Returns how many rows.
    """
    wanted = pa.array(ids, pa.string())

    def chosen() -> Iterator[pa.RecordBatch]:
        for batch in source.scanner(batch_size=COPY_ROWS).to_batches():
            yield batch.filter(pc.is_in(batch["id"], value_set=wanted))

    reader = pa.RecordBatchReader.from_batches(source.schema, chosen())
    made = lance().write_dataset(
        reader, uri, mode="overwrite", storage_options=options, max_rows_per_file=FRAGMENT_ROWS
    )
    made.update_config({filling.FOLDED: str(filling.folded_seq(source))})
    return int(made.count_rows())
