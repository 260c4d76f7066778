"""The file formats. A new one is a file beside these and a line in FORMATS.

Order matters where the suffix says nothing: the first format that a file's beginning fits is taken.
"""

from pathlib import Path

from core.collection.options import ReadOptions
from core.collection.sources.files.argilla import ARGILLA
from core.collection.sources.files.arrow_ipc import ArrowIpc
from core.collection.sources.files.base import FileFormat, Reader
from core.collection.sources.files.conllu import Conllu
from core.collection.sources.files.delimited import Delimited
from core.collection.sources.files.doccano import DOCCANO
from core.collection.sources.files.elan import Elan
from core.collection.sources.files.html_pages import HtmlPages
from core.collection.sources.files.json_lines import JsonLines
from core.collection.sources.files.label_studio import LABEL_STUDIO
from core.collection.sources.files.moses import Moses, sides_of
from core.collection.sources.files.parquet import Parquet
from core.collection.sources.files.plain_text import PlainText
from core.collection.sources.files.po import Po
from core.collection.sources.files.prodigy import PRODIGY
from core.collection.sources.files.subtitles import Subtitles
from core.collection.sources.files.tmx import Tmx
from core.collection.sources.files.xliff import Xliff
from core.errors import UnreadableFileError

HEAD_BYTES = 64 << 10  # of a file, looked at where its name does not say what it is

FORMATS: dict[str, FileFormat] = {
    made.name: made
    for made in (
        Parquet(),
        ArrowIpc(),
        Tmx(),
        Xliff(),
        Elan(),
        HtmlPages(),
        Po(),
        Conllu(),
        Subtitles("vtt", "WebVTT (subtitles)", (".vtt",), rb"WEBVTT\b"),
        Subtitles("srt", "SRT (subtitles)", (".srt",), rb"\s*\d+\s*\r?\n\s*[\d:,. ]+-->"),
        LABEL_STUDIO,
        ARGILLA,
        PRODIGY,
        DOCCANO,
        JsonLines(),
        Delimited("tsv", "TSV", (".tsv", ".tab"), "\t"),
        Delimited("csv", "CSV", (".csv",), ","),
        Moses(),
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
    named = [known for known in FORMATS.values() if path.suffix.lower() in known.suffixes]
    if len(named) == 1:
        return named[0]
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if named:
        return next((known for known in named if known.fits(head)), named[-1])
    if sides_of(path):
        return FORMATS["moses"]
    if not any(known.fits(head) for known in FORMATS.values() if not known.is_text) and _is_binary(head[:4096]):
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
