"""Crawling sites on loopback, beside a bare loop of httpx over the same pages.

The crawl does more than the peer: it asks robots.txt, checks addresses, reads the pages in processes of their own
(charset, markup, main text by trafilatura), finds links, writes every page down durably, settles what repeats, and puts
paragraphs into the corpus. The peer fetches bytes. `reading` is what trafilatura alone takes for the same pages on one
core, which bounds any crawler that reads them. Rates are pages a second, without any delay between pages.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from benchmarks.reporting import Result
from core.collection.web.addresses import AddressGuard
from core.collection.web.fetching import Fetched, Fetcher
from core.collection.web.reader import task_of
from core.collection.web.reading import read_page
from core.jobs.inline import run_inline
from core.jobs.workflows.crawl import CrawlReport, CrawlRequest
from core.settings import Settings
from core.workspace import Workspace, open_workspace

PAGES, HOSTS, PARAGRAPHS = 400, 4, 20
LINKS = 20  # a page leads to so many others
_WORDS = [
    "watu",
    "wote",
    "wamezaliwa",
    "huru",
    "hadhi",
    "na",
    "haki",
    "zao",
    "ni",
    "sawa",
    "akili",
    "dhamiri",
    "hivyo",
    "yapasa",
    "watendeane",
    "kindugu",
    "kila",
    "mtu",
    "ana",
    "kuishi",
    "uhuru",
    "usalama",
    "nafsi",
    "yake",
    "hakuna",
    "atakayewekwa",
    "utumwani",
    "sheria",
    "moja",
    "mbele",
    "ya",
    "mahakama",
    "taifa",
    "elimu",
    "kazi",
]


def run() -> Result:
    """One site, then the same number of pages on several sites at once; then the peers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = [stack.enter_context(_site(number)) for number in range(HOSTS)]
        ws = open_workspace(
            Settings(
                workspace=str(folder / "w"), allowed_private_hosts="127.0.0.1", worker_autostart=False, _env_file=None
            )
        )
        one = [f"http://127.0.0.1:{ports[0]}/0"]
        many = [f"http://127.0.0.1:{port}/0" for port in ports]
        _crawl(ws, "warm", [f"http://127.0.0.1:{ports[0]}/100000"], 10)  # the store's libraries are loaded
        figures: dict[str, float | int | str] = {
            "pages": PAGES,
            "one_host_pages_per_second": _crawl(ws, "one", one, PAGES),
            "four_hosts_pages_per_second": _crawl(ws, "many", many, PAGES),
            "unchanged_pages_per_second": _crawl(ws, "one", one, PAGES, added=False),
        }
        fetched, bare = _bare(ports[0])
        peers = {
            "httpx loop": {"pages_per_second": bare},
            "guarded fetcher": {"pages_per_second": _guarded(ports[0])},
            "reading alone": {"pages_per_second": _reading(fetched)},
        }
        ws.ledger.dispose()
    rate = float(figures["one_host_pages_per_second"])
    return Result(
        figures=figures,
        against=peers,
        ratio={
            "one host / httpx loop": rate / bare,
            "one host / reading alone": rate / peers["reading alone"]["pages_per_second"],
        },
    )


def _crawl(ws: Workspace, name: str, starts: list[str], pages: int, *, added: bool = True) -> float:
    known = {project.name: project.id for project in ws.ledger.projects.list()}
    project_id = known.get(name) or ws.ledger.projects.create(name).id
    request = CrawlRequest(
        project_id=project_id, url=starts[0], more_urls=starts[1:], pages=pages, depth=50, delay=0, drop_repeated=False
    )
    begun = time.perf_counter()
    report = run_inline(ws, "crawl", request, project_id=project_id)
    spent = time.perf_counter() - begun
    if not isinstance(report, CrawlReport) or report.pages != pages or bool(report.added) != added:
        raise RuntimeError(f"the crawl went wrong: {report}")
    return pages / spent


def _bare(port: int) -> tuple[list[Fetched], float]:
    begun = time.perf_counter()
    with httpx.Client() as client:
        for number in range(PAGES):
            client.get(f"http://127.0.0.1:{port}/{number}").raise_for_status()
    rate = PAGES / (time.perf_counter() - begun)
    with _fetcher() as fetcher:
        return [fetcher.get(f"http://127.0.0.1:{port}/{number}") for number in range(100)], rate


def _guarded(port: int) -> float:
    begun = time.perf_counter()
    with _fetcher() as fetcher:
        for number in range(PAGES):
            fetcher.get(f"http://127.0.0.1:{port}/{number}")
    return PAGES / (time.perf_counter() - begun)


def _reading(pages: list[Fetched]) -> float:
    read_page(task_of(pages[0], "article"), pages[0].body)  # the libraries are loaded
    begun = time.perf_counter()
    for fetched in pages:
        read_page(task_of(fetched, "article"), fetched.body)
    return len(pages) / (time.perf_counter() - begun)


def _fetcher() -> Fetcher:
    return Fetcher(AddressGuard(frozenset({"127.0.0.1"})))


@contextmanager
def _site(site: int) -> Iterator[int]:
    """A site without end, whose every page says something of its own; its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = _page(site, int(self.path[1:])) if self.path[1:].isdigit() else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _page(site: int, number: int) -> bytes:
    links = "".join(f'<li><a href="/{number + step}">Ukurasa {number + step}</a></li>' for step in range(1, LINKS))
    text = "".join(f"<p>{_sentence(site, number, place)}</p>" for place in range(PARAGRAPHS))
    head = f"<head><title>Ukurasa {number}</title></head>"
    page = f'<!doctype html><html lang="sw">{head}<body><nav><ul>{links}</ul></nav><main>{text}</main></body></html>'
    return page.encode()


def _sentence(site: int, number: int, place: int) -> str:
    seed = (site * 1_000_003 + number * 7_919 + place * 104_729) & 0xFFFFFFFF
    words = []
    for _ in range(30):
        seed = (seed * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF
        words.append(_WORDS[seed % len(_WORDS)])
    return f"{' '.join(words).capitalize()}."
