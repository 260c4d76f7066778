"""Train, dev and test so that nothing leaks from one to another.

Segments that belong together form a group, and a group lies in one split as a whole. Together belong: segments of one
document (or with one value in the project's own group column, across all sources, which keeps all languages and
wordings of one situation together), exact and near duplicates, and a segment with its parent (translation,
correction). Groups are the connected components of these relations.

Groups are dealt out in a seeded random order, one domain after the other, each to the split that lacks most of its
share. So every domain is spread over the splits in about the wanted proportion, and the whole is met as closely as the
sizes of the groups allow. A group that an earlier data version had in a split stays there.

Nobody is tested on what a machine wrote: only text by people is dealt out, and machine-made text follows its group into
train or, where the group lies in dev or test, into no split at all (HELD_OUT).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.errors import InvalidInputError

SPLITS = ("train", "dev", "test")
HELD_OUT = ""  # the split of machine-made text whose group lies in dev or test
_RANK = {"train": 0, "dev": 1, "test": 2}

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shares:
    """The wanted part of each split; they sum to 1."""

    train: float = 0.8
    dev: float = 0.1
    test: float = 0.1

    def __post_init__(self) -> None:
        given = (self.train, self.dev, self.test)
        if any(not 0 <= share <= 1 for share in given) or abs(sum(given) - 1) > 1e-6:
            raise InvalidInputError(
                f"The splits {self.train:g}, {self.dev:g} and {self.test:g} do not make a whole.",
                hint="Give three parts from 0 to 1 that sum to 1.",
            )

    def of(self, split: str) -> float:
        """The share of one split."""
        return {"train": self.train, "dev": self.dev, "test": self.test}[split]


@dataclass(frozen=True, slots=True)
class Assigned:
    """For each row, in the order given: its group (the smallest id in it) and its split."""

    groups: tuple[str, ...]
    splits: tuple[str, ...]
    group_count: int
    largest_group: int  # rows


def split_rows(rows: pa.Table, shares: Shares, seed: int, *, earlier: Mapping[str, str] | None = None) -> Assigned:
    """Assign every row of `rows` (id, source_id, document_id, exact_key, parent_id, domain, group: strings, the last
    three may be NULL; `cluster` of duplicates and `machine`, whether a machine wrote it, may be missing) to a group
    and a split.

    `earlier` gives the split of segments in an earlier data version. Where a group now joins segments of several
    earlier splits, test goes before dev before train, since what was tested on must not be trained on.
    """
    if not len(rows):
        return Assigned((), (), 0, 0)
    members = _components(rows)
    sizes = np.bincount(members)
    names = _smallest(rows["id"], members)
    kept = _earlier(rows, members, earlier) if earlier else {}
    machine = _machine(rows)
    human = np.bincount(members[~machine], minlength=len(sizes))
    splits = _deal(_order(names, _strata(rows["domain"], members), seed), human, shares, kept)
    return Assigned(
        groups=tuple(names[member] for member in members.tolist()),
        splits=tuple(
            HELD_OUT if is_machine and splits[member] != "train" else splits[member]
            for member, is_machine in zip(members.tolist(), machine.tolist(), strict=True)
        ),
        group_count=len(sizes),
        largest_group=int(sizes.max()),
    )


def _components(rows: pa.Table) -> Codes:
    """The number of each row's group, from 0 without gaps."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    parents = pc.fill_null(pc.index_in(rows["parent_id"], value_set=rows["id"]), -1).to_numpy()
    children = np.flatnonzero(parents >= 0)
    siblings = _same(rows["parent_id"])  # two translations of one segment, though it is not among the rows
    links = [_same(_belongings(rows)), _same(rows["exact_key"]), siblings, (children, parents[children])]
    if "cluster" in rows.column_names:
        links.append(_same(rows["cluster"]))
    starts, ends = (np.concatenate([link[side] for link in links]) for side in (0, 1))
    graph = coo_array((np.ones(len(starts), np.int8), (starts, ends)), shape=(len(rows), len(rows)))
    _, members = connected_components(graph, directed=False)
    codes: Codes = members.astype(np.int64)
    return codes


def _machine(rows: pa.Table) -> npt.NDArray[np.bool_]:
    """Which rows a machine wrote."""
    if "machine" not in rows.column_names:
        return np.zeros(len(rows), bool)
    said: npt.NDArray[np.bool_] = pc.fill_null(rows["machine"], False).to_numpy()
    return said


def _belongings(rows: pa.Table) -> pa.ChunkedArray:
    """What a row belongs to: the value of the group column, else the document within its source (where it is given,
    `home`: the source of what it was made from)."""
    has_group = pc.fill_null(pc.greater(pc.binary_length(rows["group"]), 0), False)
    source = rows["home" if "home" in rows.column_names else "source_id"]
    length = pc.cast(pc.binary_length(source), pa.string())  # so that no two pairs read the same
    document = pc.binary_join_element_wise("document", length, source, rows["document_id"], ":")
    return pc.if_else(has_group, pc.binary_join_element_wise("group", rows["group"], ":"), document)


def _same(keys: pa.ChunkedArray) -> tuple[Codes, Codes]:
    """Links that chain all rows with the same key; rows without a key are linked to none."""
    codes = pc.fill_null(keys.combine_chunks().dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    ranked = codes[order]
    linked = (ranked[1:] == ranked[:-1]) & (ranked[1:] >= 0)
    return order[1:][linked], order[:-1][linked]


def _smallest(ids: pa.ChunkedArray, members: Codes) -> list[str]:
    """The smallest id of each group: its name, whatever the order of the rows."""
    ranks = pc.array_sort_indices(ids.combine_chunks()).to_numpy()
    _, first = np.unique(members[ranks], return_index=True)
    return [str(name) for name in ids.take(pa.array(ranks[first])).to_pylist()]


def _strata(domains: pa.ChunkedArray, members: Codes) -> list[str]:
    """The most frequent domain of each group ("" where none is tagged); of equally frequent ones the first by name."""
    encoded = pc.fill_null(domains, "").combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    by_name = np.argsort(np.argsort(np.array(names, dtype=object)))
    pairs, counts = np.unique(np.stack([members, by_name[encoded.indices.to_numpy()]]), axis=1, return_counts=True)
    order = np.lexsort((pairs[1], -counts, pairs[0]))
    _, first = np.unique(pairs[0][order], return_index=True)
    ordered = sorted(names)
    return [ordered[code] for code in pairs[1][order][first].tolist()]


def _earlier(rows: pa.Table, members: Codes, earlier: Mapping[str, str]) -> dict[int, str]:
    """The split that groups had before, in themselves or in the segments that theirs were made from."""
    kept: dict[int, str] = {}
    ids, parents = rows["id"].to_pylist(), rows["parent_id"].to_pylist()
    for name, parent, member in zip(ids, parents, members.tolist(), strict=True):
        split = earlier.get(name) or earlier.get(parent or "")
        if split in _RANK and _RANK[split] >= _RANK.get(kept.get(member, "train"), 0):
            kept[member] = split
    return kept


def _order(names: Sequence[str], strata: Sequence[str], seed: int) -> list[int]:
    """Groups by domain, in random order within it."""
    marks = [blake2b(f"{seed}:{name}".encode(), digest_size=8).digest() for name in names]
    return sorted(range(len(names)), key=lambda group: (strata[group], marks[group]))


def _deal(order: Sequence[int], sizes: npt.NDArray[np.intp], shares: Shares, kept: Mapping[int, str]) -> dict[int, str]:
    """The split of each group: in order, to the split that is furthest below its share of all dealt so far."""
    wanted = {split: shares.of(split) for split in SPLITS}
    dealt = dict.fromkeys(SPLITS, 0)
    total = 0
    splits: dict[int, str] = {}
    for group in sorted(order, key=lambda group: group not in kept):  # what is settled first, the others fill up
        size = int(sizes[group])
        total += size
        open_splits = [split for split in SPLITS if wanted[split] > 0]
        fullest_lack = max(open_splits, key=lambda name: wanted[name] * total - dealt[name])
        split = kept.get(group) or (fullest_lack if size else "train")  # without people's text it is only to learn from
        splits[group] = split
        dealt[split] += size
    return splits
