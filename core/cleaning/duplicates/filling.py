"""Writing clusters into the corpus, fragment by fragment, and only where something changed."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather
from pydantic import BaseModel

from core.cleaning.duplicates.finding import MEMBERS
from core.cleaning.duplicates.likeness import Likeness
from core.cleaning.duplicates.reading import marks_of
from core.cleaning.duplicates.store import SignatureStore
from core.errors import NotFoundError

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus

COLUMNS = {"compared": pa.int32(), "cluster": pa.string(), "similarity": pa.float32()}


class FilledFragment(BaseModel):
    """What was written: rows compared for the first time (under this configuration), and rows changed in all.
    `fragment` -1 means that there is no further one."""

    fragment: int
    compared: int = 0
    changed: int = 0


def fill_next(corpus: "Corpus", store: SignatureStore, likeness: Likeness, newest: int, after: int) -> FilledFragment:
    """Fill the next fragment after `after`; rows with a number above `newest` came later and stay uncompared."""
    members = feather.read_table(str(store.drafts / MEMBERS), memory_map=True)
    while True:
        later = [item.fragment_id for item in corpus.open().get_fragments() if item.fragment_id > after]
        if not later:
            return FilledFragment(fragment=-1)
        try:
            return _fill(corpus, int(min(later)), members, likeness.number, newest)
        except NotFoundError:  # maintenance rewrote it meanwhile
            continue


def _fill(corpus: "Corpus", fragment: int, members: pa.Table, number: int, newest: int) -> FilledFragment:
    rows = corpus.fragment_table(fragment, ["id", *COLUMNS], f"number <= {newest}")
    marks, held = marks_of(rows["id"]), members["id_mark"].to_numpy()
    places = np.minimum(np.searchsorted(held, marks), max(len(held) - 1, 0))
    belongs = held[places] == marks if len(held) else np.zeros(len(marks), bool)
    chosen = pa.array(places, mask=~belongs)
    made = {name: members[name].take(chosen) for name in ("cluster", "similarity")}
    first = pc.fill_null(pc.not_equal(rows["compared"], number), True)
    changed = first
    for name, values in made.items():
        changed = pc.or_(changed, _differs(rows[name], values))
    count = pc.sum(changed).as_py() or 0
    if count:
        table = pa.table(
            {"_rowid": rows["_rowid"], "compared": pa.repeat(pa.scalar(number, pa.int32()), len(rows)), **made}
        )
        corpus.fill_fragment(fragment, table.filter(changed))
    return FilledFragment(fragment=fragment, compared=pc.sum(first).as_py() or 0, changed=count)


def _differs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether values differ, NULL being a value like others."""
    unequal = pc.fill_null(pc.not_equal(one, other), False)
    return pc.or_(unequal, pc.xor(pc.is_null(one), pc.is_null(other)))
