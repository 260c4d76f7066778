"""Texts that equal the one they were translated from, although they are declared to be in another language.

What a text is a translation of is known by `parent_id`; the comparison folds case and spaces (`identity.exact_key`).
Names and numbers are the same in two languages: how long a text must be to count is a limit of the filter.
"""

from typing import TYPE_CHECKING

import pyarrow as pa

from core.corpus.filling import INDEX_PROBE, is_one_of

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus

READ = ("parent_id", "exact_key", "declared_language")


def untranslated(corpus: "Corpus", rows: pa.Table) -> pa.Array:
    """For each row (with READ) whether it is an untranslated copy of its parent, which may lie anywhere."""
    wanted = sorted({name for name in rows["parent_id"].to_pylist() if name})
    parents = _parents(corpus, wanted)
    given = zip(*(rows[name].to_pylist() for name in READ), strict=True)
    return pa.array([_is_copy(key, language, parents.get(parent or "")) for parent, key, language in given], pa.bool_())


def _is_copy(key: str | None, language: str | None, parent: tuple[str, str | None] | None) -> bool:
    if parent is None or not language or not parent[1]:
        return False
    return key == parent[0] and language.split("-")[0] != parent[1].split("-")[0]


def _parents(corpus: "Corpus", ids: list[str]) -> dict[str, tuple[str, str | None]]:
    """Key and declared language of the rows with these ids."""
    dataset = corpus.open() if ids else None
    found: dict[str, tuple[str, str | None]] = {}
    for start in range(0, len(ids), INDEX_PROBE):
        assert dataset is not None
        columns = ["id", "exact_key", "declared_language"]
        part = dataset.to_table(columns=columns, filter=is_one_of(ids[start : start + INDEX_PROBE]))
        found |= {row["id"]: (row["exact_key"], row["declared_language"]) for row in part.to_pylist()}
    return found
