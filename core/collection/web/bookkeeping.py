"""What a crawl's frontier knows besides its pages: counts, refusals, the scopes, and the robots.txt files met."""

import json
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

from core.collection.reports import UNKNOWN_LANGUAGE
from core.collection.web.frontier import Frontier
from core.collection.web.refused import FILE, RefusedPage
from core.collection.web.robots import RobotsFile
from core.collection.web.urls import Scope


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one crawl so far.

    `asked` pages requested from servers, `pages` with text (of these `unchanged` since they were collected before),
    `waiting` in the queue, `left_out` links beyond what is remembered, `lists` read (sitemaps, feeds); segments `added`
    and `present`, paragraphs `repeated` all over (left out), `pairs` of aligned segments; pages by reason and language.
    """

    asked: int
    pages: int
    waiting: int
    left_out: int
    added: int
    present: int
    unchanged: int = 0
    lists: int = 0
    repeated: int = 0
    pairs: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)


def tally(frontier: Frontier) -> Tally:
    """How the crawl stands."""
    one = frontier.connection.execute
    taken, unchanged, unchanged_paragraphs = one(
        "select count(*), coalesce(sum(state = 'unchanged'), 0), "
        "coalesce(sum(iif(state = 'unchanged', paragraphs, 0)), 0) from taken"
    ).fetchone()
    added, present, dropped, pairs = one(
        "select coalesce(sum(added), 0), coalesce(sum(present), 0), coalesce(sum(repeated), 0), "
        "coalesce(sum(pairs), 0) from batches"
    ).fetchone()
    languages = one(
        "select coalesce(nullif(language, ''), ?), count(*) from taken group by 1 order by 2 desc, 1",
        [UNKNOWN_LANGUAGE],
    )
    refused = one("select reason, count(*) from pages where state = 'refused' group by 1 order by 2 desc, 1")
    sites = one("select site, count(*) from taken group by 1 order by min(number)")
    return Tally(
        asked=len(asked(frontier)),
        pages=taken,
        waiting=waiting(frontier),
        left_out=int(recall(frontier, "left_out") or 0),
        added=added,
        present=present + unchanged_paragraphs,
        unchanged=unchanged,
        lists=int(one("select count(*) from pages where state = 'listed'").fetchone()[0]),
        repeated=dropped,
        pairs=pairs,
        refused=dict(refused.fetchall()),
        languages=dict(languages.fetchall()),
        sites=dict(sites.fetchall()),
    )


def asked(frontier: Frontier) -> set[int]:
    """Numbers of the pages (not lists) that were asked for."""
    return {row[0] for row in frontier.connection.execute("select number from pages where asked and kind <> 'list'")}


def waiting(frontier: Frontier) -> int:
    """How many pages wait in the queue and were not asked for yet."""
    query = "select count(*) from pages where state = 'queued' and not asked and kind <> 'list'"
    return int(frontier.connection.execute(query).fetchone()[0])


def finished_in(frontier: Frontier, unit: int) -> int:
    """How many pages a unit of work has dealt with."""
    return int(frontier.connection.execute("select count(*) from pages where unit = ?", [unit]).fetchone()[0])


def scopes(frontier: Frontier) -> list[Scope]:
    """The crawl's scopes, one a start; none until a first page was reached (a redirect may lead to the proper name)."""
    value = recall(frontier, "scopes")
    return [Scope(**one) for one in json.loads(value)] if value else []


def add_scope(frontier: Frontier, chosen: Scope) -> list[Scope]:
    """Widen the crawl by a scope; all scopes."""
    known = scopes(frontier)
    if chosen not in known:
        known.append(chosen)
        value = json.dumps([{"site": one.site, "prefix": one.prefix} for one in known])
        with frontier.lock:
            frontier.connection.execute("insert or replace into facts values ('scopes', ?)", [value])
    return known


def remember(frontier: Frontier, name: str, value: str) -> None:
    """Keep a fact about the crawl; the first value of a name holds."""
    with frontier.lock:
        frontier.connection.execute("insert or ignore into facts values (?, ?)", [name, value])


def recall(frontier: Frontier, name: str) -> str:
    """A fact about the crawl, or ''."""
    row = frontier.connection.execute("select value from facts where name = ?", [name]).fetchone()
    return str(row[0]) if row else ""


def write_refused(frontier: Frontier, folder: Path) -> None:
    """Write the list of refused pages into the job's folder, whole or not at all."""
    rows = frontier.connection.execute(
        "select url, reason, message, found_on from pages where state = 'refused' order by number"
    )
    new = folder / f"{FILE}.new"
    with new.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(RefusedPage(*row).to_json() + "\n")
    new.replace(folder / FILE)


class RobotsFiles(MutableMapping[str, RobotsFile]):
    """The robots.txt files in the frontier, so that each is fetched once for a crawl, whatever happens."""

    def __init__(self, frontier: Frontier) -> None:
        self._connection, self._lock = frontier.connection, frontier.lock

    def __getitem__(self, origin: str) -> RobotsFile:
        query = "select state, text, fetched_at from robots where origin = ?"
        with self._lock:
            row = self._connection.execute(query, [origin]).fetchone()
        if row is None:
            raise KeyError(origin)
        return RobotsFile(*row)

    def __setitem__(self, origin: str, file: RobotsFile) -> None:
        values = [origin, file.state, file.text, file.fetched_at]
        with self._lock:
            self._connection.execute("insert or replace into robots values (?, ?, ?, ?)", values)

    def __delitem__(self, origin: str) -> None:
        with self._lock:
            self._connection.execute("delete from robots where origin = ?", [origin])

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            rows = self._connection.execute("select origin from robots order by origin").fetchall()
        return (row[0] for row in rows)

    def __len__(self) -> int:
        with self._lock:
            return int(self._connection.execute("select count(*) from robots").fetchone()[0])
