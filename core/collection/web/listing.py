"""Lists of pages that a site publishes: sitemaps and their indexes (also gzipped), RSS and Atom feeds.

Read in the reading process like any page: no entity is resolved, nothing is fetched, at most `MOST_ENTRIES` are taken.
Formats: sitemaps.org protocol 0.9 with `xhtml:link` alternates as Google documents them, RSS 0.9 to 2.0, Atom (RFC
4287).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from core.collection.web.inflating import unpacked
from core.collection.web.urls import joined

MOST_ENTRIES = 50_000  # of one file, by the protocol
MOST_BYTES = 52_428_800  # unpacked, by the protocol
_START = 1_000
_PAGES, _LISTS = frozenset({"urlset", "rss", "feed", "RDF"}), frozenset({"sitemapindex"})
_ENTRIES = frozenset({"url", "sitemap", "item", "entry"})
_XML = ("application/xml", "text/xml", "+xml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in a list, with the (language tag as written, address) of its other versions."""

    url: str
    alternates: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Listing:
    """What a list names: pages, and further lists."""

    pages: list[Entry] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)


def is_packed(body: bytes) -> bool:
    """Whether the bytes are gzip."""
    return body.startswith(b"\x1f\x8b")


def is_xml(content_type: str) -> bool:
    """Whether a content type may be a list's."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind != "application/xhtml+xml" and any(kind.endswith(ending) for ending in _XML)


def read_listing(body: bytes, url: str) -> Listing | None:
    """The list in `body`; None where it is none. Raises PageRefusedError for a packed one, damaged or too large."""
    plain = unpacked([body], "gzip", MOST_BYTES) if is_packed(body) else body
    if not plain[:_START].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    walk = _walk(plain)
    root = next(walk, None)
    if root is None or _name(root[1]) not in _PAGES | _LISTS:
        return None
    found, is_index = Listing(), _name(root[1]) in _LISTS
    for event, element in walk:
        if event != "end" or _name(element) not in _ENTRIES:
            continue
        _take(found, element, url, is_index=is_index)
        element.clear()
        if len(found.pages) + len(found.lists) >= MOST_ENTRIES:
            break
    return found


def _walk(plain: bytes) -> Iterator[tuple[str, etree._Element]]:
    walk = etree.iterparse(
        BytesIO(plain), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    try:
        yield from walk
    except etree.XMLSyntaxError:
        return  # cut off: what came before it holds


def _take(found: Listing, element: etree._Element, url: str, *, is_index: bool) -> None:
    target = joined(url, _address(element))
    if target is None or not _address(element):
        return
    if is_index:
        found.lists.append(target)
        return
    others = []
    for child in element:
        if _name(child) == "link" and child.get("hreflang") and child.get("rel") == "alternate":
            other = joined(url, child.get("href") or "")
            if other is not None:
                others.append((child.get("hreflang") or "", other))
    found.pages.append(Entry(target, tuple(others)))


def _address(element: etree._Element) -> str:
    """`loc` of a sitemap, `link` of RSS (its text) or of Atom (`href`; the page itself, no comments or media)."""
    for child in element:
        name = _name(child)
        if name == "loc" or (name == "link" and (child.text or "").strip()):
            return (child.text or "").strip()
        if name == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            return child.get("href") or ""
    return ""


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
