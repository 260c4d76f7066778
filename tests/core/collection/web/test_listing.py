"""Sitemaps and feeds."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collection.web.listing import Entry, is_xml, read_listing
from core.collection.web.refusals import PageRefusedError, Reason

BASE = "https://site.example/maps/one.xml"
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc> https://site.example/en/ </loc><lastmod>2024-01-01</lastmod>
 <xhtml:link rel="alternate" hreflang="sw" href="https://site.example/sw/"/>
 <xhtml:link rel="alternate" hreflang="x-default" href="/"/></url>
<url><loc>/sw/?a=1&amp;b=2</loc></url><url><loc>mailto:a@b.example</loc></url><url></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://site.example/a.xml.gz</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"""
RSS = """<rss version="2.0"><channel><title>News</title><link>https://site.example/</link>
<item><title>One</title><link>https://site.example/1</link></item><item><link>/2</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://site.example/"/>
<entry><link rel="replies" href="/no"/><link rel="alternate" href="/1"/></entry>
<entry><link href="/2"/></entry></feed>"""


def urls(text: str | bytes) -> list[str]:
    found = read_listing(text if isinstance(text, bytes) else text.encode(), BASE)
    return [entry.url for entry in found.pages]


def test_sitemap_names_pages_with_their_versions():
    found = read_listing(SITEMAP.encode(), BASE)
    versions = (("sw", "https://site.example/sw/"), ("x-default", "https://site.example/"))
    assert found.pages == [Entry("https://site.example/en/", versions), Entry("https://site.example/sw/?a=1&b=2")]
    assert found.lists == []


def test_packed_sitemap_and_index():
    assert urls(gzip.compress(SITEMAP.encode())) == urls(SITEMAP)
    found = read_listing(INDEX.encode(), BASE)
    assert (found.pages, found.lists) == ([], ["https://site.example/a.xml.gz", "https://site.example/b.xml"])


@pytest.mark.parametrize("text", [RSS, ATOM])
def test_feeds_name_pages(text):
    assert urls(text) == ["https://site.example/1", "https://site.example/2"]


@pytest.mark.parametrize("text", ["", "hello", "<html><body>x</body></html>", "<svg></svg>", "{}", "<"])
def test_other_things_are_no_list(text):
    assert read_listing(text.encode(), BASE) is None


def test_what_was_cut_off_is_taken_as_far_as_it_goes():
    assert urls(SITEMAP.encode()[: SITEMAP.index("<url></url>")]) == urls(SITEMAP)


def test_bomb_and_entities_do_no_harm():
    with pytest.raises(PageRefusedError) as refusal:
        read_listing(gzip.compress(b"<urlset>" + b" " * 60_000_000), BASE)
    assert refusal.value.reason is Reason.TOO_LARGE_UNPACKED
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert urls(f"{laughs}<urlset><url><loc>/&f;</loc></url><url><loc>/x</loc></url></urlset>")[-1].endswith("/x")
    assert "root" not in str(urls(f"{laughs}<urlset><url><loc>/&f;</loc></url></urlset>"))


def test_types_that_may_hold_a_list():
    assert all(
        map(is_xml, ["application/xml", "text/xml; charset=utf-8", "application/rss+xml", "application/atom+xml"])
    )
    assert not any(map(is_xml, ["text/html", "application/xhtml+xml", "application/json"]))


@given(st.text(alphabet="<>/=\"' urlsetoc&;x0?!-\n"))
def test_any_text_gives_a_list_or_none(text):
    found = read_listing(f"<urlset>{text}".encode(), BASE)
    assert found is None or all(entry.url.startswith("http") for entry in found.pages)
