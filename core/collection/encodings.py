"""Which encoding a text file is in, and a UTF-8 copy of one that is in another.

Readers know UTF-8 only, line by line, so that a wrong byte costs one row. Any other file is read through a copy, in
which bytes that mean nothing in the file's encoding stay invalid and are refused at their line, too.

A file counts as UTF-8 when nearly all of its bytes beyond ASCII are; a few bad ones do not make it something else.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from core.errors import UnreadableFileError

CHUNK = 4 << 20
SAMPLE = 64 << 10  # bytes around non-ASCII ones that the guess is made from
STRAY = 0.02  # this share of the bytes beyond ASCII may be no UTF-8 in a UTF-8 file

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What text files are really in, by region; the detector otherwise likes exotic ones.
CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "koi8_u", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "euc_kr", "cp874", "cp866", "mac_roman"),
    *("iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "iso8859_15"),
)

_UTF8 = re.compile(rb"[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}")
_NAMED = re.compile(
    rb"<\?xml[^>]{0,200}?\sencoding=[\"']([\w.:-]+)|<meta[^>]{0,200}?charset=[\"']?\s*([\w.:-]+)"
    rb"|^\"Content-Type:[^\"\n]{0,100}charset=([\w.:-]+)",
    re.IGNORECASE | re.MULTILINE,
)
# Codecs of Python that are no encodings of files.
_NO_ENCODINGS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7", "undefined"})
BAD_BYTE = "isogloss-bad-byte"


@dataclass(frozen=True, slots=True)
class Encoding:
    """A file's encoding (a Python codec name), and how many bytes of byte order mark precede the text.

    `returns`: its lines end in carriage returns alone, as on old Macintoshes.
    """

    name: str
    mark: int = 0
    returns: bool = False

    @property
    def is_utf8(self) -> bool:
        """Whether the file can be read as it is."""
        return self.name == "utf-8" and not self.returns


def known(name: str) -> str:
    """The codec name that Python uses. Raises UnreadableFileError for an unknown encoding."""
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise UnreadableFileError(
            f"“{name}” is not an encoding.", hint="Examples: utf-8, windows-1252, utf-16, shift_jis, gb18030."
        ) from error


def detect(path: Path, *, limit: int | None = None) -> Encoding:
    """The encoding of a file, from its whole content or its first `limit` bytes."""
    with path.open("rb") as file:
        head = file.read(4096)
    marked = _by_mark(head) or _by_zeros(head)
    if marked:
        return marked
    said = _declared(head)
    good = bad = 0
    sample = b""
    for part in _high_parts(path, limit):
        high, valid = _count(part)
        good += valid
        bad += high - valid
        if len(sample) < SAMPLE:
            sample += b"\n".join(line for line in part.split(b"\n") if not line.isascii())[:SAMPLE]
    if bad <= STRAY * (good + bad):
        return Encoding("utf-8", returns=_has_returns(head))
    name = said if said and _means_something(sample, said) else _guessed(sample)
    return Encoding(name, returns=_has_returns(head))


def _declared(head: bytes) -> str | None:
    """The encoding that the file itself names: XML, HTML and gettext catalogues do."""
    match = _NAMED.search(head)
    try:
        name = codecs.lookup((match[1] or match[2] or match[3]).decode("ascii")).name if match else None
    except (LookupError, UnicodeDecodeError):
        return None
    return None if name and name.replace("-", "_") in _NO_ENCODINGS else name


def _means_something(sample: bytes, name: str) -> bool:
    """Whether nearly all of the sample can be read in that encoding."""
    try:
        text = sample.decode(name, errors="replace")
    except (LookupError, ValueError):
        return False
    return text.count("\ufffd") <= STRAY * max(len(text), 1)


def _has_returns(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head


def _count(data: bytes) -> tuple[int, int]:
    """How many bytes are beyond ASCII, and how many of these belong to valid UTF-8 sequences."""
    high = int(np.count_nonzero(np.frombuffer(data, dtype=np.uint8) >= 0x80))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return high, sum(len(match) for match in _UTF8.findall(data))
    return high, high


def chosen(path: Path, name: str | None, *, limit: int | None = None) -> Encoding:
    """The encoding `name` with the mark the file has, or the detected one where `name` is None."""
    if name is None:
        return detect(path, limit=limit)
    with path.open("rb") as file:
        head = file.read(4096)
    marked = _by_mark(head)
    wanted = known(name)
    if marked and (marked.name == wanted or wanted.replace("-", "") in ("utf16", "utf32", "utf8sig")):
        return marked
    return Encoding(wanted, returns=_has_returns(head))


def write_utf8(path: Path, encoding: Encoding, target: Path, *, limit: int | None = None) -> None:
    """Write a UTF-8 copy of a file (of its first `limit` bytes) with line ends as they are.

    Bytes without a meaning in the encoding are written as a byte that is invalid in UTF-8, in their place.
    """
    decoder = codecs.getincrementaldecoder(encoding.name)(errors=BAD_BYTE)
    temporary = target.with_suffix(".part")
    with path.open("rb") as source, temporary.open("wb") as out:
        source.seek(encoding.mark)
        for chunk in _chunks(source, limit):
            out.write(_utf8(decoder.decode(chunk), encoding))
        if limit is None:  # else the last character may be cut in two
            out.write(_utf8(decoder.decode(b"", final=True), encoding))
    temporary.replace(target)


def _utf8(text: str, encoding: Encoding) -> bytes:
    return (text.replace("\r", "\n") if encoding.returns else text).encode("utf-8", errors="surrogateescape")


def _by_mark(head: bytes) -> Encoding | None:
    for mark, name in BOMS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    return None


def _by_zeros(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: every other byte of much Western text is zero."""
    even, odd = head[0::2], head[1::2]
    if len(head) < 16 or not head.count(0):
        return None
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.05 * len(even):
        return Encoding("utf-16-le")
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.05 * len(odd):
        return Encoding("utf-16-be")
    return None


def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=list(CANDIDATES)))
    if not matches:
        return "cp1252"
    best = min(matches, key=lambda match: (round(match.chaos, 2), -round(match.coherence, 2), _rank(match.encoding)))
    return codecs.lookup(best.encoding).name


def _rank(name: str) -> int:
    """Where an encoding stands among the candidates: of several that fit equally well the commoner one is taken."""
    return CANDIDATES.index(name) if name in CANDIDATES else len(CANDIDATES)


def _high_parts(path: Path, limit: int | None) -> Iterator[bytes]:
    """The parts of the file that hold bytes beyond ASCII, cut at line ends where there are any."""
    rest = b""
    with path.open("rb") as file:
        for chunk in _chunks(file, limit):
            head, newline, tail = (rest + chunk).rpartition(b"\n")
            part, rest = (head, tail) if newline else (tail, b"")
            if not part.isascii():
                yield part
    if not rest.isascii() and (limit is None or path.stat().st_size <= limit):  # else it may be cut within a character
        yield rest


def _chunks(file: BinaryIO, limit: int | None) -> Iterator[bytes]:
    left = limit
    while left is None or left > 0:
        chunk = file.read(CHUNK if left is None else min(CHUNK, left))
        if not chunk:
            return
        left = None if left is None else left - len(chunk)
        yield chunk


def _keep_bad_byte(error: UnicodeError) -> tuple[str, int]:
    """Stand-in for each undecodable stretch: a lone surrogate that `surrogateescape` writes as the byte 0xFF."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end


codecs.register_error(BAD_BYTE, _keep_bad_byte)
