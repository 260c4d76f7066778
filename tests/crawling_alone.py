"""A crawl without a job: surroundings that keep what they are told, and a crawler of a test's site."""

from core.collection.web import options
from core.collection.web.addresses import AddressGuard
from core.collection.web.crawling import Crawler
from core.collection.web.options import CrawlOptions
from core.corpus.appending import AppendReport
from core.errors import JobCancelledError

WORDS = [
    "kuishi",
    "uhuru",
    "usalama",
    "nafsi",
    "ndoa",
    "kazi",
    "elimu",
    "afya",
    "mali",
    "maoni",
    "dini",
    "amani",
    "haki",
]


def text(number: int) -> str:
    """A sentence that differs from all others in more than its figures."""
    first, second, third = (WORDS[number // 13**place % 13] for place in range(3))
    return f"Kila mtu ana haki ya {first}, {second} na {third}, namba {number}."


class Around:
    """Surroundings that keep what they are told; they break off after some pages were asked for, once."""

    def __init__(self, break_after: int | None = None) -> None:
        self.lines: list[str] = []
        self.pages: list = []
        self.marks: list[tuple[int, int]] = []
        self._break_after = break_after

    def pulse(self) -> None:
        if self._break_after is not None and self.marks and self.marks[-1][0] >= self._break_after:
            self._break_after = None
            raise JobCancelledError("stopped by the test")

    def log(self, line: str) -> None:
        self.lines.append(line)

    def progress(self, asked: int, known: int) -> None:
        self.marks.append((asked, known))

    def memory(self, site: str) -> None:
        return None

    def store(self, site: str, unit: int, pages: list) -> AppendReport:
        self.pages += [settled.page for settled in pages]
        return AppendReport(sum(len(settled.kept) for settled in pages), 0)


def crawler(folder, site, around, *, start: str = "/", limits=None, waits=None, **more) -> Crawler:
    chosen = CrawlOptions(url=f"{site.url}{start}", **{"delay": 0, **more})
    guard = AddressGuard(frozenset({"localhost"}))
    made = Crawler(folder, chosen, guard, around, limits=limits, waits=waits or options.Waits())
    made.start(chosen.url)
    return made


def run_to_end(made: Crawler, first: int = 1) -> None:
    for number in range(first, first + 50):
        if not made.unit(number).more:
            while made.add():
                pass
            return
    raise AssertionError("the crawl does not end")
