"""Sites that mean harm or know no end: each page ends with a clear reason, and the crawl never hangs."""

import gzip
import time

import pytest
from crawling_alone import Around, crawler, run_to_end, text
from web_site import answer, page

from core.collection.web import robots
from core.collection.web.fetching import Limits


@pytest.fixture(autouse=True)
def no_pause(monkeypatch, quick_reader):
    monkeypatch.setattr(robots, "PAUSE", 0.0)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(b"<p>x")
        time.sleep(0.1)


def big(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(b"<p>endless</p>" * 5_000)


def five_gigabytes(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(5 * 10**9))
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(b"<p>much</p>" * 5_000)


def test_hostile_site_ends_in_reasons_and_not_in_a_hang(site, tmp_path):
    """Everything at once: the good page comes in, each bad one has its reason."""

    wanted = {
        "/five": "too_large",
        "/private": "private_address", "/big": "too_large", "/drip": "too_slow", "/bomb": "too_large_unpacked",
        "/app": "no_text", "/forbidden": "robots", "/zip": "wrong_type", "/fake": "wrong_type", "/gone": "not_found",
        "/loop": "too_many_redirects", "/reserved": "rights_reserved",
    }  # fmt: skip
    site.robots("User-agent: *\nDisallow: /forbidden\n")
    site.page("/", text(0), links=(*wanted, "/wrong-charset"))
    site.redirect("/private", "http://169.254.169.254/latest/meta-data/")
    site.redirect("/loop", "/loop")
    site.raw("/bomb", gzip.compress(b"<p>x</p>" * 2_000_000), Content_Type="text/html", Content_Encoding="gzip")
    site.raw("/zip", b"PK\x03\x04", Content_Type="application/zip")
    site.raw("/fake", b"PK\x03\x04", Content_Type="text/html")
    site.html("/app", "<html><body><div id=app></div><script src=/x.js></script></body></html>")
    site.page("/reserved", text(5), TDM_Reservation="1")
    russian = "Все люди рождаются свободными и равными в своём достоинстве и правах. " * 5
    site.raw("/wrong-charset", f"<p>{russian}</p>".encode("cp1251"), Content_Type="text/html; charset=utf-8")
    site.pages |= {"/drip": drip, "/big": big, "/five": five_gigabytes}
    around = Around()
    limits = Limits(received=300_000, unpacked=1_000_000, silence=1, total=1)
    begun = time.monotonic()
    with crawler(tmp_path, site, around, limits=limits) as made:
        run_to_end(made)
        tally = made.tally()
    assert time.monotonic() - begun < 20
    assert {stored.url.removeprefix(site.url): stored.paragraphs for stored in around.pages} == {
        "/": (text(0),),
        "/wrong-charset": (russian.strip(),),
    }
    found = {line.split('"')[3].removeprefix(site.url): line for line in (tmp_path / "refused.jsonl").open()}
    assert {path: line.split('"')[7] for path, line in found.items()} == wanted
    assert "never run" in found["/app"]
    assert tally.waiting == 0
    assert site.asked_for("/forbidden") == 0


@pytest.mark.parametrize("is_empty", [False, True])
def test_endless_calendar_is_bounded(site, tmp_path, is_empty):
    """By the page limit where each day has something to say, and soon where none has."""

    def day(path: str):
        number = int(path.rpartition("=")[2] or 0)
        links = [f"/calendar?day={number * 7 + step}" for step in range(1, 40)]
        said = "Hakuna matukio." if is_empty else text(number)
        return answer(page(f"Siku ya {number}.", said, links=links).encode(), Content_Type="text/html")

    site.otherwise = day
    site.raw("/robots.txt", b"", 404)
    around = Around()
    with crawler(tmp_path, site, around, pages=40, depth=50, start="/calendar?day=0") as made:
        run_to_end(made)
        tally = made.tally()
    if is_empty:
        assert 26 <= tally.asked <= 28  # the first one was new, two may be under way when the form is given up
        assert tally.refused["endless"] > 10
        assert tally.waiting == 0
    else:
        assert (tally.asked, len(around.pages), tally.refused) == (40, 40, {})
        assert tally.waiting > 100
