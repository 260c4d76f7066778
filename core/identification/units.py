"""The units of an identification job: some rows of one fragment each, committed whole.

A unit takes the first rows that are pending when it begins, so a unit repeated after a crash does what is left of it,
and rows that arrive meanwhile are done too. Invariant: a row is pending exactly while its `identified` differs from
the configuration's number.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
from pydantic import BaseModel

from core.errors import NotFoundError
from core.identification.identifying import machine_columns
from core.identification.pending import condition
from core.identification.pool import DetectorPool

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus

UNIT_SECONDS = 15.0  # about how long a unit takes: what a kill costs at most
LEAST_ROWS, MOST_ROWS = 2_000, 200_000


class UnitResult(BaseModel):
    """What a unit did; `rows` = 0 means that nothing is pending any more."""

    rows: int
    statuses: dict[str, int] = {}


def unit_rows(rate: float) -> int:
    """How many rows a unit holds at `rate` rows a second."""
    return int(min(MOST_ROWS, max(LEAST_ROWS, rate * UNIT_SECONDS)))


def identify_unit(
    corpus: "Corpus",
    pool: DetectorPool,
    *,
    limit: int,
    ahead: int = 0,
    on_rows: Callable[[int], None] = lambda _: None,
) -> UnitResult:
    """Identify up to `limit` pending rows of one fragment and commit them; `on_rows` hears how many are done.

    `ahead` is about how many rows there are to do in all: for few, no processes are started.
    """
    while True:
        fragments = corpus.pending_fragments(pool.number) if corpus.exists else []
        if not fragments:
            return UnitResult(rows=0)
        try:
            return _fill(corpus, fragments[0], pool, limit=limit, ahead=ahead, on_rows=on_rows)
        except NotFoundError:  # maintenance rewrote the fragment meanwhile
            continue


def _fill(
    corpus: "Corpus", fragment: int, pool: DetectorPool, *, limit: int, ahead: int, on_rows: Callable[[int], None]
) -> UnitResult:
    columns = ["text", "declared_language", "votes", "identified"]
    rows = corpus.fragment_table(fragment, columns, condition(pool.number)).slice(0, limit)
    parts, done = [], 0
    for part in pool.map(_tables(rows, pool.table_rows), rows=max(ahead, len(rows))):
        parts.append(part)
        done += len(part)
        on_rows(done)
    found = pa.concat_tables(parts)
    corpus.fill_fragment(fragment, machine_columns(rows, found, pool.number))
    counts = found["language_status"].value_counts().to_pylist()
    return UnitResult(rows=len(rows), statuses={item["values"]: item["counts"] for item in counts})


def _tables(rows: pa.Table, size: int) -> Iterator[pa.Table]:
    for start in range(0, len(rows), size):
        yield rows.slice(start, size)
