"""What a page says about itself in its markup: language, licence, links, reserved rights, need of scripts."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree, html

from core.collection.web.urls import joined
from core.errors import InvalidInputError
from core.languages import standard_tag

MOST_LINKS = 5_000  # of one page; no page for people has more
MOST_ALTERNATES = 1_000
_LINK_ALTERNATE = re.compile(r"<([^>]*)>(?=[^<]*\balternate\b)[^<]*\bhreflang=\"?([\w-]+)", re.IGNORECASE)
_LINK_LICENCE = re.compile(r"<([^>]*)>[^<]*\brel=\"?license\b", re.IGNORECASE)
_LICENCE_NAMES = ("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights")
_CREATIVE_COMMONS = re.compile(r"(https?:)?//(www\.)?creativecommons\.org/(licen[sc]es|publicdomain)/[\w-]+/", re.I)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
_REFRESH = re.compile(r"^\s*[\d.]+\s*[;,]\s*url\s*=\s*[\"']?(.+?)[\"']?\s*$", re.IGNORECASE)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SCRIPT_ROOTS = frozenset({"root", "app", "__next", "__nuxt", "___gatsby"})


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page, without comments and processing instructions; None where there is no markup at all."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None


def declared_language(tree: html.HtmlElement, header: str = "") -> str | None:
    """The BCP 47 tag that the page declares: `lang` of html or body, else Content-Language as header or meta.

    A Content-Language that lists several languages tells for whom the page is, not what it is in, and is left out.
    """
    marks = [tree, *tree.xpath("/html/body")[:1]]
    found = [mark.get(name) for mark in marks for name in ("lang", _XML_LANG, "xml:lang")]
    found += [header, *_metas(tree, "http-equiv", "content-language")]
    for candidate in found:
        tag = tag_of(candidate or "")
        if tag is not None:
            return tag
    return None


def alternates(tree: html.HtmlElement | None, url: str, header: str = "") -> list[tuple[str, str]]:
    """(language tag as written, canonical address) of each version that the page declares with `hreflang`.

    Taken from `link rel=alternate` and from the header `Link` (RFC 8288). `x-default` names the version for everybody.
    """
    found = [(match[2], joined(url, match[1])) for match in _LINK_ALTERNATE.finditer(header)]
    if tree is not None:
        base = base_url(tree, url)
        for element in tree.iter("link"):
            given = (element.get("hreflang") or "").strip()
            if given and "alternate" in (element.get("rel") or "").lower().split() and element.get("href"):
                found.append((given, joined(base, element.get("href"))))
    return list(dict.fromkeys((tag, target) for tag, target in found if target is not None))[:MOST_ALTERNATES]


def feeds(tree: html.HtmlElement, url: str) -> list[str]:
    """Addresses of the feeds (RSS, Atom) that the page declares."""
    base = base_url(tree, url)
    found = [
        joined(base, element.get("href") or "")
        for element in tree.iter("link")
        if "alternate" in (element.get("rel") or "").lower().split()
        and (element.get("type") or "").strip().lower() in _FEED_TYPES
    ]
    return [target for target in dict.fromkeys(found) if target is not None]


def licence(tree: html.HtmlElement, url: str, header: str = "") -> str | None:
    """The address of the page's licence, if it declares one.

    `rel=license` in the page or in the header `Link`; else a Dublin Core licence; else the one Creative Commons licence
    that the page links to (with several it is not clear which one is the page's own).
    """
    base = base_url(tree, url)
    for element in tree.iter("link", "a", "area"):
        if "license" in (element.get("rel") or "").lower().split() and element.get("href"):
            return joined(base, element.get("href")) or None
    given = [match[1] for match in _LINK_LICENCE.finditer(header)]
    given += [value for value in _metas(tree, "name", *_LICENCE_NAMES) if value.strip().startswith("http")]
    if given:
        return joined(base, given[0])
    linked = {joined(base, href) for href in tree.xpath("//a/@href") if _CREATIVE_COMMONS.match(href.strip())}
    return linked.pop() if len(linked) == 1 else None


def links(tree: html.HtmlElement, url: str) -> list[str]:
    """Canonical addresses that the page links to, in order, each once; links marked `nofollow` are left out."""
    base = base_url(tree, url)
    found: dict[str, None] = {}
    for link in _hrefs(tree):
        target = joined(base, link) if link and not link.lstrip().startswith("#") else None
        if target is not None:
            found.setdefault(target)
        if len(found) >= MOST_LINKS:
            break
    return list(found)


def forbids_following(tree: html.HtmlElement | None, header: str) -> bool:
    """Whether the page as a whole asks not to follow its links (meta robots or X-Robots-Tag)."""
    given = [header, *(_metas(tree, "name", "robots", "isogloss") if tree is not None else [])]
    return bool({"nofollow", "none"} & set(re.split(r"[\s,:;]+", " ".join(given).lower())))


def reserves_rights(tree: html.HtmlElement | None, header: str) -> bool:
    """Whether text and data mining is reserved: TDM Reservation Protocol (W3C CG, 2024), as header or meta."""
    return header.strip() == "1" or (
        tree is not None and any(value.strip() == "1" for value in _metas(tree, "name", "tdm-reservation"))
    )


def is_made_by_script(tree: html.HtmlElement) -> bool:
    """Whether a page without text would get some by running its scripts, which is never done here."""
    if not tree.xpath("//script[@src or string-length(.) > 40]"):
        return False
    return (
        bool(tree.xpath("//noscript"))
        or any(
            element.get("id") in _SCRIPT_ROOTS or element.get("data-reactroot") is not None
            for element in tree.iter("div")
        )
        or not tree.xpath("//body//text()[normalize-space() and not(ancestor::script) and not(ancestor::style)]")
    )


def base_url(tree: html.HtmlElement, url: str) -> str:
    """What links of the page are relative to."""
    given = tree.xpath("//base/@href")
    try:
        return urljoin(url, given[0].strip()) if given else url
    except ValueError:
        return url


def _hrefs(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.iter("a", "area"):
        if "nofollow" not in (element.get("rel") or "").lower().split():
            yield element.get("href") or ""
    for value in _metas(tree, "http-equiv", "refresh"):
        match = _REFRESH.match(value)
        if match:
            yield match[1]
    yield from tree.xpath("//frame/@src | //link[@rel='next' or @rel='prev']/@href")


def _metas(tree: html.HtmlElement, key: str, *names: str) -> list[str]:
    return [meta.get("content") or "" for meta in tree.iter("meta") if (meta.get(key) or "").strip().lower() in names]


def tag_of(text: str) -> str | None:
    """The BCP 47 tag in a declaration; None for none, several, or an unknown one."""
    if not text.strip() or "," in text or text.strip().lower().startswith("x-"):  # `x-default` names no language
        return None
    try:
        return standard_tag(text.replace("_", "-"))
    except InvalidInputError:
        return None
