"""Rows of a data set of the hub: columns as text, classes by their names, translations as linked rows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from core import languages
from core.collection.cursors import Cursor
from core.collection.mapping import ColumnMapping
from core.collection.refusals import Refusal
from core.collection.sources.files.base import Batch, Places
from core.collection.sources.files.parquet import valid_rows
from core.collection.sources.files.records import LANGUAGE, TEXT, TRANSLATION
from core.collection.sources.files.stringing import as_strings

if TYPE_CHECKING:
    from datasets import Features

STRIDE = 1_000  # positions of a row of translations: one a language


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of these languages by the mapping's column (empty: all), at most `left` (None: any number)."""

    languages: frozenset[str] = frozenset()
    mapping: ColumnMapping | None = None
    left: int | None = None


class HubRows:
    """Makes batches of a split with these `features`. Columns of pictures, sound or bytes are not read."""

    def __init__(self, features: "Features | None") -> None:
        kinds: dict[str, Any] = dict(features or {})
        self.columns = tuple(name for name, kind in kinds.items() if not _is_media(kind))
        self._classes = {name: list(kind.names) for name, kind in kinds.items() if type(kind).__name__ == "ClassLabel"}
        translated = [name for name, kind in kinds.items() if type(kind).__name__ == "Translation"]
        self._translation = translated[0] if translated else None

    def batch(self, table: pa.Table, at: Cursor, wanted: Wanted) -> Batch:
        """The batch of `table`, which begins at `at`, with the wanted rows only."""
        size = len(table)
        lines = pa.array(range(at.offset + 1, at.offset + size + 1), pa.int64())
        table, lines, refused = valid_rows(table, lines)
        columns = as_strings(self._named(table.drop_columns([self._translation] if self._translation else [])))
        found = self._sides(table, columns, lines) if self._translation else (columns, lines, None)
        columns, lines, places = found
        keep, left = _of_languages(columns, wanted), wanted.left
        before = len(columns)
        if keep is not None:
            columns, lines, places = columns.filter(keep), lines.filter(keep), places.filter(keep) if places else None
        taken = len(columns)
        passed_over = before - taken
        if left is not None and taken > left:
            columns, lines, taken = columns.slice(0, left), lines.slice(0, left), left
            places = (
                places.filter(pa.array([place < left for place in range(len(places.positions))])) if places else None
            )
            refused = [bad for bad in refused if not len(lines) or bad.line <= lines[-1].as_py()]
        end = at.offset + size
        cursor = Cursor(offset=end, line=end + 1, rows=at.rows + taken)
        return Batch(columns, lines, tuple[Refusal, ...](refused), cursor, end, places, passed_over)

    def _named(self, table: pa.Table) -> pa.Table:
        """The table with the names of classes instead of their numbers (-1 is none)."""
        for name, names in self._classes.items():
            if name in table.column_names:
                numbers = table[name].cast(pa.int64())
                known = pc.if_else(pc.and_(pc.greater_equal(numbers, 0), pc.less(numbers, len(names))), numbers, None)
                place = table.column_names.index(name)
                table = table.set_column(place, name, pa.array(names, pa.string()).take(known))
        return table

    def _sides(self, table: pa.Table, own: pa.Table, lines: pa.Array) -> tuple[pa.Table, pa.Array, Places]:
        """One row a language of each translation, each but the first linked to the first."""
        rows: list[tuple[int, str, str, int, int | None]] = []
        for row, sides in enumerate(table[self._translation].to_pylist()):
            line, first = lines[row].as_py(), None
            for number, (tag, text) in enumerate((sides or {}).items()):
                if text:
                    position = line * STRIDE + number
                    rows.append((row, tag, text, position, first))
                    first = position if first is None else first
        taken = pa.array([row for row, *_ in rows], pa.int64())
        kept = {name: own[name].take(taken) for name in own.column_names if name not in (TEXT, LANGUAGE)}
        texts = pa.array([text for _, _, text, _, _ in rows], pa.string())
        columns = pa.table({TEXT: texts, LANGUAGE: pa.array([tag for _, tag, *_ in rows], pa.string()), **kept})
        parents = pa.array([parent for *_, parent in rows], pa.int64())
        numbers = lines.take(taken)
        places = Places(
            positions=pa.array([position for _, _, _, position, _ in rows], pa.int64()),
            documents=pc.cast(numbers, pa.string()),
            parents=parents,
            relations=pc.if_else(pc.is_valid(parents), TRANSLATION, pa.scalar(None, pa.string())),
        )
        return columns, numbers, places


def _of_languages(table: pa.Table, wanted: Wanted) -> pa.Array | None:
    """Which rows declare one of the wanted languages, or a variety of one; None where all are wanted."""
    name = wanted.mapping.language if wanted.mapping else None
    if not wanted.languages or name not in table.column_names:
        return None
    values = table[name].combine_chunks().dictionary_encode()
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    fits = pa.array([_fits(value, wanted.languages) for value in values.dictionary.to_pylist()], pa.bool_())
    return pc.fill_null(fits.take(values.indices), False)


def _fits(value: str, wanted: frozenset[str]) -> bool:
    if not value or not languages.is_tag(value):
        return False
    tag = languages.standard_tag(value)
    return any(tag == one or tag.startswith(f"{one}-") for one in wanted)


def _is_media(kind: Any) -> bool:
    name = type(kind).__name__
    return name in ("Audio", "Image", "Video", "Pdf", "Nifti") or getattr(kind, "dtype", "") in (
        "binary",
        "large_binary",
    )
