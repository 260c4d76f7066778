"""A file before its first row is imported: what it is, which source it is, and how its columns are mapped.

The source's identity is the SHA-256 of the file's bytes: the same file under another name is the same source.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from core.collection import encodings
from core.collection.mapping import ColumnMapping, guess
from core.collection.options import ReadOptions
from core.collection.sources.files import Reader, format_of
from core.collection.sources.files.moses import other_sides
from core.errors import UnreadableFileError
from core.records import Scheme

HASH_CHUNK = 8 << 20


class PreparedFile(BaseModel):
    """A file ready to be read: `readable` is the file or its UTF-8 copy; `options` are complete."""

    readable: str
    identity: str
    options: ReadOptions
    mapping: ColumnMapping
    total: int  # what `Batch.done` reaches

    def open(self) -> Reader:
        """A reader over it. Raises UnreadableFileError."""
        return format_of(Path(self.readable), self.options.format).open(Path(self.readable), self.options, BATCH_BYTES)


BATCH_BYTES = 12 << 20  # of a text file, a batch: some 100 000 short rows


def prepare(
    path: Path,
    options: ReadOptions,
    mapping: ColumnMapping | None,
    *,
    copies: Path,
    schemes: Sequence[Scheme] = (),
) -> PreparedFile:
    """Find out how to read `path`; a file that is not UTF-8 is copied into the folder `copies`.

    Raises UnreadableFileError, and InvalidInputError where `mapping` names a column that is not there.
    """
    if not path.is_file():
        raise UnreadableFileError(f"There is no file {path.name} any more.", hint="Upload it again.")
    form = format_of(path, options.format)
    others = other_sides(path, options) if form.name == "moses" else []
    identity = _identity([path, *others])
    readable, encoding = path, None
    if form.is_text:
        readable, encoding = _readable(path, options, copies / identity[-16:])
        beside = [str(_readable(other, options, copies / identity[-16:])[0]) for other in others]
        options = options.model_copy(update={"beside": tuple(beside)})
    reader = form.open(readable, options, BATCH_BYTES)
    understood = reader.options.model_copy(update={"encoding": encoding, "format": form.name})
    columns = mapping or _guessed(reader, schemes)
    if mapping:
        mapping.check(list(reader.columns))
    return PreparedFile(
        readable=str(readable), identity=identity, options=understood, mapping=columns, total=reader.total
    )


def _readable(path: Path, options: ReadOptions, copies: Path) -> tuple[Path, str]:
    """The file or its UTF-8 copy (of the same name, which may say the language), and its encoding."""
    found = encodings.chosen(path, options.encoding)
    if found.is_utf8:
        return path, found.name
    copies.mkdir(parents=True, exist_ok=True)
    encodings.write_utf8(path, found, copies / path.name)
    return copies / path.name, found.name


def _identity(paths: Sequence[Path]) -> str:
    hashes = [file_hash(path) for path in paths]
    return f"sha256:{hashes[0] if len(hashes) == 1 else hashlib.sha256(' '.join(hashes).encode()).hexdigest()}"


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(HASH_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _guessed(reader: Reader, schemes: Sequence[Scheme]) -> ColumnMapping:
    batch = next((batch for batch in reader.batches() if batch.table.num_columns), None)
    if batch is None:
        raise UnreadableFileError("The file holds no rows.", hint="Choose a file with at least one row of text.")
    return guess(batch.table.slice(0, 1_000), schemes)
