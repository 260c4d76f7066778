"""From a page's bytes to text: which charset, and how sure.

Order: byte order mark; a declared multi-byte charset that fits; UTF-8 where the bytes are valid UTF-8 (text in another
charset hardly ever is, so this wins over a wrong header); what header, XML declaration or `meta` declare, if it fits;
UTF-8 with a few broken places; a guess by charset-normalizer. Labels mean what browsers take them for (WHATWG Encoding
Standard), so `iso-8859-1` is windows-1252.
"""

import codecs
import re
from dataclasses import dataclass

from core.collection.web.refusals import PageRefusedError, Reason

# WHATWG labels whose meaning in Python differs or is unknown.
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "x-cp1252": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "windows-874": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "gb_2312-80": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "windows-949": "cp949", "iso-8859-8-i": "iso8859-8",
    "x-euc-jp": "euc_jp", "unicode-1-1-utf-8": "utf-8",
}  # fmt: skip
_MULTIBYTE = frozenset(
    {"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be"}
)
_NOT_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined"})
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_IN_TYPE = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_IN_MARKUP = re.compile(rb"<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MARKUP_BYTES = 4_096  # browsers look this far (1 024 by the standard)
_GUESSED_BYTES = 100_000
_MOST_BROKEN = 0.05  # of the characters beyond ASCII that may be broken in a text still taken as UTF-8


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the charset it was read in, and whether that had to be guessed."""

    text: str
    charset: str
    guessed: bool = False


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of a page. Raises PageRefusedError where no charset fits."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(name, "replace"), name)
    declared = _declared(body, content_type)
    fits = [name for name in declared if name in _MULTIBYTE]
    for name in (*fits, "utf-8", *declared):
        text = _strictly(body, name)
        if text is not None:
            return Decoded(text, name)
    return _nearly_utf8(body) or _guess(body) or _by_force(body, declared)


def _declared(body: bytes, content_type: str) -> list[str]:
    found = [match[1] for match in _IN_TYPE.finditer(content_type)]
    found += [match[1].decode("ascii", "replace") for match in _IN_MARKUP.finditer(body[:_MARKUP_BYTES])]
    names = [_codec(label) for label in found]
    wide = b"\0" in body[:_MARKUP_BYTES]  # what calls itself UTF-16 and has no zeros is not
    return [name for name in dict.fromkeys(names) if name and (wide or not name.startswith("utf-16"))]


def _codec(label: str) -> str | None:
    wanted = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(wanted, wanted)).name
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name in _NOT_TEXT else name


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def _nearly_utf8(body: bytes) -> Decoded | None:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = sum(character > "\x7f" for character in text) - broken
    return Decoded(text, "utf-8") if broken <= _MOST_BROKEN * beyond else None


def _guess(body: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    visible = re.sub(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", b" ", body, flags=re.IGNORECASE | re.DOTALL)
    best = from_bytes(visible[:_GUESSED_BYTES]).best()
    if best is None:
        return None
    text = _strictly(body, best.encoding)
    return None if text is None else Decoded(text, best.encoding, guessed=True)


def _by_force(body: bytes, declared: list[str]) -> Decoded:
    for name in declared:
        text = body.decode(name, "replace")
        if text.count("\ufffd") <= 0.001 * len(text):
            return Decoded(text, name, guessed=True)
    raise PageRefusedError(
        Reason.UNREADABLE,
        "The page's text could not be decoded: no charset fits its bytes.",
        hint="Open it in a browser; if it is readable there, save it and import the file.",
    )
