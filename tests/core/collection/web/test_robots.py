"""robots.txt: what may be fetched, how fast, and what happens when the file cannot be had."""

import time

import pytest

from core.collection.web import robots as module
from core.collection.web.refusals import PageRefusedError, Reason
from core.collection.web.robots import RobotsBook, RobotsFile, Rules


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.0)


def rules(text: str) -> Rules:
    return Rules(RobotsFile("rules", text, time.time()))


def test_own_group_holds_before_the_general_one():
    given = rules("User-agent: *\nDisallow: /\n\nUser-agent: isogloss\nDisallow: /private\nAllow: /private/open\n")
    assert given.allows("http://a.example/")
    assert not given.allows("http://a.example/private/x")
    assert given.allows("http://a.example/private/open")
    with pytest.raises(PageRefusedError, match="asks not to fetch") as refusal:
        given.check("http://a.example/private/x")
    assert (refusal.value.reason, refusal.value.url) == (Reason.ROBOTS, "http://a.example/private/x")


@pytest.mark.parametrize(
    ("text", "asked", "kept"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5, 2.5),
        ("User-agent: *\nCrawl-delay: 600", 600, 30),
        ("User-agent: *\nRequest-rate: 1/10", 10, 10),
        ("User-agent: *\nDisallow:", 0, 0),
        ("User-agent: other\nCrawl-delay: 9", 0, 0),
    ],
)
def test_delay_is_honoured_up_to_a_cap_and_said(text, asked, kept):
    given = rules(text)
    assert (given.asked_delay, given.delay) == (asked, kept)
    assert (f"{asked:g} s" in given.said()) == bool(asked)
    assert ("of which 30 are kept" in given.said()) == (asked > 30)


def test_file_is_fetched_once_for_a_host(site, fetcher):
    site.robots("User-agent: *\nDisallow: /no")
    files = {}
    book = RobotsBook(fetcher, files)
    book.check(f"{site.url}/a")
    with pytest.raises(PageRefusedError):
        book.check(f"{site.url}/no")
    RobotsBook(fetcher, files).check(f"{site.url}/b")  # the next process finds it in the store
    assert site.asked == ["/robots.txt"]
    old = files[site.url]
    files[site.url] = RobotsFile(old.state, old.text, time.time() - 25 * 3600)
    book.check(f"{site.url}/a")
    assert site.asked == ["/robots.txt", "/robots.txt"]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_no_file_means_no_rules(site, fetcher, status):
    site.raw("/robots.txt", b"User-agent: *\nDisallow: /", status)
    given = RobotsBook(fetcher).rules(f"{site.url}/a")
    assert given.allows(f"{site.url}/a")
    assert "no robots.txt" in given.said()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_file_that_cannot_be_had_means_nothing_may_be_fetched(site, fetcher, status):
    site.raw("/robots.txt", b"", status)
    with pytest.raises(PageRefusedError, match=f"status {status}") as refusal:
        RobotsBook(fetcher).check(f"{site.url}/a")
    assert refusal.value.reason is Reason.ROBOTS_UNREACHABLE
    assert site.asked_for("/robots.txt") == 2  # once more, in case the fault was a passing one


def test_passing_fault_costs_nothing(site, fetcher):
    site.robots("User-agent: *\nDisallow: /no")
    good = site.pages["/robots.txt"]

    def recovers(handler):
        site.pages["/robots.txt"] = good
        handler.send_error(503)

    site.pages["/robots.txt"] = recovers
    assert RobotsBook(fetcher).rules(f"{site.url}/a").state == "rules"


def test_redirected_file_is_followed_but_not_into_a_private_network(site, fetcher):
    site.redirect("/robots.txt", "/rules.txt")
    site.raw("/rules.txt", b"User-agent: *\nDisallow: /no", Content_Type="text/plain")
    assert not RobotsBook(fetcher).rules(f"{site.url}/a").allows(f"{site.url}/no")
    site.redirect("/robots.txt", f"http://127.0.0.1:{site.port}/rules.txt")
    assert RobotsBook(fetcher).rules(f"{site.url}/a").state == "unreachable"


def test_private_host_is_refused_as_such(fetcher):
    with pytest.raises(PageRefusedError) as refusal:
        RobotsBook(fetcher).check("http://127.0.0.1:9/a")
    assert refusal.value.reason is Reason.PRIVATE_ADDRESS


def test_huge_file_is_read_up_to_the_limit(site, fetcher):
    site.robots("User-agent: *\nDisallow: /no\n" + "# filling\n" * 100_000)
    assert not RobotsBook(fetcher).rules(f"{site.url}/a").allows(f"{site.url}/no")
