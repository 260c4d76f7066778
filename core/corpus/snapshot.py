"""`Snapshot`: one fixed state of a corpus, read through DuckDB.

It joins four things into the view `segments`: a version of the Lance table, the events that are not folded into that
version yet (the overlay), the filter policy, and the project's expected languages. All queries of a request go to one
snapshot, so that its numbers agree with each other. Nothing here writes.

**The overlay** is an Arrow table `schema.OVERLAY`: `id`; `human_language`, `human_verdict`, `formality`, `domain`,
`labels` (all strings); and for each of these a boolean `<name>_set`. One row per segment that an event after the folded
one touches. `<name>_set = true` means that the column's value is the one given here, where NULL says "withdrawn";
`false` means that no unfolded event touched this column and the folded value holds. `labels`, when set, is the complete
JSON object of all schemes other than formality and domain, not a difference. `Corpus.fold` takes the very same table.

**The view** has every column of `schema.SCHEMA` (human ones effective) and: `tag` (the person's language, else the
detected one), `verdict`, `reason` (views.VERDICTS; verdict NULL and reason 'not_identified' before identification), and
`threshold` (of the tag).
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound, see `selecting`)

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from core.corpus import filling, rows, schema, selecting, views
from core.corpus.rows import SegmentRow
from core.corpus.viewing import QueryStoppedError, SegmentView
from core.records import FilterPolicy, Selection

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus

__all__ = ["QueryStoppedError", "Snapshot"]

ALL = Selection()
FIRST_WINDOW = 8_192  # rows looked at first for a page; a selective filter widens it
WIDEN = 8
BATCH_ROWS = 50_000

_VERDICTS = "select tag, verdict, count(*) as n from {view} group by 1, 2"

Overlay = Callable[[int], pa.Table]


class Snapshot(SegmentView):
    """A context manager; `close` it after the request. One thread at a time, except for `interrupt`."""

    @classmethod
    def of(
        cls,
        corpus: Corpus,
        version: int | str | None = None,
        *,
        policy: FilterPolicy | None = None,
        expected: Sequence[str] = (),
        overlay: Overlay | None = None,
    ) -> Snapshot:
        """A snapshot of a version (the newest by default). `overlay(seq)` returns the overlay of the events after
        `seq`, which is the last one that this version holds. A corpus without segments gives an empty snapshot."""
        if version is None and not corpus.exists:
            return cls(schema.SCHEMA.empty_table(), policy=policy, expected=expected)
        dataset = corpus.open(version)
        seq = filling.folded_seq(dataset)
        return cls(
            dataset,
            version=int(dataset.version),
            policy=policy,
            expected=expected,
            overlay=overlay(seq) if overlay else None,
            folded_seq=seq,
        )

    def count(self, selection: Selection = ALL) -> int:
        """How many segments are meant."""
        condition, parameters = selecting.where(selection)
        return int(self.sql(f"select count(*) as n from segments where {condition}", parameters)["n"][0].as_py())

    def ids(self, selection: Selection = ALL, limit: int | None = None, *, shuffled: bool = False) -> list[str]:
        """Ids in the order of arrival; `shuffled` orders by id, which is random with respect to the text and the same
        at every call."""
        condition, parameters = selecting.where(selection)
        order = "id" if shuffled else "number"
        cut = f"limit {int(limit)}" if limit is not None else ""
        found = self.sql(f"select id from segments where {condition} order by {order} {cut}", parameters)
        return [str(name) for name in found["id"].to_pylist()]

    def page(self, selection: Selection = ALL, after: int | None = None, limit: int = 50) -> list[SegmentRow]:
        """The next rows in the order of arrival; `after` is the `number` of the last row of the page before."""
        numbers = self._numbers(selection, -1 if after is None else after, limit)
        if not numbers:
            return []
        return self._judged(self._stored_numbers(numbers))

    def rows(self, ids: Sequence[str]) -> list[SegmentRow]:
        """The rows with these ids, in the order asked for; ids that are not there are left out."""
        if not ids:
            return []
        by_id = {row.segment.id: row for row in self._judged(self._stored(ids))}
        return [by_id[name] for name in dict.fromkeys(ids) if name in by_id]

    def facet(self, column: str, selection: Selection = ALL, limit: int = 1_000) -> list[tuple[str | None, int]]:
        """The values of a column (selecting.FACETS, or `extra:NAME`) with their counts, most frequent first."""
        condition, parameters = selecting.where(selection)
        name = selecting.column_sql(column)
        found = self.sql(
            f"select {name} as value, count(*) as n from segments where {condition}"
            f" group by 1 order by n desc, value limit {int(limit)}",
            parameters,
        )
        return [(row["value"], int(row["n"])) for row in found.to_pylist()]

    def batches(
        self, columns: str, selection: Selection = ALL, *, joins: str = "", rows: int = BATCH_ROWS
    ) -> Iterator[pa.Table]:
        """Rows of any number, streamed in the order of arrival and in tables of at most `rows` rows.

        `columns` is a select list over `s` (the selected rows of `segments`) and what `joins` adds; both are of the
        program's own words.
        """
        condition, parameters = selecting.where(selection)
        low = -1
        while low < self.last_number:
            found = self.sql(
                f"select {columns} from (select * from segments where number > {low} and number <= {low + rows}"
                f" and {condition}) s {joins} order by s.number",
                parameters,
            )
            low += rows
            if len(found):
                yield found

    def own_columns(self) -> list[str]:
        """The names of the user's own columns, in alphabetical order."""
        found = self.sql(
            "select distinct unnest(json_keys(extra)) as name from segments where extra is not null order by name"
        )
        return [str(name) for name in found["name"].to_pylist()]

    def verdicts(self) -> dict[tuple[str | None, str | None], int]:
        """Counts by (tag, verdict) under the policy of this snapshot."""
        return _by_verdict(self.sql(_VERDICTS.format(view="segments")))

    def what_if(self, policy: FilterPolicy) -> dict[tuple[str | None, str | None], int]:
        """Counts by (tag, verdict) if `policy` were in force; nothing is changed."""
        return _by_verdict(self.under(policy, _VERDICTS.format(view="segments_if")))

    def under(self, policy: FilterPolicy, query: str) -> pa.Table:
        """The answer of a query on the view `segments_if`: what `segments` would be if `policy` were in force."""
        self._view("segments_if", "rules_if", views.rules(policy, self.expected))
        return self.sql(query)

    def _judged(self, stored: pa.Table) -> list[SegmentRow]:
        """A few stored rows as the view shows them, in the order of arrival."""
        self._cursor.register("picked", stored)
        self._cursor.execute(
            views.view_sql("picked_segments", "picked", self._columns, self.rules, overlay=self._overlay)
        )
        columns = ", ".join(rows.ROW_COLUMNS)
        return rows.segment_rows(self.sql(f"select {columns} from picked_segments order by number"))

    def _numbers(self, selection: Selection, after: int, limit: int) -> list[int]:
        """Numbers of the next rows: windows that widen, so that a page of a common selection reads a few thousand
        rows and one of a rare selection reads the table once."""
        condition, parameters = selecting.where(selection)
        numbers: list[int] = []
        low, width = after, FIRST_WINDOW
        while low < self.last_number and len(numbers) < limit:
            found = self.sql(
                f"select number from segments where number > {low} and number <= {low + width} and {condition}"
                f" order by number limit {limit - len(numbers)}",
                parameters,
            )
            numbers += found["number"].to_pylist()
            low, width = low + width, width * WIDEN
        return numbers


def _by_verdict(found: pa.Table) -> dict[tuple[str | None, str | None], int]:
    return {(row["tag"], row["verdict"]): int(row["n"]) for row in found.to_pylist()}
