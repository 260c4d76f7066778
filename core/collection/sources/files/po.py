"""PO: gettext catalogues. Each message gives its text and its translations as rows, read by `polib` one by one.

The language of the messages is that of `X-Source-Language`, else English, as the GNU gettext manual has it; that of the
translations stands in the header, else in the file's name. Fuzzy and obsolete messages come in with that said in the
column `flags`. A message without a translation gives its own row only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core import languages
from core.collection import lines as line_blocks
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import refusal
from core.collection.sources.files.records import Record, RecordReader, Row, filled, translations
from core.errors import UnreadableFileError

HEAD_BYTES = 256 << 10
_OBSOLETE = re.compile(r"^#~\|?\s?")
_BEGINS = re.compile(r"^(#|msgctxt\b|msgid\b(?!_plural))")
_LINE = re.compile(r'^(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d{1,3}\])?)\s*)?"(?:[^"\\]|\\.)*+"\s*$')
_HEADER = re.compile(r'"([A-Za-z-]+):\s*(.*?)\s*\\n"')


@dataclass(frozen=True, slots=True)
class Po:
    """Gettext catalogues."""

    name: str = "po"
    title: str = "PO (gettext catalogue)"
    suffixes: tuple[str, ...] = (".po", ".pot")
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether a message stands in its beginning."""
        plain = head.replace(b"\0", b"")
        return bool(re.search(rb"^msgid\s", plain, re.MULTILINE) and re.search(rb"^msgstr", plain, re.MULTILINE))

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError where there is no message."""
        head = line_blocks.read_block(path, Cursor(), HEAD_BYTES)
        text = line_blocks.decode(head.data)[0] if head else ""
        if "msgid" not in text:
            raise UnreadableFileError(f"{path.name} holds no messages of gettext.", hint="Choose a .po file.")
        header = dict(_HEADER.findall(text.split("\n\n", 1)[0]))
        source = header.get("X-Source-Language") or "en"
        target = header.get("Language") or (path.stem if languages.is_tag(path.stem) else None)
        found = options.model_copy(update={"format": self.name})
        return RecordReader(path, found, batch_bytes, lambda at: _records(path, at, source, target))


def _records(path: Path, start: Cursor, source: str, target: str | None) -> Iterator[Record]:
    for lines, end in _entries(path, start):
        line = end.line - len(lines)
        text = "\n".join(lines)
        if not text.strip():
            continue
        reason = "invalid_encoding" if line_blocks.is_bad(text) else "nul" if "\0" in text else ""
        if reason:
            yield Record((), [refusal(line, reason, text=line_blocks.readable(text))], end)
        else:
            yield _record(text, line, end, source, target)


def _entries(path: Path, start: Cursor) -> Iterator[tuple[list[str], Cursor]]:
    """The lines of each message, and where the next one begins: at a comment or `msgid` after a translation."""
    held: list[str] = []
    translated, offset, line = False, start.offset, start.line
    for raw in _lines(path, start):
        text = line_blocks.decode(raw)[0].rstrip("\r\n")
        bare = _OBSOLETE.sub("", text)
        is_new = translated and (_BEGINS.match(bare) or (text.startswith("#") and not text.startswith("#~")))
        if held and (is_new or (translated and not text.strip()) or len(held) > 10_000):
            yield held, Cursor(offset=offset, line=line)
            held, translated = [], False
        held.append(text)
        translated |= bare.startswith("msgstr")
        offset, line = offset + len(raw), line + 1
    if held:
        yield held, Cursor(offset=offset, line=line)


def _lines(path: Path, start: Cursor) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start.offset)
        while line := file.readline(line_blocks.LONGEST_LINE):
            yield line


def _record(text: str, line: int, end: Cursor, source: str, target: str | None) -> Record:
    import polib

    text = text.removeprefix("\ufeff").strip("\n")
    for place, one in enumerate(text.split("\n")):
        bare = _OBSOLETE.sub("", one).strip()
        if bare and not bare.startswith("#") and not one.startswith("#~|") and not _LINE.match(bare):
            return Record((), [refusal(line + place, "invalid_record", "no keyword with a closed quotation", one)], end)
    try:
        catalogue = polib.pofile(text + "\n\n")
        entries = list(catalogue)
    except (OSError, ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        detail = re.sub(r"^.*?: ", "", str(error).replace("\n", " "))[:200]
        return Record((), [refusal(line, "invalid_record", detail, text)], end)
    if not entries and not catalogue.metadata and re.search(r"^(?:#~ )?msg", text, re.MULTILINE):
        return Record((), [refusal(line, "invalid_record", "no message in it", text)], end)
    rows: list[Row] = []
    for entry in entries:
        if entry.msgid:
            for group in _sides(entry, line, source, target):
                first = len(rows)
                linked = translations(group)
                rows += [row if row.parent is None else replace(row, parent=first) for row in linked]
    return Record(rows, (), end)


def _sides(entry: "object", line: int, source: str, target: str | None) -> Iterator[list[Row]]:
    """The message with its translation; the plural with all translations but the first."""
    from polib import POEntry

    assert isinstance(entry, POEntry)
    flags = [*entry.flags, *(["obsolete"] if entry.obsolete else [])]
    facts = filled(
        context=entry.msgctxt,
        flags=", ".join(flags),
        note=entry.comment,
        **{"translator's note": entry.tcomment},
        place=", ".join(":".join(filter(None, one)) for one in entry.occurrences),
    )
    document = f"line {line}"

    def side(text: str, language: str | None) -> Row:
        return Row(line, {"text": text, **filled(language=language), **facts}, document)

    forms = [form for _, form in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]
    yield [side(entry.msgid, source), *(side(form, target) for form in forms[:1] if form)]
    if entry.msgid_plural:
        yield [side(entry.msgid_plural, source), *(side(form, target) for form in forms[1:] if form)]
