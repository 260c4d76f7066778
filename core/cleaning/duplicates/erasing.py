"""What an erasure leaves of duplicates: no hash of an erased text, and no row in the cluster of an erased one."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.cleaning.duplicates.filling import COLUMNS
from core.cleaning.duplicates.reading import Rows
from core.cleaning.duplicates.store import SignatureStore, stores

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus


def forget(corpus: "Corpus", project_folder: Path, ids: Sequence[str]) -> int:
    """After the rows `ids` were erased: drop the signatures of texts that no row has any more, and set the members of
    clusters whose kept one is gone free, so that they count again and are compared anew.

    Returns how many signatures went. Repeating it is harmless.
    """
    held = Rows.of(corpus).marks if corpus.exists else np.empty(0, np.uint64)
    gone = sum(SignatureStore.at(folder).keep_only(held) for folder in stores(project_folder))
    erased = pa.array(ids, pa.string())
    for fragment in corpus.fragments("cluster is not null"):
        rows = corpus.fragment_table(fragment, ["cluster"], "cluster is not null")
        orphans = rows.filter(pc.is_in(rows["cluster"], value_set=erased))
        if len(orphans):
            blank = {name: pa.nulls(len(orphans), kind) for name, kind in COLUMNS.items()}
            corpus.fill_fragment(fragment, pa.table({"_rowid": orphans["_rowid"], **blank}))
    return gone
