"""Crawls of a real site on loopback, from the request to the segments."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from crawling_alone import Around, crawler, run_to_end, text
from web_site import answer, page

from core.collection.web import crawling, robots
from core.collection.web.options import Waits
from core.errors import FetchRefusedError, JobCancelledError
from core.jobs.history import read_log
from core.jobs.submitting import job_id
from core.records import JobState, Origin


@pytest.fixture(autouse=True)
def no_pause(monkeypatch, quick_reader):
    monkeypatch.setattr(robots, "PAUSE", 0.0)


def leaf(path: str):
    """A page that says something of its own."""
    if not path[1:].isdigit():
        return answer(b"", 404)
    return answer(page(text(int(path[1:]))).encode(), Content_Type="text/html")


def small_site(site) -> None:
    licence = '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
    site.page("/", text(0), "Aya ya pili.", links=("/a", "/b", "/a#part"), lang="sw", head=licence)
    site.page("/a", text(1), links=("/", "/c"), lang="sw")
    site.page("/b", text(2), links=("/c", "/d"), lang="", Content_Language="de")
    site.page("/c", text(3), links=("/deep",), lang="")
    site.page("/d", text(4))


def test_site_becomes_segments_in_order_with_their_provenance(site, crawls):
    small_site(site)
    before = datetime.now(UTC)
    report = crawls.crawl(site.url, depth=1, licence="CC0 by agreement")
    assert (report.pages, report.asked, report.added, report.present, report.waiting) == (3, 3, 4, 0, 0)
    assert (report.refused, report.languages) == ({}, {"sw": 2, "de": 1})
    rows = crawls.segments()
    assert [(row.url, row.position, row.text) for row in rows] == [
        (f"{site.url}/", 0, text(0)),
        (f"{site.url}/", 1, "Aya ya pili."),
        (f"{site.url}/a", 0, text(1)),
        (f"{site.url}/b", 0, text(2)),
    ]
    assert [row.declared_language for row in rows] == ["sw", "sw", "sw", "de"]
    assert rows[0].licence == "https://creativecommons.org/licenses/by/4.0/"
    assert rows[2].licence == "CC0 by agreement"
    assert all(row.document_id == row.url and row.origin is Origin.WEB for row in rows)
    assert all(row.extra == {"title": "A page"} and row.parent_id is None for row in rows)
    assert all(before - timedelta(seconds=1) <= row.collected_at <= datetime.now(UTC) for row in rows)
    source = crawls.ws.ledger.sources.get(crawls.project, report.source_id)
    assert (source.kind, source.name, source.identity) == (
        "web",
        f"localhost:{site.port}",
        f"web:localhost:{site.port}",
    )
    assert (source.origin, source.locator, source.licence) == (Origin.WEB, f"{site.url}/", "CC0 by agreement")
    assert {row.source_id for row in rows} == {source.id}


def test_collecting_again_adds_only_what_is_new(site, crawls):
    small_site(site)
    first = crawls.crawl(site.url, depth=2)
    assert (first.pages, first.added) == (5, 6)
    assert first.languages == {"sw": 2, "de": 1, "en": 1, "und": 1}
    site.page("/d", text(4), text(40))
    again = crawls.crawl(site.url, depth=2)
    assert (again.pages, again.added, again.present) == (5, 1, 6)
    assert again.source_id == first.source_id
    assert len(crawls.segments()) == 7


def test_depth_scope_and_links_elsewhere(site, crawls):
    site.page("/es/", text(0), links=("/es/a", "/estonia", "/de/a", "http://other.example/", "/es/guia.pdf"))
    site.page("/es/a", text(1), links=("/es/b",))
    report = crawls.crawl(f"{site.url}/es/", prefix="/es", depth=1)
    assert (report.pages, report.asked) == (2, 2)
    assert set(site.asked) == {"/robots.txt", "/es/", "/es/a"}
    assert crawls.refused() == {f"{site.url}/es/guia.pdf": "wrong_type"}


def test_page_limit_is_kept_and_what_is_left_is_said(site, crawls):
    site.page("/", text(0), links=[f"/{number}" for number in range(1, 30)])
    site.otherwise = leaf
    report = crawls.crawl(site.url, pages=5, depth=3)
    assert (report.asked, report.pages, report.waiting) == (5, 5, 25)
    assert any("25 more pages" in note for note in report.notes)


def test_redirects_within_the_site_give_each_page_once(site, crawls):
    site.page("/home", text(0), links=("/", "/old", "/home", "/new", "/out", "/sideways"))
    site.redirect("/", "/home")
    site.redirect("/old", "/new")
    site.redirect("/out", "http://other.example/x")
    site.redirect("/sideways", "/home")
    site.page("/new", text(1))
    report = crawls.crawl(site.url)
    assert sorted(row.url for row in crawls.segments()) == [f"{site.url}/home", f"{site.url}/new"]
    assert report.refused == {"left_site": 1, "same_page": 1}
    assert crawls.refused() == {f"{site.url}/out": "left_site", f"{site.url}/sideways": "same_page"}


def test_same_text_under_another_address_is_taken_once(site, crawls):
    site.page("/", text(0), links=("/a?s=1", "/a?s=2", "/a?s=3"))
    site.otherwise = lambda path: answer(page(text(1)).encode(), Content_Type="text/html")
    report = crawls.crawl(site.url)
    assert (report.pages, report.added, report.refused) == (2, 2, {"same_text": 2})


def test_page_of_links_without_text_is_refused_and_its_links_followed(site, crawls):
    site.html("/", '<html><body><nav><a href="/a">A</a></nav></body></html>')
    site.page("/a", text(1))
    report = crawls.crawl(site.url)
    assert (report.pages, report.refused) == (1, {"no_text": 1})


def test_start_that_is_refused_ends_in_a_report_with_its_reason(site, crawls):
    report = crawls.crawl(f"http://127.0.0.1:{site.port}/")
    assert (report.pages, report.asked, report.refused) == (0, 0, {"private_address": 1})
    assert (report.site, report.source_id) == ("", "")
    assert site.asked == []
    assert crawls.refused() == {f"http://127.0.0.1:{site.port}/": "private_address"}
    with pytest.raises(FetchRefusedError, match="cannot be fetched"):
        crawls.crawl("not an address")


def test_delay_between_pages_is_kept(site, tmp_path):
    site.robots("User-agent: Isogloss\nCrawl-delay: 0.3\n")
    site.page("/", text(0), links=("/a", "/b"))
    site.page("/a", text(1))
    site.page("/b", text(2))
    around = Around()
    begun = time.monotonic()
    with crawler(tmp_path, site, around) as made:
        run_to_end(made)
    assert time.monotonic() - begun >= 0.6
    assert any("asks for 0.3 s" in line for line in around.lines)


def test_busy_server_is_asked_again_later_and_then_given_up(site, tmp_path):
    site.page("/", text(0), links=("/busy", "/always-busy"))
    site.raw("/always-busy", b"", 503)
    good = answer(page(text(1)).encode(), Content_Type="text/html")

    def busy_once(handler):
        site.pages["/busy"] = good
        answer(b"", 429)(handler)

    site.pages["/busy"] = busy_once
    around = Around()
    with crawler(tmp_path, site, around, waits=Waits(first=0.05, most=0.2)) as made:
        run_to_end(made)
        tally = made.tally()
    assert (tally.asked, tally.pages, tally.refused) == (3, 2, {"busy": 1})
    assert site.asked_for("/always-busy") == 3


def test_dead_site_stops_the_crawl_and_loses_no_page(site, tmp_path):
    site.raw("/robots.txt", b"", 404)
    site.page("/", text(0), links=[f"/{number}" for number in range(1, 8)])

    def dead(handler):
        handler.close_connection = True

    site.otherwise = lambda path: dead
    waits = Waits(first=0.01, most=0.01)
    around = Around()
    with (
        crawler(tmp_path, site, around, waits=waits) as made,
        pytest.raises(FetchRefusedError, match="seems to be down"),
    ):
        run_to_end(made)
    assert [stored.url for stored in around.pages] == [f"{site.url}/"]
    site.otherwise = leaf
    with crawler(tmp_path, site, around, waits=waits) as made:
        made.unit(2)
        assert (made.tally().pages, made.tally().refused) == (8, {})


def test_unit_that_broke_off_is_gone_on_with_and_stored_once(site, tmp_path, monkeypatch):
    monkeypatch.setattr(crawling, "UNIT_PAGES", 4)
    site.page("/", text(0), links=[f"/{number}" for number in range(1, 10)])
    site.otherwise = leaf
    around = Around(break_after=3)
    with crawler(tmp_path, site, around) as made, pytest.raises(JobCancelledError):
        made.unit(1)
    kept = len(around.pages)
    assert 3 <= kept <= 4  # what was fetched before the break is stored, with what was under way
    with crawler(tmp_path, site, around) as made:
        made.unit(1)
        assert len(around.pages) == 4  # the rest of the unit, and no more
        run_to_end(made, first=2)
    assert len({stored.url for stored in around.pages}) == len(around.pages) == 10
    assert all(site.asked_for(f"/{number}") == 1 for number in range(1, 10))


def test_job_can_be_cancelled_and_keeps_what_it_has(site, crawls):
    site.page("/", text(0), links=[f"/{number}" for number in range(1, 40)])
    asked = []

    def give(path: str):
        asked.append(path)
        if len(asked) == 3:
            cancel_now()
        return answer(page(f"Ukurasa {path}. {text(9)}").encode(), Content_Type="text/html")

    def cancel_now() -> None:
        from core.jobs.submitting import cancel

        cancel(crawls.ws, job_id(crawls.project, "k"))

    site.robots("User-agent: *\nDisallow:\n")
    site.otherwise = give
    with pytest.raises(JobCancelledError):
        crawls.crawl(site.url, key="k", delay=0.2)
    job = crawls.ws.ledger.jobs.get(job_id(crawls.project, "k"))
    assert job.state is JobState.CANCELLED
    assert job.unit == "pages"
    assert 1 <= len(crawls.segments()) < 10
    log = read_log(crawls.ws, job.id)
    assert any("robots.txt was read and is honoured" in line for line in log)
