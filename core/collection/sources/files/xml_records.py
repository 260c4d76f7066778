"""Large XML, one record at a time: the bytes of each record are found first and parsed alone.

So memory stays flat, reading goes on at any record, a broken record costs itself only, and what makes XML dangerous
cannot happen: a document type (with its entities, external or nested) is never seen by the parser, which besides has
entities, network and huge trees switched off. Comments, CDATA and processing instructions are skipped as a whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from core.collection.cursors import Cursor
from core.collection.refusals import Refusal, refusal

WINDOW = 1 << 20
LONGEST_RECORD = 8 << 20  # bytes; a longer one is refused
HEAD_BYTES = 256 << 10
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_SKIPPED = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_REST_OF_TAG = re.compile(rb"(?>[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>")
_PREFIX = re.compile(rb"\sxmlns:([A-Za-z_][\w.-]*)\s*=\s*(\"[^\"<&]*\"|'[^'<&]*')")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the file: a whole `record`, the `start` or `end` tag of an element that was asked for, or something
    `broken` (then `data` is the reason)."""

    kind: str
    name: str
    data: bytes
    line: int
    end: Cursor


class XmlRecords:
    """The records of a file: elements named `records`, and the tags of elements named `marks` around them."""

    def __init__(self, path: Path, records: tuple[str, ...], marks: tuple[str, ...]) -> None:
        self._path, self._records = path, frozenset(records)
        names = b"|".join(re.escape(name.encode()) for name in (*records, *marks))
        self._token = re.compile(rb"<!--|<!\[CDATA\[|<\?|<(/?)(?:[\w.-]+:)?(" + names + rb")(?=[\s/>])")
        with path.open("rb") as file:
            self.head = file.read(HEAD_BYTES)
        prefixes = {match[1]: match[2] for match in _PREFIX.finditer(self.head)}
        self._wrapper = b"<r" + b"".join(b" xmlns:%s=%s" % pair for pair in prefixes.items()) + b">"

    def pieces(self, start: Cursor) -> Iterator[Piece]:
        """The pieces from `start` on."""
        size, at = WINDOW, start
        total = self._path.stat().st_size
        while at.offset < total:
            with self._path.open("rb") as file:
                file.seek(at.offset)
                data = file.read(size)
            final = at.offset + len(data) >= total or size > LONGEST_RECORD
            scan = _Scan(self._token, self._records, data, at, final=final)
            yield from scan.pieces()
            size = WINDOW if scan.used else size * 2
            at = scan.cursor(scan.used) if scan.used else at

    def parse(self, piece: Piece) -> etree._Element | Refusal:
        """The element of a record, or why it is none."""
        try:
            wrapped = etree.fromstring(self._wrapper + piece.data + b"</r>", _parser())
        except etree.XMLSyntaxError as error:
            shown = piece.data.decode("utf-8", errors="replace")
            reason = "invalid_xml" if _is_utf8(piece.data) else "invalid_encoding"
            return refusal(piece.line, reason, str(error.msg).split(", line")[0], shown)
        return wrapped[0]


class _Scan:
    """The pieces of one window; `used` counts the bytes that need not be looked at again."""

    def __init__(
        self, token: re.Pattern[bytes], records: frozenset[str], data: bytes, at: Cursor, *, final: bool
    ) -> None:
        self._token, self._records, self._data, self._final = token, records, data, final
        self._at, self._counted, self._line = at, 0, at.line
        self.used = 0

    def cursor(self, place: int) -> Cursor:
        return Cursor(offset=self._at.offset + place, line=self._line_at(place), state=self._at.state)

    def pieces(self) -> Iterator[Piece]:
        while match := self._token.search(self._data, self.used):
            begin, end = match.start(), self._end_of_tag(match)
            if end is None:
                if not self._final:
                    self.used = begin
                    return
                yield self._broken(begin, match.end(), b"it begins and does not end")
                continue
            if match[2] is None:
                self.used = end
                continue
            is_whole = self._data[end - 2 : end] == b"/>"
            if match[2].decode() not in self._records:
                yield self._piece("end" if match[1] else "start", match, begin, end)
            elif match[1]:
                yield self._broken(begin, end, b"it is closed without being opened")
            elif is_whole:
                yield self._piece("record", match, begin, end)
            else:
                closed, place = self._end_of_record(match[2], end)
                if closed:
                    yield self._piece("record", match, begin, place)
                elif place < len(self._data) or self._final:
                    yield self._broken(begin, max(place, end), b"it is not closed")
                else:
                    self.used = begin
                    return
        tail = self._data.rfind(b"<", self.used)
        self.used = len(self._data) if self._final or tail < 0 else tail

    def _end_of_tag(self, match: re.Match[bytes]) -> int | None:
        if match[2] is None:
            closing = _SKIPPED[match[0]]
            found = self._data.find(closing, match.end())
            return None if found < 0 else found + len(closing)
        rest = _REST_OF_TAG.match(self._data, match.end())
        return rest.end() if rest else None

    def _end_of_record(self, name: bytes, place: int) -> tuple[bool, int]:
        """Whether the record that is open at `place` is closed, and where; else where the next one begins."""
        while match := self._token.search(self._data, place):
            if match[2] is None:
                skipped = self._end_of_tag(match)
                if skipped is None:
                    break
                place = skipped
            elif match[2] == name and match[1]:
                closed = self._end_of_tag(match)
                return (True, closed) if closed else (False, match.start())
            elif match[2].decode() in self._records or match[1]:  # another record, or the end of what it lies in
                return False, match.start()
            else:
                place = match.end()
        return False, len(self._data)

    def _piece(self, kind: str, match: re.Match[bytes], begin: int, end: int) -> Piece:
        line = self._line_at(begin)
        self.used = end
        return Piece(kind, match[2].decode(), self._data[begin:end], line, self.cursor(end))

    def _broken(self, begin: int, end: int, why: bytes) -> Piece:
        line = self._line_at(begin)
        self.used = end
        return Piece("broken", self._data[begin : begin + 80].decode(errors="replace"), why, line, self.cursor(end))

    def _line_at(self, place: int) -> int:
        if place < self._counted:
            self._counted, self._line = 0, self._at.line
        self._line += self._data.count(b"\n", self._counted, place)
        self._counted = place
        return self._line


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a start tag by their local names; empty where it is broken."""
    closed = tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
    plain = re.sub(rb"<(?:[\w.-]+:)?", b"<", closed, count=1)
    spaces = re.sub(rb"\s(?:xmlns(:[\w.-]+)?)\s*=\s*(\"[^\"]*\"|'[^']*')", b" ", plain)
    try:
        element = etree.fromstring(re.sub(rb"\s([\w.-]+):([\w.-]+\s*=)", rb" \1..\2", spaces), _parser())
    except etree.XMLSyntaxError:
        return {}
    return {str(name).replace("xml..", "xml:"): str(value) for name, value in element.attrib.items()}


def local(element: etree._Element) -> str:
    """An element's name without its namespace; "" for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def broken(piece: Piece) -> Refusal:
    """The refusal of a broken piece."""
    return refusal(piece.line, "unclosed_record", piece.data.decode(), piece.name)


def looks_like(head: bytes, *roots: bytes) -> bool:
    """Whether a file that begins so has one of these root elements, in whatever encoding."""
    plain = head.replace(b"\0", b"")
    return any(re.search(rb"<(?:[\w.-]+:)?" + root + rb"[\s>]", plain) for root in roots)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
