"""Hashing what is new: a unit takes the next texts of the corpus without a signature and stores theirs.

A unit repeated after a crash finds what is left of it. Texts of fewer than 40 code points are never read.
"""

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel

from core.cleaning.duplicates.likeness import Likeness
from core.cleaning.duplicates.reading import TO_SIGN, marks_of, take
from core.cleaning.duplicates.signing import sign
from core.cleaning.duplicates.store import SignatureStore

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus

UNIT_TEXTS = 100_000  # some seconds: what a kill costs at most
UNIT_POINTS = 30_000_000  # code points read at once


class HashedUnit(BaseModel):
    """What a unit did; `fragment` -1 means that all texts are hashed."""

    fragment: int
    texts: int


def pending_rows(corpus: "Corpus", likeness: Likeness) -> int:
    """How many rows were not compared under this configuration yet."""
    return int(corpus.open().count_rows(filter=pending(likeness))) if corpus.exists else 0


def pending(likeness: Likeness) -> str:
    """The Lance filter for these rows."""
    return f"compared is null or compared != {likeness.number}"


def hash_unit(corpus: "Corpus", store: SignatureStore, first_fragment: int, limit: int = UNIT_TEXTS) -> HashedUnit:
    """Hash up to `limit` new texts of the first fragment from `first_fragment` on that has any."""
    known = np.sort(store.marks())
    dataset = corpus.open()
    for fragment in dataset.get_fragments():
        if fragment.fragment_id < first_fragment:
            continue
        rows = fragment.scanner(columns=["exact_key", "characters"], filter=TO_SIGN, with_row_id=True).to_table()
        marks, places = np.unique(marks_of(rows["exact_key"]), return_index=True)
        new = np.sort(places[~np.isin(marks, known)])[:limit]
        if len(new):
            points = np.cumsum(rows["characters"].to_numpy()[new].astype(np.int64))
            new = new[: max(1, int(np.searchsorted(points, UNIT_POINTS)))]
            addresses = rows["_rowid"].to_numpy().astype(np.uint64)[new]
            store.add(marks_of(rows["exact_key"].take(new)), sign(take(dataset, addresses, "text")))
            return HashedUnit(fragment=int(fragment.fragment_id), texts=len(new))
    return HashedUnit(fragment=-1, texts=0)
