"""The pages of one crawl: known, asked for, collected, refused. One SQLite file in the job's folder.

Every change is one durable transaction, so kill -9 at any moment leaves each page in one of these states:

    queued     known, to be fetched (again, if the kill came while it was being fetched: nothing of it was kept)
    collected  fetched and read; its paragraphs lie here
    settled    decided what of it is stored, under which parents (`settling`); on its way into the corpus
    stored     its paragraphs are in the corpus, and here no more
    unchanged  the same as when it was collected before; nothing to store
    listed     a sitemap or feed: what it names is queued
    refused    with a reason

A page and the links it leads to are written together, so no link is lost; a page is only fetched while it is queued,
so none is collected twice. Every address belongs to the page that was first queued for it or led to it.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from time import time
from typing import Literal

from core.collection.web.memory import KnownPage
from core.collection.web.pages import Alternate, Collected
from core.collection.web.refusals import Reason
from core.collection.web.repeating import note_page
from core.collection.web.tables import TABLES
from core.collection.web.urls import host_of, page_key, site_of

FILE = "crawl.db"
Kind = Literal["page", "start", "version", "list"]  # "version": of another page, by hreflang


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that is to be fetched. `tries` counts earlier attempts; `due` (seconds of the epoch) is when."""

    number: int
    url: str
    depth: int
    found_on: str
    tries: int
    due: float
    kind: Kind = "page"

    @property
    def host(self) -> str:
        """Host and port."""
        return host_of(self.url)


@dataclass(frozen=True, slots=True)
class Link:
    """An address found on a page; with a `reason` it is refused without being asked for. `near` costs no depth."""

    url: str
    reason: Reason | None = None
    message: str = ""
    kind: Kind = "page"
    near: bool = False


class Frontier:
    """The frontier in `folder`; made when missing. Reading is for one thread; `lock` is held while it is written."""

    def __init__(self, folder: Path, *, most: int = 100_000) -> None:
        """`most` is how many addresses are remembered; further links are counted and left out."""
        self._most = most
        self.lock = threading.RLock()
        self.connection = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False, timeout=30)
        self.connection.execute("pragma journal_mode = wal")
        self.connection.execute("pragma synchronous = full")
        self.connection.execute("pragma secure_delete = on")  # text that was stored must not linger in this file
        self.connection.executescript(TABLES)

    # -- what is next ---------------------------------------------------------------------------------------------

    def start(self, *urls: str) -> None:
        """Queue the first pages, unless this was done."""
        with self.changing():
            self.queue([Link(url, kind="start") for url in urls], depth=0, found_on="")

    def next(
        self, now: float, *, fresh: bool = True, host: str | None = None, besides: Sequence[int] = ()
    ) -> Visit | None:
        """The page to fetch next: the nearest to the start that is due, else the first that will be; None at the end.

        `now` is in seconds of the epoch; without `fresh`, only pages that were asked for before are meant, and lists.
        `besides` are numbers of pages that are under way.
        """
        wanted = "select number, url, depth, found_on, tries, due, kind from pages where state = 'queued'"
        wanted += "" if fresh else " and (asked or kind = 'list')"
        values: list[object] = []
        if host is not None:
            wanted, values = f"{wanted} and host = ?", [host]
        if besides:
            wanted += f" and number not in ({','.join(str(int(number)) for number in besides)})"
        for order, more in (("and due <= ? order by depth, number", [now]), ("order by due, number", [])):
            row = self.connection.execute(f"{wanted} {order} limit 1", [*values, *more]).fetchone()
            if row:
                return Visit(*row)
        return None

    def hosts(self) -> list[str]:
        """Hosts with pages in the queue."""
        query = (
            "with recursive h (host) as (select min(host) from pages where state = 'queued' union all "
            "select (select min(host) from pages where state = 'queued' and host > h.host) from h "
            "where h.host not null) select host from h where host not null"
        )
        return [row[0] for row in self.connection.execute(query)]

    def ask(self, visit: Visit) -> None:
        """Note that the page's server is being asked for it."""
        with self.lock:
            self.connection.execute("update pages set asked = 1, tries = tries + 1 where number = ?", [visit.number])

    def later(self, visit: Visit, due: float) -> None:
        """Leave the page queued until `due`."""
        with self.lock:
            self.connection.execute("update pages set due = ? where number = ?", [due, visit.number])

    def again(self, numbers: Iterable[int]) -> None:
        """Queue refused pages as if they had never been asked for."""
        with self.lock:
            self.connection.executemany(
                "update pages set state = 'queued', asked = 0, tries = 0, due = 0, unit = null, reason = null, "
                "message = null, finished_at = null where number = ?",
                [[number] for number in numbers],
            )

    # -- what became of a page ------------------------------------------------------------------------------------

    def reach(self, visit: Visit, url: str) -> bool:
        """Note that a visit was led to `url`; False where that address belongs to another page of the crawl.

        A page that only waits in the queue under that address gives way to this visit.
        """
        key = page_key(url)
        with self.changing():
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
        site, language = site_of(page.url), page.declared_language or ""
        with self.changing():
            self.connection.execute(
                "update pages set state = 'collected', kind = 'page', unit = ?, digest = ?, language = ?, site = ?, "
                "paragraphs = ?, content = ?, finished_at = ? where number = ?",
                [unit, text_digest(page.paragraphs), language, site, len(page.paragraphs), page.model_dump_json(),
                 time(), visit.number],
            )  # fmt: skip
            note_page(self.connection, site, language, page.url, paragraphs=page.paragraphs, marks=page.marks_of_all())
            self.declare(page.url, page.alternates)
            self.queue(links, depth=visit.depth + 1, found_on=page.url)

    def keep_as_it_was(self, visit: Visit, unit: int, known: KnownPage, links: Iterable[Link]) -> None:
        """Note that a page is the same as when it was collected before; its links are followed."""
        shapes = "[" + ",".join(shape.model_dump_json() for shape in known.shapes) + "]"
        there = sum(1 for shape in known.shapes if shape.segment_id)
        with self.changing():
            self.connection.execute(
                "update pages set state = 'unchanged', kind = 'page', unit = ?, language = ?, site = ?, "
                "paragraphs = ?, shapes = ?, finished_at = ? where number = ?",
                [unit, known.language or "", site_of(known.url), there, shapes, time(), visit.number],
            )
            self.declare(known.url, known.alternates)
            self.queue(links, depth=visit.depth + 1, found_on=known.url)

    def unfold(
        self, visit: Visit, unit: int, links: Iterable[Link], pages: Iterable[tuple[str, tuple[Alternate, ...]]]
    ) -> None:
        """Note that a visit led to a sitemap or feed; what it names is queued, as near to the start as it is itself."""
        with self.changing():
            self.connection.execute(
                "update pages set state = 'listed', kind = 'list', unit = ?, finished_at = ? where number = ?",
                [unit, time(), visit.number],
            )
            for url, alternates in pages:
                self.declare(url, alternates)
            near = (replace(link, near=True) for link in links)
            self.queue(near, depth=visit.depth + 1, found_on=visit.url)

    def refuse(
        self, visit: Visit, unit: int, reason: Reason, message: str, *, links: Iterable[Link] = (), reached: str = ""
    ) -> None:
        """Write down why a page is not taken. Links are still followed (of a page of nothing but links)."""
        with self.changing():
            self.connection.execute(
                "update pages set state = 'refused', unit = ?, reason = ?, message = ?, finished_at = ? "
                "where number = ?",
                [unit, reason, message, time(), visit.number],
            )
            self.queue(links, depth=visit.depth + 1, found_on=reached or visit.url)

    def twin(self, paragraphs: tuple[str, ...]) -> str | None:
        """The address of a page of this crawl with the very same text, if there is one."""
        query = "select url from taken where digest = ? limit 1"
        row = self.connection.execute(query, [text_digest(paragraphs)]).fetchone()
        return str(row[0]) if row else None

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    # -- parts of a change ----------------------------------------------------------------------------------------

    def queue(self, links: Iterable[Link], *, depth: int, found_on: str) -> None:
        """Note addresses that are not known yet; part of a change."""
        known = int(self.connection.execute("select coalesce(max(number), 0) from pages").fetchone()[0])
        for link in links:
            key = page_key(link.url)
            if self.connection.execute("select 1 from addresses where key = ?", [key]).fetchone():
                continue
            if known >= self._most:
                self.connection.execute(
                    "insert into facts values ('left_out', 1) on conflict (name) do update set value = value + 1"
                )
                continue
            page = self.connection.execute(
                "insert into pages (url, host, site, kind, depth, found_on, state, reason, message) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [link.url, host_of(link.url), site_of(link.url), link.kind, depth - link.near, found_on,
                 "queued" if link.reason is None else "refused", link.reason, link.message],
            ).lastrowid  # fmt: skip
            self.connection.execute("insert into addresses values (?, ?)", [key, page])
            known += 1

    def declare(self, url: str, alternates: Iterable[Alternate]) -> None:
        """Note which versions a page (or a sitemap, of it) declares; part of a change."""
        self.connection.executemany(
            "insert or ignore into alternates values (?, ?, ?)",
            [[page_key(url), page_key(other.url), other.tag] for other in alternates],
        )

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One durable transaction."""
        with self.lock:
            self.connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self.connection.execute("rollback")
                raise
            self.connection.execute("commit")


def text_digest(paragraphs: Iterable[str]) -> str:
    """What pages with the very same text share."""
    return blake2b("\n".join(paragraphs).encode("utf-8", "replace"), digest_size=16).hexdigest()
