"""HTML files: each paragraph outside menus and footers is one row, in order; a file is one document.

The same blocks as those of the web (`web.blocks`), from a file. Paragraphs are numbered from 1; the page's title,
licence and canonical address are columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files import xml_records
from core.collection.sources.files.records import Record, RecordReader, Row, filled
from core.errors import UnreadableFileError

LARGEST = 50_000_000  # bytes; a page is read whole
DOCUMENT = "1"
REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class HtmlPages:
    """Pages saved from the web."""

    name: str = "html"
    title: str = "HTML (web page)"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether it begins with markup of a page."""
        start = head.replace(b"\0", b"").lower()
        return xml_records.looks_like(start, b"html", b"head", b"body") or b"<!doctype html" in start[:500]

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError for an empty or far too large one."""
        size = path.stat().st_size
        if not 0 < size <= LARGEST:
            raise UnreadableFileError(
                f"{path.name} is empty or larger than {LARGEST // 1_000_000} MB.", hint="Choose a page with some text."
            )
        found = options.model_copy(update={"format": self.name})
        return RecordReader(path, found, batch_bytes, lambda at: _records(path, at))


def _records(path: Path, start: Cursor) -> Iterator[Record]:
    if start.offset:
        return
    from core.collection.web import markup
    from core.collection.web.blocks import blocks

    data = path.read_bytes()
    text = data.decode("utf-8", errors="replace")
    is_clean = REPLACED not in text
    end = Cursor(offset=len(data), line=text.count("\n") + 1)
    tree = markup.parse(text)
    body = tree.find("body") if tree is not None else None
    paragraphs = [block.text for block in blocks(tree if body is None else body)] if tree is not None else []
    if tree is None or not paragraphs:
        yield Record((), [refusal(1, "empty_text", "no paragraph of text in the page")], end)
        return
    shared = filled(
        language=markup.declared_language(tree),
        title=" ".join((tree.findtext(".//title") or "").split()),
        licence=markup.licence(tree, ""),
        url=next((str(link) for link in tree.xpath("//link[@rel='canonical']/@href")), None),
    )
    rows: list[Row] = []
    refused: list[Refusal] = []
    for number, paragraph in enumerate(paragraphs, start=1):
        if not is_clean and REPLACED in paragraph:
            refused.append(refusal(number, "invalid_encoding", "paragraph", paragraph))
        else:
            rows.append(Row(number, {"text": paragraph, **shared}, DOCUMENT))
    yield Record(rows, refused, end)
