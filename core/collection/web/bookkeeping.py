"""What a crawl's frontier knows besides its pages: counts, refusals, the scope, and the robots.txt files met."""

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
    """Counts of one crawl so far: `asked` pages requested from the server, `pages` taken, `waiting` in the queue,
    `left_out` links beyond what is remembered, `added` and `present` segments."""

    asked: int
    pages: int
    waiting: int
    left_out: int
    added: int
    present: int
    refused: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)


def tally(frontier: Frontier) -> Tally:
    """How the crawl stands."""
    one = frontier.connection.execute
    asked, taken, waiting = one(
        "select coalesce(sum(asked), 0), coalesce(sum(state in ('collected', 'stored')), 0), "
        "coalesce(sum(state = 'queued' and not asked), 0) from pages"
    ).fetchone()
    added, present = one("select coalesce(sum(added), 0), coalesce(sum(present), 0) from units").fetchone()
    languages = one(
        "select coalesce(nullif(language, ''), ?), count(*) from pages where language is not null "
        "group by 1 order by 2 desc, 1",
        [UNKNOWN_LANGUAGE],
    )
    refused = one("select reason, count(*) from pages where state = 'refused' group by 1 order by 2 desc, 1")
    return Tally(
        asked=asked,
        pages=taken,
        waiting=waiting,
        left_out=int(recall(frontier, "left_out") or 0),
        added=added,
        present=present,
        refused=dict(refused.fetchall()),
        languages=dict(languages.fetchall()),
    )


def finished_in(frontier: Frontier, unit: int) -> int:
    """How many pages a unit of work has dealt with."""
    return int(frontier.connection.execute("select count(*) from pages where unit = ?", [unit]).fetchone()[0])


def scope(frontier: Frontier) -> Scope | None:
    """The crawl's scope; None until the first page was reached (its redirect may lead to the site's proper name)."""
    value = recall(frontier, "scope")
    return Scope(**json.loads(value)) if value else None


def set_scope(frontier: Frontier, chosen: Scope) -> None:
    """Fix the scope; the first one holds."""
    remember(frontier, "scope", json.dumps({"site": chosen.site, "prefix": chosen.prefix}))


def remember(frontier: Frontier, name: str, value: str) -> None:
    """Keep a fact about the crawl; the first value of a name holds."""
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
        self._connection = frontier.connection

    def __getitem__(self, origin: str) -> RobotsFile:
        query = "select state, text, fetched_at from robots where origin = ?"
        row = self._connection.execute(query, [origin]).fetchone()
        if row is None:
            raise KeyError(origin)
        return RobotsFile(*row)

    def __setitem__(self, origin: str, file: RobotsFile) -> None:
        values = [origin, file.state, file.text, file.fetched_at]
        self._connection.execute("insert or replace into robots values (?, ?, ?, ?)", values)

    def __delitem__(self, origin: str) -> None:
        self._connection.execute("delete from robots where origin = ?", [origin])

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._connection.execute("select origin from robots order by origin").fetchall())

    def __len__(self) -> int:
        return int(self._connection.execute("select count(*) from robots").fetchone()[0])
