"""Comparing a whole corpus: bands one after the other, then clusters and their kept members.

Each step leaves what it found in the store's `drafts` (places and hashes, no text), so that after a crash the next one
goes on. Near duplicates are sought among texts, a text standing for all rows that are exactly like it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.cleaning.duplicates.choosing import kept
from core.cleaning.duplicates.comparing import Known, Linking, jaccard
from core.cleaning.duplicates.likeness import BANDS, Likeness
from core.cleaning.duplicates.reading import Rows, marks_of, scan, take
from core.cleaning.duplicates.store import Marks, SignatureStore

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus
    from core.workspace import Workspace

MEMBERS = "members.arrow"  # id_mark, cluster, similarity of every row in a cluster, by id_mark


@dataclass(frozen=True, slots=True)
class Clusters:
    """What there is: clusters, rows in them, and how many of these are not exactly like the kept one."""

    clusters: int
    rows: int
    near: int


class Comparison:
    """The comparison of a corpus, step by step; picks up what an earlier process found."""

    def __init__(self, corpus: "Corpus", store: SignatureStore, likeness: Likeness) -> None:
        self._store = store
        self._rows = Rows.of(corpus)
        self._marks = store.marks()
        order = np.argsort(self._marks)
        self._addresses = _addresses(self._rows, self._marks)
        self.linking = Linking(store.signatures(), likeness, self._read, order, Known(*store.known()))
        self._bands = 0

    def band(self, band: int) -> int:
        """Link what a band shows to be alike; returns how many links are new."""
        self._resume(band)
        links = self.linking.band(band)
        _save(self._links(band), links)
        self._bands = band + 1
        return len(links)

    def settle(self, ws: "Workspace", project_id: str) -> Clusters:
        """Choose the kept member of each cluster and write down which row belongs to which."""
        self._resume(BANDS)
        self._store.keep_known(self.linking.known.alike, self.linking.known.rejected)
        keys = self._keys()
        members = self._members(keys)
        with ws.snapshot(project_id, version=int(self._rows.dataset.version)) as snapshot:
            chosen = kept(snapshot, members.select(["id", "key"]))
        members = members.append_column("cluster", _looked_up(members["key"], chosen["key"], chosen["kept"]))
        similarity = self._similarities(members)
        marks = marks_of(members["id"])
        order = np.argsort(marks)
        table = pa.table(
            {
                "id_mark": marks,
                "cluster": members["cluster"],
                "similarity": pa.array(similarity, pa.float32(), from_pandas=True),
            }
        )
        draft = self._store.drafts / f"{MEMBERS}.part"
        feather.write_feather(table.take(pa.array(order)), str(draft), compression="uncompressed")
        draft.replace(self._store.drafts / MEMBERS)
        near = int(np.count_nonzero(np.nan_to_num(similarity, nan=1.0) < 1))
        return Clusters(clusters=len(chosen), rows=len(members), near=near)

    def _resume(self, band: int) -> None:
        for earlier in range(self._bands, band):
            self.linking.link(np.load(self._links(earlier), allow_pickle=False))
        self._bands = max(self._bands, band)

    def _links(self, band: int) -> Path:
        return self._store.drafts / f"links-{band}.npy"

    def _read(self, places: npt.NDArray[np.int64]) -> list[str]:
        return take(self._rows.dataset, self._addresses[places], "text")

    def _keys(self) -> Marks:
        """One number for all rows of a cluster: the smallest mark of a text in it."""
        smallest = np.full(len(self._marks), np.iinfo(np.uint64).max, np.uint64)
        np.minimum.at(smallest, self.linking.groups, self._marks)
        places = _places(self._marks, self._rows.marks)
        keys = self._rows.marks.copy()
        known = places >= 0
        keys[known] = smallest[self.linking.groups[places[known]]]
        return keys

    def _members(self, keys: Marks) -> pa.Table:
        """The rows whose key another row has too: id, key, mark."""
        _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        shared = counts[inverse] > 1
        ids, done = [pa.array([], pa.string())], 0
        for batch in scan(self._rows.dataset, ["id"]):
            ids.append(batch["id"].filter(pa.array(shared[done : done + len(batch)])))
            done += len(batch)
        columns = {"key": keys[shared].view(np.int64), "mark": self._rows.marks[shared].view(np.int64)}
        return pa.table({"id": pa.chunked_array(ids), **columns})

    def _similarities(self, members: pa.Table) -> npt.NDArray[np.float64]:
        """To the kept member: NaN (NULL) for itself, 1 for the same text, else the Jaccard similarity."""
        is_kept = pc.equal(members["id"], members["cluster"]).to_numpy()
        keys, marks = (members[name].to_numpy().view(np.uint64) for name in ("key", "mark"))
        order = np.argsort(keys[is_kept])
        kept_marks = marks[is_kept][order][np.searchsorted(keys[is_kept], keys, sorter=order)]
        values = np.where(is_kept, np.nan, 1.0)
        near = np.flatnonzero(marks != kept_marks)
        texts, inverse = np.unique(marks[near], return_inverse=True)
        others = np.empty(len(texts), np.uint64)
        others[inverse] = kept_marks[near]
        pairs = np.stack([_places(self._marks, texts), _places(self._marks, others)], axis=1)
        values[near] = jaccard(pairs, self._read)[inverse]
        return values


def _addresses(rows: Rows, marks: Marks) -> npt.NDArray[np.uint64]:
    """Where a row with each mark lies; texts that no row has any more (none, after a takedown) lie nowhere."""
    places = _places(rows.marks, marks)
    return (
        np.where(places >= 0, rows.addresses[np.maximum(places, 0)], 0) if len(rows.marks) else np.zeros(0, np.uint64)
    )


def _places(held: Marks, wanted: Marks) -> npt.NDArray[np.int64]:
    """Where each wanted mark stands in `held`; -1 where it does not."""
    if not len(held):
        return np.full(len(wanted), -1)
    order = np.argsort(held, kind="stable")
    found = order[np.minimum(np.searchsorted(held, wanted, sorter=order), len(held) - 1)]
    return np.where(held[found] == wanted, found, -1)


def _looked_up(wanted: pa.ChunkedArray, keys: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.ChunkedArray:
    return values.take(pc.index_in(wanted, value_set=keys))


def _save(path: Path, links: npt.NDArray[np.int64]) -> None:
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        np.save(file, links, allow_pickle=False)
    draft.replace(path)
