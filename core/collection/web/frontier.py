"""The pages of one crawl: known, asked for, collected, refused. One SQLite file in the job's folder.

Every change is one durable transaction, so kill -9 at any moment leaves each page in one of these states:

    queued     known, to be fetched (again, if the kill came while it was being fetched: nothing of it was kept)
    collected  fetched and read; its paragraphs lie here until they are in the corpus
    stored     its paragraphs are in the corpus, and here no more
    refused    with a reason

A page and the links it leads to are written together, so no link is lost; a page is only fetched while it is queued,
so none is collected twice. Every address belongs to the page that was first queued for it or led to it.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from core.collection.web.pages import Collected
from core.collection.web.refusals import Reason
from core.collection.web.urls import page_key

FILE = "frontier.db"
_TABLES = """
create table if not exists pages (
    number integer primary key, url text not null, depth integer not null, found_on text not null,
    state text not null, asked integer not null default 0, tries integer not null default 0,
    due real not null default 0, unit integer, reason text, message text, digest text, language text, content text);
create index if not exists by_state on pages (state, depth, number);
create index if not exists by_digest on pages (digest);
create index if not exists by_unit on pages (unit);
create table if not exists addresses (key text primary key, page integer not null);
create table if not exists units (unit integer primary key, added integer not null, present integer not null);
create table if not exists robots (origin text primary key, state text not null, text text, fetched_at real);
create table if not exists facts (name text primary key, value text not null);
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that is to be fetched. `tries` counts earlier attempts; `due` (seconds of the epoch) is when."""

    number: int
    url: str
    depth: int
    found_on: str
    tries: int
    due: float


@dataclass(frozen=True, slots=True)
class Link:
    """An address found on a page; with a `reason` it is refused without being asked for."""

    url: str
    reason: Reason | None = None
    message: str = ""


class Frontier:
    """The frontier in `folder`; made when missing. For one thread at a time."""

    def __init__(self, folder: Path, *, most: int = 100_000) -> None:
        """`most` is how many addresses are remembered; further links are counted and left out."""
        self._most = most
        self.connection = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False, timeout=30)
        self.connection.execute("pragma journal_mode = wal")
        self.connection.execute("pragma synchronous = full")
        self.connection.execute("pragma secure_delete = on")  # text that was stored must not linger in this file
        self.connection.executescript(_TABLES)

    # -- what is next ---------------------------------------------------------------------------------------------

    def start(self, url: str) -> None:
        """Queue the first page, unless this was done."""
        with self._changing():
            self._queue([Link(url)], depth=0, found_on="")

    def next(self, now: float, *, fresh: bool = True) -> Visit | None:
        """The page to fetch next: the nearest to the start that is due, else the first that will be; None at the end.

        `now` is in seconds of the epoch; without `fresh`, only pages that were asked for before are meant.
        """
        wanted = "select number, url, depth, found_on, tries, due from pages where state = 'queued'"
        wanted += "" if fresh else " and asked"
        for order, values in (("and due <= ? order by depth, number", [now]), ("order by due, number", [])):
            row = self.connection.execute(f"{wanted} {order} limit 1", values).fetchone()
            if row:
                return Visit(*row)
        return None

    def ask(self, visit: Visit) -> None:
        """Note that the page's server is being asked for it."""
        self.connection.execute("update pages set asked = 1, tries = tries + 1 where number = ?", [visit.number])

    def later(self, visit: Visit, due: float) -> None:
        """Leave the page queued until `due`."""
        self.connection.execute("update pages set due = ? where number = ?", [due, visit.number])

    def again(self, numbers: Iterable[int]) -> None:
        """Queue refused pages as if they had never been asked for."""
        self.connection.executemany(
            "update pages set state = 'queued', asked = 0, tries = 0, due = 0, unit = null, reason = null, "
            "message = null where number = ?",
            [[number] for number in numbers],
        )

    # -- what became of a page ------------------------------------------------------------------------------------

    def reach(self, visit: Visit, url: str) -> bool:
        """Note that a visit was led to `url`; False where that address belongs to another page of the crawl.

        A page that only waits in the queue under that address gives way to this visit.
        """
        key = page_key(url)
        with self._changing():
            owner = self.connection.execute("select page from addresses where key = ?", [key]).fetchone()
            if owner is not None and owner[0] != visit.number:
                given = self.connection.execute(
                    "delete from pages where number = ? and state = 'queued' and asked = 0", owner
                )
                if not given.rowcount:
                    return False
            self.connection.execute("insert or replace into addresses values (?, ?)", [key, visit.number])
        return True

    def collect(self, visit: Visit, unit: int, page: Collected, links: Iterable[Link]) -> None:
        """Keep the paragraphs of a page until they are stored, and queue what it links to."""
        language = page.declared_language or ""
        with self._changing():
            self.connection.execute(
                "update pages set state = 'collected', unit = ?, digest = ?, language = ?, content = ? "
                "where number = ?",
                [unit, _digest(page.paragraphs), language, page.model_dump_json(), visit.number],
            )
            self._queue(links, depth=visit.depth + 1, found_on=page.url)

    def refuse(
        self, visit: Visit, unit: int, reason: Reason, message: str, *, links: Iterable[Link] = (), reached: str = ""
    ) -> None:
        """Write down why a page is not taken. Links are still followed (of a page of nothing but links)."""
        with self._changing():
            self.connection.execute(
                "update pages set state = 'refused', unit = ?, reason = ?, message = ? where number = ?",
                [unit, reason, message, visit.number],
            )
            self._queue(links, depth=visit.depth + 1, found_on=reached or visit.url)

    def twin(self, paragraphs: tuple[str, ...]) -> str | None:
        """The address of a page of this crawl with the very same text, if there is one."""
        query = "select url from pages where digest = ? and state in ('collected', 'stored') limit 1"
        row = self.connection.execute(query, [_digest(paragraphs)]).fetchone()
        return str(row[0]) if row else None

    # -- storing --------------------------------------------------------------------------------------------------

    def collected(self) -> dict[int, list[Collected]]:
        """The pages that are not in the corpus yet, by unit, in the order in which they were found."""
        found: dict[int, list[Collected]] = {}
        query = "select unit, content from pages where state = 'collected' order by unit, number"
        for unit, content in self.connection.execute(query):
            found.setdefault(unit, []).append(Collected.model_validate_json(content))
        return found

    def stored(self, unit: int, added: int, present: int) -> None:
        """Note that all collected pages of `unit` are in the corpus, with so many segments new and there already."""
        with self._changing():
            self.connection.execute(
                "insert into units values (?, ?, ?) on conflict (unit) do update set "
                "added = added + excluded.added, present = present + excluded.present",
                [unit, added, present],
            )
            self.connection.execute(
                "update pages set state = 'stored', content = null where state = 'collected' and unit = ?", [unit]
            )

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _queue(self, links: Iterable[Link], *, depth: int, found_on: str) -> None:
        known = int(self.connection.execute("select count(*) from pages").fetchone()[0])
        for link in links:
            key = page_key(link.url)
            if self.connection.execute("select 1 from addresses where key = ?", [key]).fetchone():
                continue
            if known >= self._most:
                self.connection.execute(
                    "insert into facts values ('left_out', 1) on conflict (name) do update set value = value + 1"
                )
                continue
            state = "queued" if link.reason is None else "refused"
            page = self.connection.execute(
                "insert into pages (url, depth, found_on, state, reason, message) values (?, ?, ?, ?, ?, ?)",
                [link.url, depth, found_on, state, link.reason, link.message],
            ).lastrowid
            self.connection.execute("insert into addresses values (?, ?)", [key, page])
            known += 1

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self.connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")


def _digest(paragraphs: Iterable[str]) -> str:
    return blake2b("\n".join(paragraphs).encode("utf-8", "replace"), digest_size=16).hexdigest()
