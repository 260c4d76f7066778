"""What a crawl may do, how it answers, and what it needs of whoever runs it."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, Field

from core.collection.web.extracting import Reading
from core.collection.web.memory import SiteMemory
from core.collection.web.pages import Settled
from core.corpus.appending import AppendReport


class CrawlOptions(BaseModel):
    """What a crawl may do.

    It begins at `url` and at `more_urls` (pages, sitemaps or feeds), makes at most `pages` requests for pages, goes
    up to `depth` links away, stays on the hosts it began on and on `hosts` (`*.example.org` means all below), at or
    below the path `prefix`, waits at least `delay` seconds between two pages of a host, asks up to `at_once` hosts at
    the same time, and takes pages in `languages` alone where these are given and the page says what it is in.
    `sitemaps` begins from the sites' own sitemaps and feeds too. `pairs` follows other versions of a page (hreflang)
    and aligns them. `revisit` asks again for all pages of these sites that were collected before, to say what
    vanished. `drop_repeated` leaves out paragraphs that repeat all over a site. `licence` is for pages that name
    none.
    """

    url: str
    more_urls: list[str] = []
    pages: int = Field(default=50, ge=1, le=20_000)
    depth: int = Field(default=1, ge=0, le=50)
    prefix: str = ""
    hosts: list[str] = []
    languages: list[str] = []
    delay: float = Field(default=1.0, ge=0, le=60)
    at_once: int = Field(default=8, ge=1, le=16)
    text: Reading = "article"
    sitemaps: bool = False
    pairs: bool = True
    drop_repeated: bool = True
    revisit: bool = False
    licence: str = ""


class UnitResult(BaseModel):
    """How the crawl stands after a unit; `more` says whether there is another."""

    asked: int
    known: int
    more: bool


class Surroundings(Protocol):
    """What a crawl needs of whoever runs it."""

    def pulse(self) -> None:
        """Called often; raises to break off."""

    def log(self, line: str) -> None:
        """A line for people."""

    def progress(self, asked: int, known: int) -> None:
        """How many pages were asked for, of how many that are known and allowed."""

    def memory(self, site: str) -> SiteMemory | None:
        """What earlier crawls left about a site; None where nothing is remembered."""

    def store(self, site: str, unit: int, pages: list[Settled]) -> AppendReport:
        """Put pages into the corpus; doing it again with the same unit changes nothing."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds before a busy or unreachable page is asked for again; doubled each time, up to `most`."""

    first: float = 4.0
    most: float = 120.0
