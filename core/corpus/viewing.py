"""The machinery under a `Snapshot`: a DuckDB cursor on which one state of a corpus is registered as a view.

Invariants: the data are fixed at construction (a Lance version or an Arrow table); what is registered lives on this
cursor alone; nothing here writes.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound, see `selecting`)

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from core.corpus import engine, filling, schema, views
from core.errors import IsoglossError
from core.records import FilterPolicy


class QueryStoppedError(IsoglossError):
    """A query was interrupted from another thread."""

    status = 409


class SegmentView:
    """The view `segments` over one state. A context manager; one thread at a time, except for `interrupt`."""

    def __init__(
        self,
        data: Any,
        *,
        version: int = 0,
        policy: FilterPolicy | None = None,
        expected: Sequence[str] = (),
        overlay: pa.Table | None = None,
        folded_seq: int = 0,
    ) -> None:
        """`data` is a Lance dataset or an Arrow table; missing columns of the schema read as NULL."""
        self.version = version
        self.folded_seq = folded_seq
        self.policy = policy or FilterPolicy(project_id="", version=0)
        self.expected = tuple(expected)
        self._cursor = engine.cursor()
        self.data = data
        self._cursor.register("corpus", data)
        self._overlay = "overlay" if overlay is not None and len(overlay) else None
        self.overlay = overlay if overlay is not None else schema.OVERLAY.empty_table()
        if self._overlay:
            self._cursor.register("overlay", overlay)
        self.rules = views.rules(self.policy, self.expected)
        self._view("segments", "rules", self.rules)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the cursor; harmless when repeated."""
        self._cursor.close()

    def interrupt(self) -> None:
        """Stop the running query; may be called from another thread. It raises QueryStoppedError there."""
        self._cursor.interrupt()

    def sql(self, query: str, parameters: Mapping[str, object] | None = None, *, view: str = "") -> pa.Table:
        """The answer of a query on the view `segments`; values from outside belong in `parameters` (`$name`).

        `view` is a `create view` (views.view_sql) to be run before. Raises QueryStoppedError after `interrupt`.
        """
        import duckdb

        try:
            if view:
                self._cursor.execute(view)
            answer = self._cursor.sql(query, params=dict(parameters) if parameters else None)
            return answer.to_arrow_table()
        except duckdb.InterruptException as error:
            raise QueryStoppedError("The query was stopped.") from error

    @contextmanager
    def registered(self, **tables: Any) -> Iterator[None]:
        """Arrow tables (or Lance scanners) under names of one's own, for queries inside the `with`."""
        for name, table in tables.items():
            self._cursor.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                self._cursor.unregister(name)

    def touched(self, columns: Sequence[str]) -> pa.Table:
        """The chosen columns, as stored, of all segments that the overlay names."""
        return self._stored(self.overlay["id"].to_pylist(), columns)

    def _stored(self, ids: Sequence[str], columns: Sequence[str] | None = None) -> pa.Table:
        """Stored rows by id. Lance finds a few by its index, where DuckDB would read the whole column of ids."""
        wanted = pa.array(list(dict.fromkeys(ids)), pa.string())
        names = list(columns or self._columns)
        if isinstance(self.data, pa.Table):
            return self.data.filter(pc.is_in(self.data["id"], value_set=wanted)).select(names)
        if len(wanted) <= filling.INDEX_PROBE:
            return self.data.to_table(columns=names, filter=filling.is_one_of(wanted.to_pylist()))
        with self.registered(wanted=pa.table({"id": wanted})):
            return self.sql(f"select {', '.join(names)} from corpus where id in (select id from wanted)")

    def _stored_numbers(self, numbers: Sequence[int]) -> pa.Table:
        """Stored rows by number."""
        if isinstance(self.data, pa.Table):
            return self.data.filter(pc.is_in(self.data["number"], value_set=pa.array(numbers, pa.int64())))
        return self.data.to_table(filter=f"number in ({', '.join(map(str, numbers))})")

    def _view(self, view: str, table: str, rules: views.Rules) -> None:
        self._cursor.register(table, rules.table)
        self._cursor.execute(
            views.view_sql(view, "corpus", self._columns, rules, rules_table=table, overlay=self._overlay)
        )

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        return tuple(self._cursor.sql("select * from corpus limit 0").columns)

    @cached_property
    def last_number(self) -> int:
        """The highest `number` of any row; 0 without rows. Numbers grow, so the last fragment with rows has it."""
        if isinstance(self.data, pa.Table):
            return int(pc.max(self.data["number"]).as_py() or 0)
        for fragment in reversed(self.data.get_fragments()):
            if fragment.count_rows():
                return int(pc.max(fragment.to_table(columns=["number"])["number"]).as_py())
        return 0
