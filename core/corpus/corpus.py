"""`Corpus`: one project's table of segments, and the only code that writes it.

Invariants:
* every write holds the project's file lock, so there is one writer even if two processes try; readers never wait;
* a write is one Lance commit, whole or not at all; repeating any of them changes nothing;
* an opened dataset is a fixed version: open one per request and use it for all queries of that request;
* versions that something cites are tagged, and maintenance never removes a tagged version; only erasing text on
  request does, after what is cited has been copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from core.corpus import appending, erasing, filling, maintenance, rows, schema
from core.corpus.appending import AppendReport
from core.corpus.engine import lance
from core.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from lance import LanceDataset

    from core.records import Segment

LOCK_SECONDS = 600


class Corpus:
    """The segments of one project; cheap to make, safe to share between threads.

    `uri` is a folder or an object-storage URL; `lock` the lock file (beside a local table by default; a remote table
    without one relies on the job queue for its single writer).
    """

    def __init__(
        self, uri: str | Path, storage_options: Mapping[str, str] | None = None, lock: Path | None = None
    ) -> None:
        self.uri = str(uri)
        self._options = dict(storage_options or {}) or None
        local = "://" not in self.uri
        self._lock_path = lock or (Path(self.uri).with_suffix(".lock") if local else None)

    # -- reading -------------------------------------------------------------------------------------------------

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        if "://" not in self.uri:
            return (Path(self.uri) / "_versions").exists()
        try:
            lance().dataset(self.uri, storage_options=self._options)
        except ValueError:
            return False
        return True

    @property
    def version(self) -> int:
        """The newest version; 0 for a corpus that nothing was written to."""
        return int(self.open().version) if self.exists else 0

    def open(self, version: int | str | None = None) -> LanceDataset:
        """A fixed version (a number or a tag; the newest by default). Raises NotFoundError."""
        try:
            dataset: LanceDataset = lance().dataset(self.uri, version=version, storage_options=self._options)
        except (ValueError, OSError) as error:
            what = "holds no segments yet" if not self.exists else f"has no version {version} (any more)"
            raise NotFoundError(f"The corpus {what}.") from error
        return dataset

    def folded_seq(self, version: int | str | None = None) -> int:
        """Up to which event the human columns of a version hold people's decisions."""
        return filling.folded_seq(self.open(version)) if self.exists else 0

    def get(self, ids: Sequence[str], version: int | str | None = None) -> list[Segment]:
        """The segments with these ids, in the order asked for; ids that are not there are left out."""
        if not ids or not self.exists:
            return []
        dataset = self.open(version)
        columns = [name for name in schema.BASE.names if name in dataset.schema.names]  # a version may be older
        found = rows.segments(dataset.to_table(columns=columns, filter=filling.is_one_of(ids)))
        by_id = {segment.id: segment for segment in found}
        return [by_id[name] for name in dict.fromkeys(ids) if name in by_id]

    # -- writing -------------------------------------------------------------------------------------------------

    def append(self, table: pa.Table) -> AppendReport:
        """Add the rows whose id is not there yet, in the order given; see `appending.AppendReport`.

        `table` needs schema.REQUIRED and may hold any column of schema.BASE except `number`; other columns are
        ignored. Raises InvalidInputError. Batches of 50 000 to 200 000 rows are best; each is one commit.
        """
        given = appending.conform(table)
        with self._writing():
            dataset = self._open_or_create()
            known = appending.known_ids(self.uri)
            known.learn(dataset)
            batch, marks = appending.without_repeats(given, appending.digests(given["id"]))
            new, ours = appending.absent_rows(dataset, batch, known.suspects(marks))
            if len(new):
                start = known.next_number
                numbers = pa.array(range(start, start + len(new)), pa.int64())
                new = new.append_column(schema.BASE.field("number"), numbers)
                lance().write_dataset(new, dataset, mode="append", storage_options=self._options)
        return AppendReport(added=len(new) + ours, present=len(given) - len(new) - ours)

    def ensure_columns(self, fields: Sequence[pa.Field]) -> None:
        """Declare further machine columns as NULL (metadata only, milliseconds); those that exist are left alone."""
        with self._writing():
            _declare(self._open_or_create(), fields)

    def pending_fragments(self, identified: int) -> list[int]:
        """Fragments with a row that the identification configuration `identified` has not seen."""
        return self.fragments(f"identified is null or identified != {int(identified)}")

    def fragments(self, condition: str = "true") -> list[int]:
        """Fragments with a row for which a Lance filter `condition` (never made from user input) holds."""
        if not self.exists:
            return []
        return [item.fragment_id for item in self._complete().get_fragments() if item.count_rows(filter=condition)]

    def fragment_table(self, fragment_id: int, columns: Sequence[str], condition: str | None = None) -> pa.Table:
        """A fragment's rows (newest version) with `_rowid`, which `fill_fragment` matches by. Raises NotFoundError."""
        return filling.fragment_table(self._complete(), fragment_id, columns, condition)

    def fill_fragment(self, fragment_id: int, table: pa.Table) -> None:
        """Set columns of a fragment: `table` holds `_rowid` and the new values; unmatched rows keep theirs.

        One commit, retried when another process changed the table meanwhile. Raises NotFoundError when maintenance
        has rewritten the fragment since it was read: list the pending fragments again.
        """
        with self._writing():
            filling.fill(self._reopen, {fragment_id: table})

    def fold(self, overlay: pa.Table, seq: int) -> int:
        """Write people's decisions (schema.OVERLAY) into the human columns; `seq` is the last event they contain.

        Idempotent: folding the same events again changes nothing. Returns how many rows were found. Costs a rewrite of
        the human columns of every fragment touched, so fold many events at once.
        """
        if not self.exists:
            return 0
        with self._writing():
            return filling.fold(self._reopen, overlay, seq)

    # -- versions and upkeep -------------------------------------------------------------------------------------

    def tag(self, name: str) -> int:
        """Keep the newest version under `name` for good, and return it; a tag that exists is left where it is."""
        with self._writing():
            dataset = self._open_or_create()
            held = dataset.tags.list()
            if name not in held:
                dataset.tags.create(name, dataset.version)
                return int(dataset.version)
            return int(held[name]["version"])

    def untag(self, name: str) -> None:
        """Give a tagged version free for cleaning; a missing tag is no error."""
        with self._writing():
            dataset = self._open_or_create()
            if name in dataset.tags.list():
                dataset.tags.delete(name)

    def tags(self) -> dict[str, int]:
        """All tags with their versions."""
        return {name: int(item["version"]) for name, item in self.open().tags.list().items()} if self.exists else {}

    def maintain(self, older_than: timedelta = timedelta(days=1)) -> maintenance.MaintenanceReport:
        """Merge small fragments, build or extend indices, and remove untagged versions older than `older_than`.

        Raises InvalidInputError for less than a day: a reader may still hold a younger version.
        """
        if not self.exists:
            return maintenance.MaintenanceReport()
        with self._writing():
            return maintenance.maintain(self.open(), older_than)

    def with_exact_keys(self, keys: Sequence[str], limit: int = 20) -> list[Segment]:
        """Segments whose text has one of these keys (`identity.exact_key`), at most `limit`."""
        if not keys or not self.exists:
            return []
        condition = filling.is_one_of(keys).replace("id in", "exact_key in", 1)
        dataset = self.open()
        columns = [name for name in schema.BASE.names if name in dataset.schema.names]
        return rows.segments(dataset.to_table(columns=columns, filter=condition, limit=limit))

    # -- erasing -------------------------------------------------------------------------------------------------

    def detach(self, version: int | str, ids: Sequence[str], uri: str) -> int:
        """Copy some rows of a version into a table of their own, which then needs this one no more; how many rows."""
        with self._writing():
            return erasing.copy_rows(self.open(version), uri, ids, self._options)

    def erase(self, ids: Sequence[str]) -> erasing.ErasingReport:
        """Erase rows with their bytes, from every version. All tags and all older versions go: `detach` them first.

        Repeating it is harmless. Raises ConflictError where another process keeps writing.
        """
        if not self.exists:
            return erasing.ErasingReport()
        with self._writing():
            return erasing.erase(self._reopen, list(ids), alone=self._lock_path is not None)

    # -- the lock ------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._lock_path is None:
            yield
            return
        from filelock import FileLock, Timeout

        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._lock_path, timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise ConflictError(
                f"Another process has been writing this corpus for over {LOCK_SECONDS // 60} minutes.",
                hint="Wait for its job to end, or cancel it on the Jobs page.",
            ) from error

    def _reopen(self) -> LanceDataset:
        return self.open()

    def _open_or_create(self) -> LanceDataset:
        if not self.exists:
            empty = schema.SCHEMA.empty_table()
            created: LanceDataset = lance().write_dataset(empty, self.uri, storage_options=self._options)
            return created
        _declare(self.open(), list(schema.SCHEMA))  # a table from before a column existed
        return self.open()

    def _complete(self) -> LanceDataset:
        """The newest version, with every column of the schema."""
        dataset = self.open()
        if set(schema.SCHEMA.names) <= set(dataset.schema.names):
            return dataset
        with self._writing():
            return self._open_or_create()


def _declare(dataset: LanceDataset, fields: Sequence[pa.Field]) -> None:
    absent = [item for item in fields if item.name not in dataset.schema.names]
    if absent:
        dataset.add_columns(pa.schema(absent))
