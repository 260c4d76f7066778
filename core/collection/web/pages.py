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
    tdm_reservation: str = ""


class Page(BaseModel):
    """A page that was read: its paragraphs in order, what it says about itself, and where it leads."""

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


class ReadingAnswer(BaseModel):
    """The reading process's answer: a page, or why there is none (`reason` is a `refusals.Reason`)."""

    page: Page | None = None
    reason: str = ""
    message: str = ""
    hint: str = ""


class Collected(BaseModel):
    """A page on its way into the corpus."""

    model_config = ConfigDict(frozen=True)

    url: str
    paragraphs: tuple[str, ...]
    title: str = ""
    author: str = ""
    date: str = ""
    declared_language: str | None = None
    licence: str | None = None
    collected_at: datetime

    @classmethod
    def of(cls, page: Page, at: datetime) -> "Collected":
        """What is kept of a page that was fetched at `at`."""
        return cls(collected_at=at, **page.model_dump(include=set(cls.model_fields) - {"collected_at"}))

    def extra(self) -> dict[str, str]:
        """What goes into the user's own columns: title, author, date, where they are known."""
        known = {"title": self.title, "author": self.author, "date": self.date}
        return {name: value for name, value in known.items() if value}
