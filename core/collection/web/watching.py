"""How a crawl stands while it goes on: read off its frontier beside the one who writes it.

Nothing is locked and nothing written, so a page that looks every second costs the crawl nothing.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.collection.reports import UNKNOWN_LANGUAGE
from core.collection.web.frontier import FILE
from core.collection.web.stopping import is_stopped

if TYPE_CHECKING:
    from core.workspace import Workspace

POINTS = 60  # of the picture of yield over time


@dataclass(frozen=True, slots=True)
class LanguageYield:
    """What a declared language gave: pages with text, and their paragraphs."""

    language: str
    pages: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class HostState:
    """How far a host is: pages dealt with and pages that wait."""

    host: str
    done: int
    waiting: int


@dataclass(frozen=True, slots=True)
class CrawlView:
    """A crawl at one moment.

    `fetched` pages were dealt with (of these `taken` have text, `unchanged` since an earlier crawl), `queued` wait,
    `stored` segments are in the corpus; `refused` by reason; `times` are seconds since the first page, `grown` the
    paragraphs collected until then by language.
    """

    fetched: int
    taken: int
    unchanged: int
    queued: int
    stored: int
    pairs: int
    refused: dict[str, int]
    languages: list[LanguageYield]
    hosts: list[HostState]
    times: list[float]
    grown: dict[str, list[int]]
    is_stopping: bool


def watch(ws: "Workspace", job_id: str) -> CrawlView | None:
    """How a crawl stands; None before it has begun."""
    folder = ws.job_folder(job_id)
    if not (folder / FILE).exists():
        return None
    try:
        with closing(sqlite3.connect(f"{(folder / FILE).as_uri()}?mode=ro", uri=True, timeout=2)) as connection:
            return _view(connection, is_stopping=is_stopped(folder))
    except sqlite3.OperationalError:  # it is being made this very moment
        return None


def _view(connection: sqlite3.Connection, *, is_stopping: bool) -> CrawlView:
    one = connection.execute
    states = dict(one("select state, count(*) from pages where kind <> 'list' group by 1").fetchall())
    taken = sum(states.get(state, 0) for state in ("collected", "settled", "stored", "unchanged"))
    asked_and_refused = one("select count(*) from pages where state = 'refused' and asked").fetchone()[0]
    added, pairs = one("select coalesce(sum(added), 0), coalesce(sum(pairs), 0) from batches").fetchone()
    refused = one("select reason, count(*) from pages where state = 'refused' group by 1 order by 2 desc, 1")
    languages = one(
        "select coalesce(nullif(language, ''), ?), count(*), sum(paragraphs) from taken group by 1 order by 3 desc, 1",
        [UNKNOWN_LANGUAGE],
    )
    hosts = one(
        "select host, sum(state <> 'queued'), sum(state = 'queued') from pages where kind <> 'list' group by 1 "
        "order by 2 desc limit 50"
    )
    times, grown = _growth(connection)
    return CrawlView(
        fetched=taken + asked_and_refused,
        taken=taken,
        unchanged=states.get("unchanged", 0),
        queued=states.get("queued", 0),
        stored=added,
        pairs=pairs,
        refused=dict(refused.fetchall()),
        languages=[LanguageYield(*row) for row in languages],
        hosts=[HostState(*row) for row in hosts],
        times=times,
        grown=grown,
        is_stopping=is_stopping,
    )


def _growth(connection: sqlite3.Connection) -> tuple[list[float], dict[str, list[int]]]:
    """Seconds since the first page at `POINTS` moments, and the paragraphs collected until each, by language."""
    first, last = connection.execute("select min(finished_at), max(finished_at) from taken").fetchone()
    if first is None:
        return [], {}
    width = max((last - first) / (POINTS - 1), 1e-6)
    rows = connection.execute(
        "select coalesce(nullif(language, ''), ?), cast((finished_at - ?) / ? as integer), sum(paragraphs) from taken "
        "group by 1, 2",
        [UNKNOWN_LANGUAGE, first, width],
    )
    grown: dict[str, list[int]] = {}
    for language, place, paragraphs in rows:
        grown.setdefault(language, [0] * POINTS)[min(place, POINTS - 1)] += paragraphs
    for line in grown.values():
        for place in range(1, POINTS):
            line[place] += line[place - 1]
    return [round(place * width, 3) for place in range(POINTS)], grown
