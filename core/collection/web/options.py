"""What a crawl may do, how it answers, and what it needs of whoever runs it."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, Field

from core.collection.web.extracting import Reading
from core.collection.web.pages import Collected
from core.corpus.appending import AppendReport


class CrawlOptions(BaseModel):
    """What a crawl may do: at most `pages` requests, up to `depth` links away from `url`, only at or below the path
    `prefix`, with at least `delay` seconds between two pages of a host; `licence` is for pages that name none."""

    url: str
    pages: int = Field(default=50, ge=1, le=20_000)
    depth: int = Field(default=1, ge=0, le=50)
    prefix: str = ""
    delay: float = Field(default=1.0, ge=0, le=60)
    text: Reading = "article"
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

    def store(self, site: str, unit: int, pages: list[Collected]) -> AppendReport:
        """Put pages into the corpus; doing it again with the same unit changes nothing."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds before a busy or unreachable page is asked for again; doubled each time, up to `most`."""

    first: float = 4.0
    most: float = 120.0
