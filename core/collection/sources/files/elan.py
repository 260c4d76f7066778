"""ELAN `.eaf`: annotated recordings. Each annotation of a tier that stands on its own is one row, in order of time.

What depends on it (words, glosses, notes) comes in as a column of that row named after its tier, parts joined by
spaces. A dependent tier in another declared language, or named after translation, gives a row of its own, linked to its
parent as `translation-of`. Speaker, times in milliseconds, tier and annotation id are columns; a file is one document.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from core import languages
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files import xml_records
from core.collection.sources.files.records import TRANSLATION, Record, RecordReader, Row, filled
from core.collection.sources.files.xml_records import Piece, XmlRecords, attributes, local
from core.errors import UnreadableFileError

LARGEST = 200_000_000  # bytes; a file is one recording, and its times are needed for all of it
DOCUMENT = "1"
_TRANSLATION = re.compile(r"transl|übersetz|traduc|tradui|перевод|\bft\b|[@_-]ft\b|free", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Elan:
    """Annotated recordings."""

    name: str = "eaf"
    title: str = "ELAN (annotated recording)"
    suffixes: tuple[str, ...] = (".eaf",)
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether the root is `ANNOTATION_DOCUMENT`."""
        return xml_records.looks_like(head, b"ANNOTATION_DOCUMENT")

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError where it is no ELAN file or too large."""
        records = XmlRecords(path, ("ANNOTATION", "TIME_SLOT"), ("TIER", "ANNOTATION_DOCUMENT"))
        if not self.fits(records.head) or path.stat().st_size > LARGEST:
            raise UnreadableFileError(
                f"{path.name} is no ELAN file, or larger than {LARGEST // 1_000_000} MB.",
                hint="Save it again in ELAN as .eaf.",
            )
        found = options.model_copy(update={"format": self.name})
        return RecordReader(path, found, batch_bytes, lambda at: _records(records, at, path.stat().st_size))


@dataclass(slots=True)
class _Annotation:
    tier: dict[str, str]
    name: str
    text: str
    line: int
    begin: int | None
    end: int | None
    parent: str | None
    order: int


@dataclass(slots=True)
class _Recording:
    """All of a file: its times, its annotations by id, and those of each tier that have a time, in order of it."""

    times: dict[str, int] = field(default_factory=dict)
    annotations: dict[str, _Annotation] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    line: int = 1
    timed: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def sort_tiers(self) -> None:
        """Make `timed`."""
        for one in self.annotations.values():
            if one.begin is not None:
                self.timed.setdefault(one.tier.get("TIER_ID") or "", []).append((one.begin, one.name))
        for tier in self.timed.values():
            tier.sort()


def _records(records: XmlRecords, start: Cursor, total: int) -> Iterator[Record]:
    """The whole recording as one record, since its parts refer to each other from anywhere."""
    if start.offset:
        return
    recording = _read(records)
    yield Record(_rows(recording), recording.refused, Cursor(offset=total, line=recording.line))


def _read(records: XmlRecords) -> _Recording:
    recording, tier, ended = _Recording(), dict[str, str](), False
    for piece in records.pieces(Cursor()):
        recording.line = piece.end.line
        if piece.kind == "broken":
            recording.refused.append(xml_records.broken(piece))
        elif piece.kind == "start" and piece.name == "TIER":
            tier = attributes(piece.data)
        elif piece.kind == "end":
            ended |= piece.name == "ANNOTATION_DOCUMENT"
        elif piece.kind == "record":
            element = records.parse(piece)
            if isinstance(element, Refusal):
                recording.refused.append(element)
            else:
                _take(recording, element, piece, tier)
    if not ended:
        cut = "the file ends before </ANNOTATION_DOCUMENT>"
        recording.refused.append(refusal(recording.line, "unclosed_record", cut))
    return recording


def _take(recording: _Recording, element: etree._Element, piece: Piece, tier: dict[str, str]) -> None:
    if piece.name == "TIME_SLOT":
        value = element.get("TIME_VALUE") or ""
        if value.isascii() and value.isdigit():
            recording.times[element.get("TIME_SLOT_ID") or ""] = int(value[:15])
    else:
        inner = next((part for part in element if local(part).endswith("ANNOTATION")), None)
        name = inner.get("ANNOTATION_ID") if inner is not None else None
        if inner is None or not name:
            shown = piece.data.decode(errors="replace")
            recording.refused.append(refusal(piece.line, "invalid_record", "no annotation with an id in it", shown))
            return
        text = next(("".join(part.itertext()) for part in inner if local(part) == "ANNOTATION_VALUE"), "")
        begin, end = (recording.times.get(inner.get(key) or "") for key in ("TIME_SLOT_REF1", "TIME_SLOT_REF2"))
        parent = inner.get("ANNOTATION_REF")
        recording.annotations[name] = _Annotation(
            tier, name, text, piece.line, begin, end, parent, len(recording.annotations)
        )


def _rows(recording: _Recording) -> list[Row]:
    """The rows in order of time; each followed by its translations."""
    recording.sort_tiers()
    tops: list[_Annotation] = []
    below: dict[str, list[_Annotation]] = defaultdict(list)
    for one in recording.annotations.values():
        top = _top(one, recording)
        if top is one:
            tops.append(one)
        else:
            below[top.name].append(one)
    tops.sort(key=lambda one: (one.begin is None, one.begin or 0, one.order))
    rows: list[Row] = []
    for one in tops:
        if not one.text.strip():
            continue  # silence, marked as such; its words, if any, say nothing about a text
        place = len(rows)
        translated = [each for each in below[one.name] if each.text.strip() and _is_translation(each, one)]
        others = [each for each in below[one.name] if each not in translated]
        rows.append(Row(one.line, {**_values(one), **_glosses(others)}, DOCUMENT))
        for each in translated:
            rows.append(Row(each.line, _values(each), DOCUMENT, place, TRANSLATION))
    return rows


def _top(one: _Annotation, recording: _Recording) -> _Annotation:
    """The annotation that it depends on in the end: by reference, else by time within the parent tier."""
    seen = {one.name}
    while True:
        above = recording.annotations.get(one.parent or "") or _around(one, recording)
        if above is None or above.name in seen:
            return one
        seen.add(above.name)
        one = above


def _around(one: _Annotation, recording: _Recording) -> _Annotation | None:
    """For time subdivisions: what spans it in the tier that its own tier names as parent."""
    tier = one.tier.get("PARENT_REF")
    if not tier or one.begin is None:
        return None
    begins = recording.timed.get(tier, [])
    place = bisect_right(begins, (one.begin, chr(0x10FFFF))) - 1
    other = recording.annotations[begins[place][1]] if place >= 0 else None
    return other if other is not None and other.end is not None and one.begin < other.end else None


def _is_translation(one: _Annotation, above: _Annotation) -> bool:
    declared, main = one.tier.get("LANG_REF"), above.tier.get("LANG_REF")
    words = f"{one.tier.get('TIER_ID', '')} {one.tier.get('LINGUISTIC_TYPE_REF', '')}"
    return (bool(declared and main) and declared != main) or bool(_TRANSLATION.search(words))


def _values(one: _Annotation) -> dict[str, str | None]:
    tag = one.tier.get("LANG_REF") or ""
    return {
        "text": one.text,
        **filled(
            language=tag if languages.is_tag(tag) else None,
            tier=one.tier.get("TIER_ID"),
            speaker=one.tier.get("PARTICIPANT"),
            annotator=one.tier.get("ANNOTATOR"),
            start=None if one.begin is None else str(one.begin),
            end=None if one.end is None else str(one.end),
            annotation=one.name,
        ),
    }


def _glosses(below: list[_Annotation]) -> dict[str, str | None]:
    """Dependent annotations by tier, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in sorted(below, key=lambda each: (each.begin is None, each.begin or 0, each.order)):
        found[one.tier.get("TIER_ID") or "?"].append(one.text)
    own = ("text", "language", "tier", "speaker", "start", "end", "annotation")
    return {(f"tier {name}" if name in own else name): " ".join(texts) for name, texts in found.items()}
