"""The units of a cleaning job: some rows of one fragment each, committed whole.

A unit takes the first rows that are pending when it begins, so a unit repeated after a crash does what is left of it,
and rows that arrive meanwhile are done too.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel

from core.cleaning.configuration import condition, number
from core.cleaning.copies import READ, untranslated
from core.cleaning.pool import RATE, TABLE_ROWS, CleaningPool
from core.errors import NotFoundError

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus

UNIT_SECONDS = 15.0  # about how long a unit takes: what a kill costs at most
MOST_ROWS = 200_000


class CleanUnit(BaseModel):
    """What a unit did; `rows` = 0 means that nothing is pending any more."""

    rows: int
    normalised: int = 0  # texts that normalisation would write otherwise
    personal: int = 0  # texts with personal data
    untranslated: int = 0


def clean_unit(
    corpus: "Corpus", pool: CleaningPool, *, ahead: int = 0, on_rows: Callable[[int], None] = lambda _: None
) -> CleanUnit:
    """Clean pending rows of one fragment and commit them; `on_rows` hears how many are done.

    `ahead` is about how many rows there are to do in all: for few, no processes are started.
    """
    while True:
        fragments = corpus.fragments(condition()) if corpus.exists else []
        if not fragments:
            return CleanUnit(rows=0)
        try:
            return _fill(corpus, fragments[0], pool, ahead, on_rows)
        except NotFoundError:  # maintenance rewrote the fragment meanwhile
            continue


def _fill(corpus: "Corpus", fragment: int, pool: CleaningPool, ahead: int, on_rows: Callable[[int], None]) -> CleanUnit:
    limit = int(min(MOST_ROWS, RATE * UNIT_SECONDS * pool.processes))
    rows = corpus.fragment_table(fragment, ["text", "language", *READ], condition()).slice(0, limit)
    parts, done = [], 0
    for part in pool.map(_tables(rows), rows=max(ahead, len(rows))):
        parts.append(part)
        done += len(part)
        on_rows(done)
    found = pa.concat_tables(parts)
    copies = untranslated(corpus, rows)
    numbers = pa.array(np.full(len(rows), number(), dtype=np.int32))
    made = {"_rowid": rows["_rowid"], **{name: found[name] for name in found.column_names}}
    corpus.fill_fragment(fragment, pa.table({**made, "untranslated": copies, "cleaned": numbers}))
    return CleanUnit(
        rows=len(rows),
        normalised=len(found) - found["normalised"].null_count,
        personal=len(found) - found["personal_data"].null_count,
        untranslated=pc.sum(copies).as_py() or 0,
    )


def _tables(rows: pa.Table) -> Iterator[pa.Table]:
    texts = rows.select(["text", "language", "declared_language"])
    for start in range(0, len(rows), TABLE_ROWS):
        yield texts.slice(start, TABLE_ROWS)
