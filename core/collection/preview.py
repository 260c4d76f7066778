"""The first rows of a file as an import would read them, with everything that was found out or guessed."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.collection import encodings
from core.collection.mapping import ColumnMapping, guess
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal
from core.collection.sources.files import FORMATS, format_of
from core.collection.sources.files.base import Batch
from core.collection.sources.files.moses import other_sides
from core.errors import UnreadableFileError
from core.records import Scheme
from core.tagging.schemes import presets

HEAD_BYTES = 512 << 10  # of a file that has to be converted first
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column and some of its different values."""

    name: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would see.

    `options` are those asked for with everything found out filled in, except the encoding: the import looks for it in
    the whole file, this preview (`encoding`) in its beginning.
    """

    path: Path
    size: int  # bytes
    options: ReadOptions
    columns: tuple[ColumnPreview, ...]
    rows: tuple[dict[str, str | None], ...]
    lines: tuple[int, ...]  # the line number of each row
    refused: tuple[Refusal, ...]  # among the rows looked at
    mapping: ColumnMapping
    encoding: str | None  # None for formats that have none
    pairs: tuple[tuple[str, str, int], ...] = ()  # languages of linked rows (from, to) and how many, among the first

    @property
    def title(self) -> str:
        """The format's name for people."""
        return FORMATS[self.format].title if self.format in FORMATS else self.format

    @property
    def format(self) -> str:
        """The format's name."""
        return self.options.format or ""

    @property
    def delimiter(self) -> str | None:
        """What parts the columns; None for formats without."""
        return self.options.delimiter


def preview(
    path: Path, options: ReadOptions | None = None, *, limit: int = 20, schemes: Sequence[Scheme] | None = None
) -> Preview:
    """Look at the first rows of a file; `schemes` are those whose labels may be in it (all presets by default).

    Takes milliseconds whatever the size of the file. Raises UnreadableFileError, InvalidInputError.
    """
    options = options or ReadOptions()
    if not path.is_file():
        raise UnreadableFileError(f"There is no file {path}.", hint="Upload it again.")
    form = format_of(path, options.format)
    if form.name == "moses":
        options = options.model_copy(update={"beside": tuple(map(str, other_sides(path, options)))})
    with _readable(path, options, is_text=form.is_text) as (readable, encoding):
        reader = form.open(readable, options, HEAD_BYTES)
        batch = next(reader.batches(), None)
        if batch is None or not batch.table.num_columns:
            raise UnreadableFileError(f"{path.name} holds no rows.", hint="Choose a file with at least one row.")
        found = reader.options
    table = batch.table.slice(0, 1_000)
    columns = tuple(
        ColumnPreview(name, tuple(list(dict.fromkeys(filter(None, table[name].to_pylist())))[:EXAMPLES]))
        for name in table.column_names
    )
    return Preview(
        path=path,
        size=path.stat().st_size,
        options=found,
        columns=columns,
        rows=tuple(table.slice(0, limit).to_pylist()),
        lines=tuple(batch.lines.slice(0, limit).to_pylist()),
        refused=batch.refused,
        mapping=guess(table, tuple(presets().values()) if schemes is None else schemes),
        encoding=encoding,
        pairs=_pairs(batch),
    )


def _pairs(batch: Batch) -> tuple[tuple[str, str, int], ...]:
    """How many rows are translations, by the languages of both sides."""
    if batch.places is None or "language" not in batch.table.column_names:
        return ()
    spoken = dict(zip(batch.places.positions.to_pylist(), batch.table["language"].to_pylist(), strict=True))
    found = Counter(
        (spoken.get(parent) or "?", spoken[position] or "?")
        for position, parent in zip(spoken, batch.places.parents.to_pylist(), strict=True)
        if parent is not None
    )
    return tuple((source, target, count) for (source, target), count in found.most_common())


@contextmanager
def _readable(path: Path, options: ReadOptions, *, is_text: bool) -> Iterator[tuple[Path, str | None]]:
    """The file itself, or the beginning of it in UTF-8; with its encoding."""
    if not is_text:
        yield path, None
        return
    encoding = encodings.chosen(path, options.encoding, limit=HEAD_BYTES)
    if encoding.is_utf8:
        yield path, encoding.name
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        encodings.write_utf8(path, encoding, copy, limit=HEAD_BYTES)
        yield copy, encoding.name
