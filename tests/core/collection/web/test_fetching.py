"""Fetching from a real server on loopback, friendly and hostile."""

import gzip
import itertools
import socket
import ssl
import subprocess
import time
import zlib

import pytest
from web_site import serving

from core.collection.web.addresses import AddressGuard
from core.collection.web.fetching import Fetcher, Limits
from core.collection.web.judging import admit_page, ending_of_another_kind
from core.collection.web.refusals import PageRefusedError, Reason


def reason(fetcher: Fetcher, url: str, **more) -> Reason:
    with pytest.raises(PageRefusedError) as refusal:
        fetcher.get(url, **more)
    assert refusal.value.url
    return refusal.value.reason


def test_page_arrives_with_its_head(site, fetcher):
    site.raw("/a", b"hello", Content_Type="text/plain", Content_Language="sw")
    got = fetcher.get(f"{site.url}/a")
    assert (got.body, got.head.status, got.head.url) == (b"hello", 200, f"{site.url}/a")
    assert got.head.headers["content-language"] == "sw"
    assert site.hosts == [f"localhost:{site.port}"]
    assert all(agent.startswith("Isogloss/") for agent in site.agents)


@pytest.mark.parametrize(
    ("packing", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda body: gzip.compress(body[:100]) + gzip.compress(body[100:])),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity", bytes),
    ],
)
def test_packed_pages_are_unpacked(site, fetcher, packing, pack):
    body = b"to be or not to be " * 500
    site.raw("/a", pack(body), Content_Encoding=packing)
    assert fetcher.get(f"{site.url}/a").body == body


def test_gzip_bomb_is_refused_before_it_unfolds(site, fetcher):
    site.raw("/bomb", gzip.compress(b"\0" * 100_000_000), Content_Encoding="gzip")
    assert reason(fetcher, f"{site.url}/bomb") is Reason.TOO_LARGE_UNPACKED


@pytest.mark.parametrize(
    ("packing", "body"), [("gzip", b"no gzip at all"), ("gzip", gzip.compress(b"hello" * 99)[:-20]), ("br", b"x")]
)
def test_damaged_or_unknown_packing_is_refused(site, fetcher, packing, body):
    site.raw("/a", body, Content_Encoding=packing)
    assert reason(fetcher, f"{site.url}/a") is Reason.UNREADABLE


def test_big_body_is_refused_by_its_stated_size_and_by_its_real_one(site, fetcher):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        for _ in range(1_000_000):
            handler.wfile.write(b"x" * 65_536)

    def boasting(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "5000000000")
        handler.end_headers()
        handler.close_connection = True

    site.pages |= {"/endless": endless, "/boasting": boasting}
    begun = time.monotonic()
    assert reason(fetcher, f"{site.url}/endless") is Reason.TOO_LARGE
    assert reason(fetcher, f"{site.url}/boasting") is Reason.TOO_LARGE
    assert time.monotonic() - begun < 5
    assert len(fetcher.get(f"{site.url}/endless", limits=Limits(received=1000, truncate=True)).body) == 1000


@pytest.mark.parametrize("part", ["body", "head", "silence"])
def test_slow_server_is_given_up_in_time(site, fetcher, part):
    def drip(handler):
        if part == "silence":
            time.sleep(3)
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        handler.close_connection = True
        for letter in itertools.cycle(b"HTTP/1.1 200 OK, or so"):
            handler.wfile.write(bytes([letter]))
            time.sleep(0.1)

    site.pages["/drip"] = drip
    begun = time.monotonic()
    assert reason(fetcher, f"{site.url}/drip", limits=Limits(total=0.8)) is Reason.TOO_SLOW
    assert time.monotonic() - begun < 2.5


def test_redirects_are_followed_up_to_five(site, fetcher):
    for step in range(7):
        site.redirect(f"/{step}", f"/{step + 1}#part")
    site.raw("/5", b"here")
    hops = []
    assert fetcher.get(f"{site.url}/0", hop=hops.append).head.url == f"{site.url}/5"
    assert hops == [f"{site.url}/{step}" for step in range(6)]
    site.redirect("/5", "/6")
    assert reason(fetcher, f"{site.url}/0") is Reason.TOO_MANY_REDIRECTS


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "127.0.0.2", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_redirect_to_a_private_address_is_refused(site, fetcher, host):
    site.redirect("/out", f"http://{host}:{site.port}/secret")
    assert reason(fetcher, f"{site.url}/out") is Reason.PRIVATE_ADDRESS
    assert site.asked == ["/out"]


@pytest.mark.parametrize(
    ("target", "why"), [("file:///etc/passwd", Reason.NOT_AN_ADDRESS), ("ftp://localhost/", Reason.NOT_AN_ADDRESS),
                        ("http://user:secret@localhost/", Reason.NOT_AN_ADDRESS)]
)  # fmt: skip
def test_redirect_to_something_else_is_refused(site, fetcher, target, why):
    site.redirect("/out", target)
    assert reason(fetcher, f"{site.url}/out") is why


def test_name_that_resolves_to_loopback_is_refused_and_nothing_is_sent(site):
    with Fetcher(AddressGuard(lookup=lambda host, port: ["127.0.0.1"])) as fetcher:
        assert reason(fetcher, f"http://innocent.example:{site.port}/") is Reason.PRIVATE_ADDRESS
    assert site.asked == []


def test_connection_goes_to_the_address_that_was_checked(site):
    """DNS rebinding: the second answer would lead elsewhere, but nobody asks a second time."""
    site.raw("/", b"hello")
    answers = iter([["127.0.0.1"]])
    guard = AddressGuard(frozenset({"site.example"}), lookup=lambda host, port: next(answers))
    with Fetcher(guard) as fetcher:
        assert fetcher.get(f"http://site.example:{site.port}/").body == b"hello"
    assert site.hosts == [f"site.example:{site.port}"]


def test_next_address_is_tried_where_the_first_does_not_answer(site):
    site.raw("/", b"hello")
    guard = AddressGuard(frozenset({"site.example"}), lookup=lambda host, port: ["127.0.0.9", "127.0.0.1"])
    with Fetcher(guard) as fetcher:
        assert fetcher.get(f"http://site.example:{site.port}/").body == b"hello"


def test_tls_sees_the_name_and_checks_the_certificate(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=site.example"]
    alternative = ["-addext", "subjectAltName=DNS:site.example"]
    subprocess.run([*made, *alternative, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    names = []
    server.sni_callback = lambda connection, name, context: names.append(name)
    hosts = frozenset({"site.example", "other.example"})
    guard = AddressGuard(hosts, lookup=lambda host, port: ["127.0.0.1"])
    with serving(tls=server) as site:
        site.raw("/", b"hello")
        with Fetcher(guard, tls=ssl.create_default_context(cafile=certificate)) as trusting:
            assert trusting.get(f"https://site.example:{site.port}/").body == b"hello"
            assert reason(trusting, f"https://other.example:{site.port}/") is Reason.UNREACHABLE
        with Fetcher(guard) as strict:
            assert reason(strict, f"https://site.example:{site.port}/") is Reason.UNREACHABLE
    assert names[:2] == ["site.example", "other.example"]


def test_closed_port_and_broken_answers_have_reasons(site, fetcher):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert reason(fetcher, f"http://localhost:{unused.getsockname()[1]}/") is Reason.UNREACHABLE

    def nonsense(handler):
        handler.wfile.write(b"this is no HTTP\r\n\r\n")
        handler.close_connection = True

    def cut_off(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"a little")
        handler.close_connection = True

    site.pages |= {"/nonsense": nonsense, "/cut": cut_off}
    assert reason(fetcher, f"{site.url}/nonsense") is Reason.UNREACHABLE
    assert reason(fetcher, f"{site.url}/cut") is Reason.UNREACHABLE


def test_environment_and_cookies_play_no_part(site, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    seen = []
    site.raw("/", b"hello", Set_Cookie="a=b; Path=/")
    give = site.pages["/"]
    site.pages["/"] = lambda handler: (seen.append(handler.headers.get("Cookie")), give(handler))
    with Fetcher(AddressGuard(frozenset({"localhost"}))) as fetcher:
        assert fetcher.get(f"{site.url}/").body == b"hello"
        fetcher.get(f"{site.url}/")
    assert seen == [None, None]


def test_pulse_breaks_off_in_the_midst_of_a_page(site):
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    site.raw("/", b"hello")
    with Fetcher(AddressGuard(frozenset({"localhost"})), pulse=stop) as fetcher, pytest.raises(Stop):
        fetcher.get(f"{site.url}/")


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, Reason.NOT_FOUND), (410, Reason.NOT_FOUND), (403, Reason.NO_ACCESS), (401, Reason.NO_ACCESS),
     (429, Reason.BUSY), (503, Reason.BUSY), (500, Reason.SERVER_ERROR), (206, Reason.WRONG_STATUS),
     (304, Reason.WRONG_STATUS)],
)  # fmt: skip
def test_status_is_judged(site, fetcher, status, why):
    site.raw("/a", b"" if status == 304 else b"x", status)
    assert reason(fetcher, f"{site.url}/a", admit=admit_page) is why


@pytest.mark.parametrize(
    "kind", ["application/zip", "image/png", "application/pdf", "text/css", "application/json", ""]
)
def test_other_types_are_refused_before_their_body_is_read(site, fetcher, kind):
    site.raw("/a", b"x" * 100, Content_Type=kind)
    assert reason(fetcher, f"{site.url}/a", admit=admit_page) is Reason.WRONG_TYPE


def test_retry_after_is_read_and_capped(site, fetcher):
    waits = []
    for value in ("7", "100000", "soon", "Wed, 21 Oct 2015 07:28:00 GMT"):
        site.raw("/a", b"", 429, Retry_After=value)
        with pytest.raises(PageRefusedError) as refusal:
            fetcher.get(f"{site.url}/a", admit=admit_page)
        waits.append(refusal.value.retry_after)
    assert waits == [7.0, 120.0, None, 0.0]


def test_endings_of_other_kinds():
    assert ending_of_another_kind("http://a.example/x/report.PDF?download=1") == ".pdf"
    for url in (
        "http://a.example/",
        "http://a.example/x.html",
        "http://a.example/v1.2/about",
        "http://a.example/?f=a.zip",
    ):
        assert ending_of_another_kind(url) is None
