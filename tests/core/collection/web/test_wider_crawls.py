"""Crawls of several starts and hosts, of language versions, and the same site a second time."""

import gzip
import threading
import time

import pytest
from web_site import answer, page, serving

from core.collection.web import robots
from core.collection.web.memory import memory_path
from core.collection.web.refused import repeated_paragraphs
from core.collection.web.stopping import stop
from core.collection.web.watching import watch
from core.errors import JobCancelledError
from core.jobs.submitting import cancel, job_id
from core.settings import Settings
from core.workspace import open_workspace

WORDS = ["kuishi", "uhuru", "usalama", "nafsi", "ndoa", "kazi", "elimu", "afya", "mali", "maoni", "dini", "amani"]


def text(number: int) -> str:
    return f"Kila mtu ana haki ya {WORDS[number % 12]} na {WORDS[number // 12 % 12]}, kama alivyosema {number}."


@pytest.fixture(autouse=True)
def no_pause(monkeypatch, quick_reader):
    monkeypatch.setattr(robots, "PAUSE", 0.0)


def versions(*named: tuple[str, str]) -> str:
    return "".join(f'<link rel="alternate" hreflang="{tag}" href="{path}">' for tag, path in named)


def sitemap(*paths: str, index: bool = False) -> bytes:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    return f"<{outer}>{''.join(f'<{inner}><loc>{path}</loc></{inner}>' for path in paths)}</{outer}>".encode()


def urls(crawls, site) -> list[str]:
    return [row.url.removeprefix(site.url) for row in crawls.segments()]


# -- where it begins ----------------------------------------------------------------------------------------------


def test_sitemaps_and_feeds_lead_to_pages_that_nothing_links_to(site, crawls):
    site.robots(f"User-agent: *\nDisallow: /no\nSitemap: {site.url}/index.xml\n")
    site.raw("/index.xml", sitemap("/one.xml.gz", index=True), Content_Type="text/xml")
    packed = gzip.compress(sitemap("/a", "/no", "/b.pdf", "http://other.example/x"))
    site.raw("/one.xml.gz", packed, Content_Type="application/gzip")
    feed = b"<rss><channel><item><link>/c</link></item></channel></rss>"
    site.raw("/feed", feed, Content_Type="application/rss+xml")
    site.page("/", text(0), head='<link rel="alternate" type="application/rss+xml" href="/feed">')
    for number, path in enumerate(("/a", "/c"), 1):
        site.page(path, text(number))
    report = crawls.crawl(site.url, depth=0, sitemaps=True, pages=10)
    assert sorted(urls(crawls, site)) == ["/", "/a", "/c"]
    assert (report.asked, report.pages, report.lists) == (3, 3, 3)
    assert crawls.refused() == {f"{site.url}/no": "robots", f"{site.url}/b.pdf": "wrong_type"}


def test_a_sitemap_may_be_the_start_and_is_no_page(site, crawls):
    site.raw("/map.xml", sitemap("/a", "/b"), Content_Type="application/xml")
    site.page("/a", text(1), links=("/c",))
    site.page("/b", text(2))
    report = crawls.crawl(f"{site.url}/map.xml", depth=0, pages=2)
    assert (urls(crawls, site), report.asked, report.lists, report.waiting) == (["/a", "/b"], 2, 1, 0)


def test_xml_that_is_no_list_and_broken_sitemaps_have_reasons(site, crawls):
    site.raw("/x.xml", b"<svg></svg>", Content_Type="image/svg+xml")
    site.raw("/sitemap.xml", gzip.compress(b"<urlset>")[:15], Content_Type="application/gzip")
    site.page("/", text(0))
    report = crawls.crawl(site.url, more_urls=[f"{site.url}/x.xml"], sitemaps=True)
    assert report.pages == 1
    assert crawls.refused() == {f"{site.url}/x.xml": "wrong_type", f"{site.url}/sitemap.xml": "unreadable"}


# -- scope --------------------------------------------------------------------------------------------------------


def test_wanted_languages_are_taken_and_others_only_followed(site, crawls):
    site.page("/", text(0), links=("/pt", "/de", "/none"), lang="en")
    site.page("/pt", text(1), lang="pt-BR")
    site.page("/de", text(2), links=("/sw",), lang="de")
    site.page("/none", text(3), lang="")
    site.page("/sw", text(4), lang="sw")
    report = crawls.crawl(site.url, depth=2, languages=["pt", "sw"])
    assert sorted(urls(crawls, site)) == ["/none", "/pt", "/sw"]
    assert report.refused == {"other_language": 2}


def test_further_hosts_are_followed_when_named(site, tmp_path):
    settings = Settings(
        workspace=str(tmp_path / "h"),
        allowed_private_hosts="localhost,127.0.0.1",
        worker_autostart=False,
        _env_file=None,
    )
    ws = open_workspace(settings)
    ws.ledger.projects.create("P")
    from core.jobs.inline import run_inline
    from core.jobs.workflows.crawl import CrawlRequest

    with serving() as other:
        there = f"http://127.0.0.1:{other.port}"
        site.page("/", text(0), links=(f"{there}/a",))
        other.page("/a", text(1), links=("/b",))
        other.page("/b", text(2))
        narrow = CrawlRequest(project_id="p", url=site.url, depth=3, delay=0)
        assert run_inline(ws, "crawl", narrow, project_id="p").pages == 1
        wide = narrow.model_copy(update={"hosts": [f"127.0.0.1:{other.port}"]})
        report = run_inline(ws, "crawl", wide, project_id="p")
    assert [(one.site, one.pages) for one in report.sites] == [
        (f"localhost:{site.port}", 1),
        (f"127.0.0.1:{other.port}", 2),
    ]
    assert len({one.source_id for one in report.sites}) == 2
    ws.ledger.dispose()


def test_hosts_are_asked_side_by_side_and_each_at_its_pace(crawls):
    """Four hosts of four pages at 0.2 s a page: about as long as one of them, and never two at once on one host."""
    most, now, lock = {}, {}, threading.Lock()

    def give(host: int):
        def page_of(path: str):
            def slowly(handler) -> None:
                with lock:
                    now[host] = now.get(host, 0) + 1
                    most[host] = max(most.get(host, 0), now[host])
                time.sleep(0.05)
                with lock:
                    now[host] -= 1
                number = host * 4 + int(path[1:] or 0)
                links = [f"/{link}" for link in range(1, 4)]
                answer(page(text(number), links=links).encode(), Content_Type="text/html")(handler)

            return slowly if path[1:].isdigit() or path == "/" else answer(b"", 404)

        return page_of

    with serving() as a, serving() as b, serving() as c, serving() as d:
        sites = [a, b, c, d]
        for host, one in enumerate(sites):
            one.otherwise = give(host)
        begun = time.monotonic()
        report = crawls.crawl(a.url, more_urls=[one.url for one in sites[1:]], delay=0.2)
        spent = time.monotonic() - begun
    assert (report.pages, report.added) == (16, 16)
    assert most == dict.fromkeys(range(4), 1)
    assert spent >= 0.6  # three waits on each host
    assert spent < 4 * 4 * 0.25  # one host after the other would take that


# -- language versions --------------------------------------------------------------------------------------------


def test_versions_are_followed_whatever_path_and_depth_and_aligned(site, crawls):
    both = versions(("en", "/en/a"), ("sw", "/sw/a"), ("x-default", "/en/a"))
    site.page("/en/a", "Everyone has the right to life.", "No one is a slave.", "2024", head=both, lang="en")
    site.page("/sw/a", "Kila mtu ana haki ya kuishi.", "Hakuna mtumwa.", "2024", head=both, lang="")
    report = crawls.crawl(f"{site.url}/en/a", depth=0, prefix="/en")
    english, swahili = crawls.segments()[:3], crawls.segments()[3:]
    assert [row.parent_id for row in swahili] == [english[0].id, english[1].id, None]  # a year is no translation
    assert [row.relation for row in swahili] == ["translation-of", "translation-of", None]
    assert [row.declared_language for row in swahili] == ["sw"] * 3  # said by hreflang alone
    assert swahili[0].extra == {"title": "A page", "version_of": f"{site.url}/en/a", "aligned_by": "structure"}
    assert all(row.parent_id is None for row in english)
    assert (report.pairs, report.languages) == (2, {"en": 1, "sw": 1})


def test_one_sided_versions_are_no_pair(site, crawls):
    site.page("/en", "Everyone has rights.", head=versions(("sw", "/sw")), lang="en")
    site.page("/sw", "Kila mtu ana haki.", lang="sw")
    assert crawls.crawl(f"{site.url}/en", depth=0).pairs == 0
    assert [row.parent_id for row in crawls.segments()] == [None, None]


def test_versions_may_stand_in_headers_and_are_left_out_when_not_wanted(site, crawls):
    link = '</en>; rel="alternate"; hreflang="en", </sw>; rel="alternate"; hreflang="sw"'
    site.page("/en", "Everyone has rights.", lang="en", Link=link)
    site.page("/sw", "Kila mtu ana haki.", lang="sw", Link=link)
    assert crawls.crawl(f"{site.url}/en", depth=0, languages=["en"]).pages == 1
    assert crawls.crawl(f"{site.url}/en", depth=0).pairs == 1


# -- what repeats -------------------------------------------------------------------------------------------------


def test_boilerplate_of_a_site_is_left_out_and_listed(site, crawls):
    notice = "Tovuti hii inatumia vidakuzi."
    site.page("/", text(0), notice, links=[f"/{number}" for number in range(1, 8)], lang="sw")
    for number in range(1, 8):
        site.page(f"/{number}", text(number), notice, lang="sw")
    site.page("/8", notice, lang="en")
    report = crawls.crawl(site.url)
    assert (report.added, report.repeated) == (8, 8)
    assert [row.text for row in crawls.segments()] == [text(number) for number in range(8)]
    assert [row.position for row in crawls.segments()] == [0] * 8
    listed = repeated_paragraphs(crawls.ws, job_id(crawls.project, crawls.key))
    assert [(one.pages, one.language, one.example) for one in listed] == [(8, "sw", f"{site.url}/")]
    assert crawls.crawl(site.url, drop_repeated=False, more_urls=[f"{site.url}/8"]).added == 9


def test_titles_are_not_taken_for_the_menu_that_repeats_them(site, crawls):
    menu = "".join(f'<li><a href="/{number}">Haki ya {WORDS[number]}</a></li>' for number in range(10))
    for number in range(10):
        body = f"<h1>Haki ya {WORDS[number]}</h1><p>{text(number)}</p><ul>{menu}</ul>"
        site.html(f"/{number}", f'<html lang="sw"><body>{body}</body></html>')
    report = crawls.crawl(f"{site.url}/0", text="everything")
    assert (report.pages, report.added, report.repeated) == (10, 20, 100)
    assert [row.text for row in crawls.segments()[::2]] == [f"Haki ya {word}" for word in WORDS[:10]]


# -- again --------------------------------------------------------------------------------------------------------


def conditional(site, path: str, *paragraphs: str, etag: str = "", links=()) -> list[int]:
    """A page that answers 304 to who knows its ETag; the list of statuses given."""
    given: list[int] = []

    def give(handler) -> None:
        known = handler.headers.get("If-None-Match") == etag
        given.append(304 if known else 200)
        body = b"" if known else page(*paragraphs, links=links).encode()
        answer(body, given[-1], ETag=etag, Content_Type="text/html")(handler)

    site.pages[path] = give
    return given


def test_unchanged_pages_cost_nothing_and_are_still_followed(site, crawls):
    given = conditional(site, "/", text(0), etag='"one"', links=("/a",))
    site.page("/a", text(1))
    first = crawls.crawl(site.url)
    assert (first.added, first.unchanged) == (2, 0)
    again = crawls.crawl(site.url)
    assert (again.pages, again.added, again.present, again.unchanged) == (2, 0, 2, 2)
    assert given == [200, 304]
    other = crawls.crawl(site.url, text="everything")  # read in another way: nothing is taken for unchanged unread
    assert given == [200, 304, 200]
    assert (other.added, other.present) == (0, 2)


def test_changed_page_adds_its_new_paragraphs_alone(site, crawls):
    site.page("/", text(0), text(1), text(2))
    crawls.crawl(site.url)
    site.page("/", text(9), text(0), text(2), text(8))  # one in front, one gone, one behind
    again = crawls.crawl(site.url)
    assert (again.added, again.present, again.unchanged) == (2, 2, 0)
    assert [(row.text, row.position) for row in crawls.segments()[3:]] == [(text(9), 0), (text(8), 3)]
    third = crawls.crawl(site.url)
    assert (third.added, third.present, third.unchanged) == (0, 4, 1)


def test_vanished_pages_are_listed_and_their_segments_kept(site, crawls):
    site.page("/", text(0), links=("/a", "/b"))
    site.page("/a", text(1))
    site.page("/b", text(2))
    crawls.crawl(site.url)
    del site.pages["/a"], site.pages["/b"]
    site.page("/", text(0), links=("/a",))
    seen = crawls.crawl(site.url)  # goes where links lead: /b is not looked at
    assert seen.refused == {"vanished": 1}
    site.page("/a", text(1))
    again = crawls.crawl(site.url, revisit=True)
    assert (again.refused, again.unchanged) == ({"vanished": 1}, 2)
    assert crawls.refused() == {f"{site.url}/b": "vanished"}
    assert len(crawls.segments()) == 3


def test_translation_that_came_later_finds_its_parents(site, crawls):
    site.page("/en", "Everyone has the right to life.", lang="en")
    crawls.crawl(f"{site.url}/en")
    both = versions(("en", "/en"), ("sw", "/sw"))
    site.page("/en", "Everyone has the right to life.", lang="en", head=both)
    site.page("/sw", "Kila mtu ana haki ya kuishi.", lang="sw", head=both)
    report = crawls.crawl(f"{site.url}/en", depth=0)
    english, swahili = crawls.segments()
    assert (report.unchanged, report.pairs, swahili.parent_id) == (1, 1, english.id)


def test_memory_of_a_source_without_segments_is_forgotten(site, crawls):
    site.page("/", text(0))
    report = crawls.crawl(site.url)
    path = memory_path(crawls.ws.project_folder(crawls.project), report.source_id)
    assert path.exists()
    assert text(0).encode() not in path.read_bytes()
    crawls.ws.corpus(crawls.project).open().delete("true")
    assert crawls.crawl(site.url).added == 1


# -- while it goes on ---------------------------------------------------------------------------------------------


def endless_site(site, at: int, act) -> None:
    """Pages without end; at the one of that number something is done."""

    def give(path: str):
        number = int(path[1:] or 0) if path != "/robots.txt" else -1
        if number == at:
            act()
        if number < 0:
            return answer(b"", 404)
        return answer(page(text(number), links=(f"/{number + 1}",), lang="sw").encode(), Content_Type="text/html")

    site.otherwise = give


def test_stopped_crawl_ends_with_what_it_has(site, crawls):
    key = "k"
    endless_site(site, 4, lambda: stop(crawls.ws, job_id(crawls.project, key)))
    report = crawls.crawl(site.url, key=key, depth=50, pages=500)
    assert 4 <= report.pages <= 7
    assert report.added == report.pages == len(crawls.segments())
    assert any("ended by hand" in note for note in report.notes)


def test_paused_crawl_is_stored_and_can_be_watched(site, crawls):
    key = "k"
    endless_site(site, 3, lambda: cancel(crawls.ws, job_id(crawls.project, key)))
    with pytest.raises(JobCancelledError):
        crawls.crawl(site.url, key=key, depth=50, pages=500, delay=0.3)
    view = watch(crawls.ws, job_id(crawls.project, key))
    assert 3 <= len(crawls.segments()) == view.stored == view.taken <= 6
    assert view.queued == 1
    assert [(one.language, one.pages) for one in view.languages] == [("sw", view.taken)]
    assert view.grown["sw"][-1] == view.taken
    assert view.times[0] == 0
    assert watch(crawls.ws, "no-such-job") is None
