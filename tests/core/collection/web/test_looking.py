"""The preview of one page."""

import pytest

from core.collection.web.looking import look
from core.collection.web.refusals import REASONS, PageRefusedError, Reason

TEXT = ("Kila mtu ana haki ya kuishi, uhuru na usalama wa nafsi yake.", "Hakuna mtu atakayewekwa utumwani.")


def test_look_shows_what_a_crawl_would_find_and_adds_nothing(site, crawls):
    site.robots("User-agent: *\nDisallow: /secret\nCrawl-delay: 3\n")
    links = ("/sw/a", "/sw/b", "/secret/c", "/de/d", "http://other.example/", "/report.pdf", "/sw/")
    licence = '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
    site.page("/sw/", *TEXT, links=links, head=licence, lang="sw")
    seen = look(crawls.ws, f"{site.url}/sw/#top")
    assert (seen.url, seen.title, seen.declared_language) == (f"{site.url}/sw/", "A page", "sw")
    assert seen.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert (seen.paragraphs, seen.article, seen.everything) == (TEXT, 2, 2)
    assert seen.links == tuple(f"{site.url}{path}" for path in ("/sw/a", "/sw/b", "/de/d"))
    assert (seen.refused_links, seen.outside, seen.wait, seen.note) == (1, 1, 3.0, "")
    assert "asks for 3 s" in seen.robots
    narrow = look(crawls.ws, f"{site.url}/sw/", prefix="/sw")
    assert narrow.links == (f"{site.url}/sw/a", f"{site.url}/sw/b")
    assert not crawls.ws.corpus(crawls.project).exists
    assert crawls.ws.ledger.sources.list(crawls.project) == []


def test_page_without_text_is_shown_with_the_reason(site, crawls, quick_reader):
    site.html("/app", "<html><body><div id=root></div><script src=/a.js></script></body></html>")
    seen = look(crawls.ws, f"{site.url}/app")
    assert seen.paragraphs == ()
    assert "scripts are never run" in seen.note
    site.html("/empty", "<html><body><img src=a.png></body></html>")
    assert look(crawls.ws, f"{site.url}/empty").note == "No text was found in this page."


def test_guessed_charset_is_said(site, crawls, quick_reader):
    russian = "Все люди рождаются свободными и равными в своём достоинстве и правах. " * 5
    site.raw("/ru", f"<p>{russian}</p>".encode("cp1251"), Content_Type="text/html")
    seen = look(crawls.ws, f"{site.url}/ru")
    assert seen.paragraphs == (russian.strip(),)
    assert "had to be guessed" in seen.note


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/private", Reason.PRIVATE_ADDRESS),
        ("/none", Reason.NOT_FOUND),
        ("/zip", Reason.WRONG_TYPE),
        ("/no", Reason.ROBOTS),
    ],
)
def test_what_cannot_be_fetched_is_refused_in_words(site, crawls, quick_reader, path, why):
    site.robots("User-agent: *\nDisallow: /no$")
    site.redirect("/private", f"http://127.0.0.1:{site.port}/")
    site.raw("/zip", b"PK", Content_Type="application/zip")
    with pytest.raises(PageRefusedError) as refusal:
        look(crawls.ws, f"{site.url}{path}")
    assert refusal.value.reason is why
    assert refusal.value.message


def test_sitemap_is_shown_as_a_list(site, crawls, quick_reader):
    listed = "".join(f"<url><loc>{path}</loc></url>" for path in ("/a", "/b", "http://other.example/"))
    site.raw("/map.xml", f"<urlset>{listed}</urlset>".encode(), Content_Type="application/xml")
    seen = look(crawls.ws, f"{site.url}/map.xml")
    assert (seen.links, seen.outside, seen.paragraphs) == ((f"{site.url}/a", f"{site.url}/b"), 1, ())
    assert "a list (a sitemap or feed) of 3 pages" in seen.note


def test_other_versions_and_lists_of_the_site_are_told(site, crawls, quick_reader):
    site.robots("User-agent: *\nSitemap: /map.xml\n")
    versions = "".join(f'<link rel=alternate hreflang="{tag}" href="/{tag}">' for tag in ("en", "sw", "x-default"))
    site.page("/en", *TEXT, head=versions)
    seen = look(crawls.ws, f"{site.url}/en")
    assert (seen.languages, seen.has_sitemap) == (("en", "sw"), True)


def test_every_reason_is_said_in_words():
    assert set(REASONS) == set(Reason)
    assert all(text.endswith(".") for text in REASONS.values())
