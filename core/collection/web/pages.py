"""What is known of a page once it was read; the message between the reading process and the crawl."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from core.collection.web.extracting import Reading


class ReadingTask(BaseModel):
    """What the reading process is told of a page; the body follows as `length` bytes."""

    model_config = ConfigDict(frozen=True)

    url: str
    length: int
    reading: Reading = "article"
    content_type: str = ""
    content_language: str = ""
    robots_tag: str = ""
    link: str = ""
    tdm_reservation: str = ""


class Alternate(BaseModel):
    """Another version of a page: the language tag as it was written (`x-default` is for everybody), and where it is."""

    model_config = ConfigDict(frozen=True)

    tag: str
    url: str


class ListedPage(BaseModel):
    """A page that a sitemap or a feed names."""

    model_config = ConfigDict(frozen=True)

    url: str
    alternates: tuple[Alternate, ...] = ()


class Page(BaseModel):
    """A page that was read: its paragraphs in order, what it says about itself, and where it leads.

    `marks` has the element of each paragraph (`blocks.Block.mark`). A sitemap or feed is a page with `is_list` and no
    text, which names `listed` pages and further `lists`.
    """

    model_config = ConfigDict(frozen=True)

    url: str
    paragraphs: tuple[str, ...] = ()
    article: int = 0  # how many paragraphs each way of reading finds
    everything: int = 0
    title: str = ""
    author: str = ""
    date: str = ""  # yyyy-mm-dd
    declared_language: str | None = None
    licence: str | None = None
    charset: str = ""
    charset_guessed: bool = False
    made_by_script: bool = False
    links: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    feeds: tuple[str, ...] = ()
    is_list: bool = False
    listed: tuple[ListedPage, ...] = ()
    lists: tuple[str, ...] = ()


class ReadingAnswer(BaseModel):
    """The reading process's answer: a page, or why there is none (`reason` is a `refusals.Reason`)."""

    page: Page | None = None
    reason: str = ""
    message: str = ""
    hint: str = ""


class Validators(BaseModel):
    """What tells whether a page has changed: the server's ETag and Last-Modified, and a hash of its bytes."""

    model_config = ConfigDict(frozen=True)

    etag: str = ""
    modified: str = ""
    body: str = ""


class Collected(BaseModel):
    """A page on its way into the corpus."""

    model_config = ConfigDict(frozen=True)

    url: str
    paragraphs: tuple[str, ...]
    marks: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    date: str = ""
    declared_language: str | None = None
    licence: str | None = None
    alternates: tuple[Alternate, ...] = ()
    links: tuple[str, ...] = ()
    validators: Validators = Validators()
    collected_at: datetime

    @classmethod
    def of(cls, page: Page, at: datetime, validators: Validators | None = None) -> "Collected":
        """What is kept of a page that was fetched at `at`."""
        kept = page.model_dump(include=set(cls.model_fields) - {"collected_at", "validators"})
        return cls(collected_at=at, validators=validators or Validators(), **kept)

    def marks_of_all(self) -> tuple[str, ...]:
        """The mark of each paragraph; plain text has none of its own."""
        return self.marks or ("p",) * len(self.paragraphs)

    def extra(self) -> dict[str, str]:
        """What goes into the user's own columns: title, author, date, where they are known."""
        known = {"title": self.title, "author": self.author, "date": self.date}
        return {name: value for name, value in known.items() if value}


class Parent(BaseModel):
    """The segment that a paragraph is a translation of, and how they were aligned (`aligning.How`)."""

    model_config = ConfigDict(frozen=True)

    segment_id: str
    how: str


class Settled(BaseModel):
    """What is to be stored of a page, decided once: which of its paragraphs (`kept`, by place), and their parents.

    `present` counts the paragraphs that were in the corpus from an earlier crawl, `repeated` those left out because
    they repeat all over the site; `ids` are the segments of all paragraphs, '' for one left out; `pair_of` is the
    address of the version that this one was aligned with.
    """

    model_config = ConfigDict(frozen=True)

    page: Collected
    kept: tuple[int, ...]
    parents: dict[int, Parent] = {}
    ids: tuple[str, ...] = ()
    present: int = 0
    repeated: int = 0
    pair_of: str = ""
