"""XLIFF 1.2 and 2.x: each segment gives its source and its target as rows, the target linked to the source.

A `file` of the XLIFF is one document. Inline elements with native code are left out, those around text (`g`, `pc`,
`mrk`, `hi`) are not. A missing or empty target gives no row: it is not translated yet, which is no fault.
Rules: XLIFF 1.2 "Inline elements"; XLIFF 2.1 "Inline content".
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files import xml_records
from core.collection.sources.files.records import Record, RecordReader, Row, filled, translations
from core.collection.sources.files.tmx import text_of
from core.collection.sources.files.xml_records import XML_LANG, Piece, XmlRecords, attributes, local
from core.errors import UnreadableFileError

CODES = frozenset({"bpt", "ept", "it", "ph", "x", "bx", "ex", "sc", "ec", "sm", "em", "sub"})


@dataclass(frozen=True, slots=True)
class Xliff:
    """Translation interchange files."""

    name: str = "xliff"
    title: str = "XLIFF (translation)"
    suffixes: tuple[str, ...] = (".xlf", ".xliff", ".mqxliff", ".sdlxliff")
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether the root is `xliff`."""
        return xml_records.looks_like(head, b"xliff")

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError where its beginning is no XLIFF."""
        records = XmlRecords(path, ("trans-unit", "unit"), ("xliff", "file"))
        if not xml_records.looks_like(records.head, b"xliff"):
            raise UnreadableFileError(f"{path.name} is no XLIFF file.", hint="Export it again as XLIFF 1.2 or 2.")
        found = options.model_copy(update={"format": self.name})
        return RecordReader(path, found, batch_bytes, lambda at: _records(records, at))


@dataclass(slots=True)
class _Around:
    """What the tags around a unit say: the languages, and which file it is in."""

    source: str = ""
    target: str = ""
    document: str = ""
    files: int = 0

    def enter(self, piece: Piece) -> None:
        """A start tag; a `file` with languages of its own (1.2) outweighs the root (2.x)."""
        given = attributes(piece.data)
        self.source = given.get("source-language") or given.get("srcLang") or self.source
        self.target = given.get("target-language") or given.get("trgLang") or self.target
        if piece.name == "file":
            self.files += 1
            self.document = given.get("original") or given.get("id") or str(self.files)

    def end(self, piece: Piece) -> Cursor:
        state = json.dumps([self.source, self.target, self.document, self.files])
        return piece.end.model_copy(update={"state": state})


def _records(records: XmlRecords, start: Cursor) -> Iterator[Record]:
    around = _Around(*json.loads(start.state)) if start.state else _Around()
    ended, last = False, start
    for piece in records.pieces(start):
        last = piece.end
        if piece.kind == "start":
            around.enter(piece)
        elif piece.kind == "broken":
            yield Record((), [xml_records.broken(piece)], around.end(piece))
        elif piece.kind == "record":
            unit = records.parse(piece)
            if isinstance(unit, Refusal):
                yield Record((), [unit], around.end(piece))
            else:
                yield _record(unit, piece, around)
        ended |= piece.kind == "end" and piece.name == "xliff"
    if not ended:
        yield Record((), [refusal(last.line, "unclosed_record", "the file ends before </xliff>")], last)


def _record(unit: etree._Element, piece: Piece, around: _Around) -> Record:
    """One unit: in 1.2 a pair, in 2.x one a segment."""
    holders = [unit] if local(unit) == "trans-unit" else [part for part in unit if local(part) == "segment"]
    notes = [note.text for note in unit.iter() if local(note) == "note" and note.text]
    rows: list[Row] = []
    for holder in holders:
        sides = {local(side): side for side in reversed(holder) if local(side) in ("source", "target")}
        if "source" not in sides:
            bad = refusal(piece.line, "invalid_record", "no <source>", piece.data.decode(errors="replace"))
            return Record((), [bad], around.end(piece))
        facts = filled(
            unit=unit.get("id"),
            note="\n".join(notes),
            name=unit.get("resname") or unit.get("name"),
            approved=unit.get("approved"),
        )
        pair = [_row(sides["source"], around.source, facts, piece, around)]
        if "target" in sides and (target := _row(sides["target"], around.target, facts, piece, around)).values["text"]:
            state = sides["target"].get("state") or holder.get("state")
            pair.append(replace(target, values={**target.values, **filled(state=state)}))
        first = len(rows)
        rows += [row if row.parent is None else replace(row, parent=first) for row in translations(pair)]
    return Record(rows, (), around.end(piece))


def _row(side: etree._Element, language: str, facts: dict[str, str | None], piece: Piece, around: _Around) -> Row:
    tag = side.get(XML_LANG) or language
    return Row(piece.line, {"text": text_of(side, CODES), **filled(language=tag), **facts}, around.document or None)
