"""What is remembered of a site from one crawl to the next: one SQLite file a source, without any text.

Per page: when it was collected, what tells whether it changed (ETag, Last-Modified, hash), digest, segment and shape
of each paragraph, and where it leads. So a later crawl asks for changes only, adds only what is new, keeps the segments
that are there, and can say what vanished.

Invariant: a page is written here after its paragraphs are in the corpus, so the memory never claims more than is
stored; writing it twice changes nothing. Who erases a source calls `forget`.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.collection.web.aligning import Unit
from core.collection.web.pages import Alternate, Validators
from core.collection.web.urls import page_key

_TABLES = "create table if not exists pages (key text primary key, url text not null, gone_at text, page text not null)"


class Shape(BaseModel):
    """A paragraph without its text: a digest of it, its segment ('' where it was left out), and an `aligning.Unit`."""

    model_config = ConfigDict(frozen=True)

    digest: str
    segment_id: str
    kind: str
    anchor: str
    length: int
    figures: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, mark: str, segment_id: str) -> "Shape":
        """The shape of a paragraph."""
        unit = Unit.of(text, mark)
        return cls(
            digest=digest(text),
            segment_id=segment_id,
            kind=unit.kind,
            anchor=unit.anchor,
            length=unit.length,
            figures=unit.figures,
        )

    def unit(self) -> Unit:
        """What aligning needs of it."""
        return Unit(self.kind, self.anchor, self.length, self.figures)


class KnownPage(BaseModel):
    """A page as it was when it was last collected; `reading` is the way of reading it was collected in."""

    model_config = ConfigDict(frozen=True)

    url: str
    collected_at: str
    reading: str
    language: str | None
    validators: Validators
    shapes: tuple[Shape, ...]
    links: tuple[str, ...] = ()
    alternates: tuple[Alternate, ...] = ()

    def headers(self) -> dict[str, str]:
        """The headers of a request that is answered with 304 where nothing has changed."""
        known = {"If-None-Match": self.validators.etag, "If-Modified-Since": self.validators.modified}
        return {name: value for name, value in known.items() if value}

    def was_taken(self, reading: str, *, repeated: bool) -> bool:
        """Whether it was collected in this way of reading, and nothing left out that is wanted now (`repeated`)."""
        return self.reading == reading and not (repeated and any(not shape.segment_id for shape in self.shapes))

    def has_text(self, paragraphs: Iterable[str]) -> bool:
        """Whether these are its very paragraphs."""
        return [digest(text) for text in paragraphs] == [shape.digest for shape in self.shapes]


class SiteMemory:
    """The memory of one source. For one thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute(_TABLES)

    def page(self, url: str) -> KnownPage | None:
        """The page at a canonical address, if it was collected before."""
        row = self._connection.execute("select page from pages where key = ?", [page_key(url)]).fetchone()
        return KnownPage.model_validate_json(row[0]) if row else None

    def urls(self) -> Iterator[str]:
        """Addresses of all pages that were there when they were last asked for."""
        rows = self._connection.execute("select url from pages where gone_at is null order by rowid").fetchall()
        return (row[0] for row in rows)

    def keep(self, pages: Iterable[KnownPage]) -> None:
        """Remember pages as they are now."""
        self._connection.execute("begin immediate")
        self._connection.executemany(
            "insert or replace into pages (key, url, page) values (?, ?, ?)",
            [[page_key(page.url), page.url, page.model_dump_json()] for page in pages],
        )
        self._connection.execute("commit")

    def mark_gone(self, url: str, when: str) -> None:
        """Note that a page is not there any more; its segments stay in the corpus."""
        self._connection.execute(
            "update pages set gone_at = ? where key = ? and gone_at is null", [when, page_key(url)]
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def memory_path(project_folder: Path, source_id: str) -> Path:
    """Where the memory of a source lies."""
    return project_folder / "web" / f"{source_id}.db"


def forget(project_folder: Path, source_id: str) -> None:
    """Forget a source: the next crawl collects it as if for the first time."""
    path = memory_path(project_folder, source_id)
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def digest(text: str) -> str:
    """What equal paragraphs share."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
