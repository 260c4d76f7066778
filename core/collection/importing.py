"""The units of an import: one batch of one file each, appended, its labels recorded, its refusals listed.

Each unit may be repeated after a crash: rows are inserted if absent, labels have keys, and the list of refusals is cut
back first. While a job runs through, the reader stays open and reads ahead; a unit that begins elsewhere opens it anew.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel

from core.collection import sentences
from core.collection.cursors import Cursor
from core.collection.preparing import PreparedFile
from core.collection.refusals import RefusedList, counted
from core.collection.reports import UNKNOWN_LANGUAGE, Counts
from core.collection.shaping import Provenance, Shaped, linked, shape
from core.collection.sources.files.base import Batch
from core.collection.sources.hub import PreparedHub

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus
    from core.workspace import Workspace

MOST_ROWS = 150_000  # rows appended at a time


class SourceFile(BaseModel):
    """A prepared file with the source it belongs to and what all its rows share."""

    name: str
    source_id: str
    file: PreparedFile | PreparedHub
    origin: str
    licence: str
    declared_language: str | None
    document: str | None
    collected_at: datetime

    def provenance(self, job_id: str) -> Provenance:
        """What all rows share."""
        return Provenance(
            source_id=self.source_id,
            job_id=job_id,
            collected_at=self.collected_at,
            origin=self.origin,
            licence=self.licence or None,
            declared_language=self.declared_language,
            document=self.document,
        )


class UnitResult(BaseModel):
    """What one unit did, and where the next one begins."""

    cursor: Cursor
    finished: bool
    done: int  # of the file's `total`
    refused_bytes: int
    rows: int = 0
    added: int = 0
    present: int = 0
    refused: Counts = {}
    notes: Counts = {}
    passed_over: int = 0
    languages: Counts = {}
    labels_recorded: int = 0
    labels_unknown: dict[str, Counts] = {}


class ImportSession:
    """The units of one job, in its process."""

    def __init__(self, ws: "Workspace", project_id: str, job_id: str) -> None:
        self._ws, self._project_id, self._job_id = ws, project_id, job_id
        self._corpus: Corpus = ws.corpus(project_id)
        self._refused = RefusedList(ws.job_folder(job_id))
        self._ahead: _ReadAhead | None = None

    def unit(self, source: SourceFile, cursor: Cursor, number: int, refused_bytes: int) -> UnitResult:
        """Import the batch of `source` at `cursor`; `number` counts the job's units.

        `refused_bytes` is the length of the list of refusals before this unit.
        """
        ready = self._next(source, cursor, number)
        if ready is None:
            return UnitResult(cursor=cursor, finished=True, done=source.file.total, refused_bytes=refused_bytes)
        batch, shaped = ready.batch, ready.shaped
        added, present = self._append(ready.table)
        recorded, unknown = self._record(ready.table, shaped)
        refused = [replace(item, file=source.name) for item in shaped.refused]
        return UnitResult(
            cursor=batch.cursor,
            finished=0 < source.file.total <= batch.done,
            done=batch.done,
            refused_bytes=self._refused.write(refused, after=refused_bytes),
            rows=len(shaped.table) + len(refused),
            added=added,
            present=present,
            refused=counted(refused),
            notes=dict(shaped.notes),
            passed_over=batch.passed_over,
            languages=_languages(shaped.table),
            labels_recorded=recorded,
            labels_unknown=unknown,
        )

    def close(self) -> None:
        """Close the open reader."""
        if self._ahead is not None:
            self._ahead.close()

    def _next(self, source: SourceFile, cursor: Cursor, number: int) -> "_Ready | None":
        place = (source.source_id, source.file.readable, cursor, number)
        if self._ahead is None or self._ahead.place != place:
            self.close()
            self._ahead = _ReadAhead(source, cursor, number, self._job_id)
        return self._ahead.next()

    def _append(self, table: pa.Table) -> tuple[int, int]:
        """Append the segments: how many were added, how many were there."""
        added = present = 0
        for start in range(0, len(table), MOST_ROWS):
            report = self._corpus.append(table.slice(start, MOST_ROWS))
            added, present = added + report.added, present + report.present
        return added, present

    def _record(self, table: pa.Table, shaped: Shaped) -> tuple[int, dict[str, Counts]]:
        """Record the rows' labels: how many hold now, and which values are none of the scheme's."""
        from core.tagging.importing import FileLabel, record_file_labels

        names = table["id"].to_pylist() if shaped.labels and len(table) else []
        labels = [
            FileLabel(name, scheme, value)
            for scheme, values in shaped.labels.items()
            for name, value in zip(names, values.to_pylist(), strict=True)
            if value and value.strip()
        ]
        if not labels:
            return 0, {}
        done = record_file_labels(self._ws, self._project_id, labels)
        return done.recorded, {scheme: dict(values) for scheme, values in done.unknown.items()}


@dataclass(frozen=True, slots=True)
class _Ready:
    """A batch that only waits to be appended: `table` is `shaped.table` with ids."""

    batch: Batch
    shaped: Shaped
    table: pa.Table


class _ReadAhead:
    """An open reader that makes the next batch ready while the present one is written; `place` says what comes next."""

    def __init__(self, source: SourceFile, cursor: Cursor, number: int, job_id: str) -> None:
        self.place = (source.source_id, source.file.readable, cursor, number)
        self._source, self._provenance = source, source.provenance(job_id)
        self._batches: Iterator[Batch] = source.file.open().batches(cursor)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._next: Future[_Ready | None] = self._thread.submit(self._make, number)

    def next(self) -> _Ready | None:
        """The batch at `place`; None at the end."""
        ready = self._next.result()
        if ready is not None:
            source_id, readable, _, number = self.place
            self.place = (source_id, readable, ready.batch.cursor, number + 1)
            self._next = self._thread.submit(self._make, number + 1)
        return ready

    def close(self) -> None:
        """Stop reading."""
        self._thread.shutdown(cancel_futures=True)

    def _make(self, number: int) -> _Ready | None:
        from core.corpus.identity import with_identity

        batch = next(self._batches, None)
        if batch is None:
            return None
        if self._source.file.options.sentences:
            batch = sentences.cut(batch, self._source.file.mapping, self._source.declared_language)
        shaped = shape(batch, self._source.file.mapping, self._provenance, number)
        table = linked(with_identity(shaped.table, self._source.file.identity)) if len(shaped.table) else shaped.table
        return _Ready(batch, shaped, table)


def _languages(table: pa.Table) -> Counts:
    if not len(table):
        return {}
    counts = pc.value_counts(table["declared_language"].combine_chunks()).to_pylist()
    return {item["values"] or UNKNOWN_LANGUAGE: item["counts"] for item in counts}
