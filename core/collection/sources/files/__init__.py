"""The file formats. A new one is a file beside these and a line in FORMATS.

Order matters where the suffix says nothing: the first format that a file's beginning fits is taken.
"""

from pathlib import Path

from core.collection.options import ReadOptions
from core.collection.sources.files.base import FileFormat, Reader
from core.collection.sources.files.delimited import Delimited
from core.collection.sources.files.json_lines import JsonLines
from core.collection.sources.files.parquet import Parquet
from core.collection.sources.files.plain_text import PlainText
from core.errors import UnreadableFileError

FORMATS: dict[str, FileFormat] = {
    made.name: made
    for made in (
        Parquet(),
        JsonLines(),
        Delimited("tsv", "TSV", (".tsv", ".tab"), "\t"),
        Delimited("csv", "CSV", (".csv",), ","),
        PlainText(),
    )
}


def format_of(path: Path, name: str | None = None) -> FileFormat:
    """The format called `name`, else the one of the suffix, else the one the content looks like.

    Raises UnreadableFileError for an unknown name or a file that looks like no text.
    """
    if name is not None:
        if name not in FORMATS:
            raise UnreadableFileError(f"“{name}” is no file format.", hint=f"Choose from {', '.join(FORMATS)}.")
        return FORMATS[name]
    for known in FORMATS.values():
        if path.suffix.lower() in known.suffixes:
            return known
    with path.open("rb") as file:
        head = file.read(4096)
    if not FORMATS["parquet"].fits(head) and _is_binary(head):
        raise UnreadableFileError(
            f"{path.name} is no text file and of no known format.",
            hint=f"Files that can be read: {', '.join(sorted(supported_suffixes()))}.",
        )
    return next(known for known in FORMATS.values() if known.fits(head))


def supported_suffixes() -> frozenset[str]:
    """All file name endings that are known."""
    return frozenset(suffix for known in FORMATS.values() for suffix in known.suffixes)


def _is_binary(head: bytes) -> bool:
    """Whether control characters say that this is no text (UTF-16 has zeros, but then nearly every other byte)."""
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head if byte)
    zeros = head.count(0)
    return controls > 0.05 * max(len(head), 1) or 0 < zeros < 0.3 * len(head)


__all__ = ["FORMATS", "FileFormat", "ReadOptions", "Reader", "format_of", "supported_suffixes"]
