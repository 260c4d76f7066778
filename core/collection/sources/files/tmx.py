"""TMX 1.4: translation memories. Each unit gives one row a language, linked to the side in the source language.

Text within native codes (`bpt`, `ept`, `it`, `ph`, `ut`) is markup of another program and left out; that within `hi` is
text. Properties and notes become columns of their own. Rule: TMX 1.4b specification, "Content Markup".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files import xml_records
from core.collection.sources.files.records import Record, RecordReader, Row, filled, translations
from core.collection.sources.files.xml_records import XML_LANG, XmlRecords, attributes, local
from core.errors import UnreadableFileError

CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
TAKEN = ("text", "language", "unit", "note")  # columns that no property may take
PEOPLE = {"creationid": "created by", "creationdate": "created", "changeid": "changed by", "changedate": "changed"}


@dataclass(frozen=True, slots=True)
class Tmx:
    """Translation memories."""

    name: str = "tmx"
    title: str = "TMX (translation memory)"
    suffixes: tuple[str, ...] = (".tmx",)
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether the root is `tmx`."""
        return xml_records.looks_like(head, b"tmx")

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError where its beginning is no TMX."""
        records = XmlRecords(path, ("tu",), ("header", "tmx"))
        if not xml_records.looks_like(records.head, b"tmx", b"tu"):
            raise UnreadableFileError(f"{path.name} is no TMX file.", hint="Export it again as TMX 1.4.")
        first = next((piece for piece in records.pieces(Cursor()) if piece.name in ("header", "tu")), None)
        source = attributes(first.data).get("srclang", "") if first and first.name == "header" else ""
        found = options.model_copy(update={"format": self.name})
        return RecordReader(path, found, batch_bytes, lambda at: _records(records, at, source))


def _records(records: XmlRecords, start: Cursor, source: str) -> Iterator[Record]:
    ended, last = False, start
    for piece in records.pieces(start):
        last = piece.end
        if piece.kind == "broken":
            yield Record((), [xml_records.broken(piece)], piece.end)
        elif piece.kind == "record":
            unit = records.parse(piece)
            if isinstance(unit, Refusal):
                yield Record((), [unit], piece.end)
            else:
                yield _record(unit, piece, source)
        ended |= piece.kind == "end" and piece.name == "tmx"
    if not ended:
        yield Record((), [refusal(last.line, "unclosed_record", "the file ends before </tmx>")], last)


def _record(unit: etree._Element, piece: xml_records.Piece, source: str) -> Record:
    wanted = (unit.get("srclang") or source).lower()
    document = unit.get("tuid") or f"line {piece.line}"
    shared = _facts(unit)
    rows = []
    for side in unit:
        segment = next((child for child in side if local(child) == "seg"), None) if local(side) == "tuv" else None
        if segment is not None:
            language = side.get(XML_LANG) or side.get("lang")
            values = {"text": text_of(segment, CODES), **filled(language=language, unit=unit.get("tuid"))}
            rows.append(Row(piece.line, {**values, **shared, **_facts(side)}, document))
    if not rows:
        bad = refusal(piece.line, "invalid_record", "no <tuv> with a <seg>", piece.data.decode(errors="replace"))
        return Record((), [bad], piece.end)
    languages = [str(row.values.get("language") or "").lower() for row in rows]
    return Record(translations(rows, languages.index(wanted) if wanted in languages else 0), (), piece.end)


def _facts(element: etree._Element) -> dict[str, str | None]:
    """Properties, notes, who made it and when."""
    facts = filled(**{name: element.get(attribute) for attribute, name in PEOPLE.items()})
    for child in element:
        if local(child) == "prop" and child.text and child.get("type"):
            name = str(child.get("type"))
            facts[f"prop {name}" if name in TAKEN else name] = child.text
        elif local(child) == "note" and child.text:
            facts["note"] = child.text
    return facts


def text_of(element: etree._Element, codes: frozenset[str]) -> str:
    """The text of an element without what stands in `codes`. Needs no recursion, so depth does not matter."""
    parts = [element.text or ""]
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, child in walk:
        if child is element:
            continue
        if event == "start":
            if local(child) in codes:
                walk.skip_subtree()
            else:
                parts.append(child.text or "")
        else:
            parts.append(child.tail or "")
    return "".join(parts)
