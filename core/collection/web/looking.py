"""Looking at a page before anything is collected: the preview."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.collection.web.addresses import AddressGuard
from core.collection.web.extracting import Reading
from core.collection.web.fetching import Fetcher
from core.collection.web.judging import admit_page, ending_of_another_kind
from core.collection.web.markup import tag_of
from core.collection.web.pages import Page
from core.collection.web.reader import Reader
from core.collection.web.robots import RobotsBook, Rules
from core.collection.web.urls import Scope, canonical

if TYPE_CHECKING:
    from core.workspace import Workspace

SCRIPT_NOTE = "This page builds its text by a script; scripts are never run, so there is no text to take."


@dataclass(frozen=True, slots=True)
class Look:
    """What one page would give. `article` and `everything` count the paragraphs of the two ways of reading; `links`
    are those that a crawl would follow, `refused_links` those that robots.txt forbids, `outside` those that leave the
    scope; `wait` is the number of seconds between two pages that the site asks for; `languages` are those of the
    page's other versions (hreflang); `has_sitemap` tells whether the site names a sitemap or the page a feed."""

    url: str
    title: str
    author: str
    date: str
    declared_language: str | None
    licence: str | None
    charset: str
    paragraphs: tuple[str, ...]
    article: int
    everything: int
    links: tuple[str, ...]
    refused_links: int
    outside: int
    robots: str
    wait: float
    note: str = ""
    languages: tuple[str, ...] = ()
    has_sitemap: bool = False


def look(ws: "Workspace", url: str, *, prefix: str = "", text: Reading = "article") -> Look:
    """Fetch one page (or sitemap, or feed) and say what a crawl from there would find; nothing is stored.

    Raises PageRefusedError where the page may not or cannot be fetched. A page without text is shown as such.
    """
    first = canonical(url)
    with Reader() as reader, Fetcher(AddressGuard(ws.settings.private_hosts)) as fetcher:
        reader.start()
        robots = RobotsBook(fetcher)
        fetched = fetcher.get(first, hop=robots.check, admit=lambda head: admit_page(head, lists=True))
        page = reader.read(fetched, text)
        return _seen(page, robots.rules(page.url), Scope.around(page.url, prefix))


def _seen(page: Page, rules: Rules, scope: Scope) -> Look:
    found = [one.url for one in page.listed] if page.is_list else page.links
    pages = [link for link in found if ending_of_another_kind(link) is None and link != page.url]
    inside = [link for link in pages if scope.contains(link)]
    allowed = tuple(link for link in inside if rules.allows(link))
    return Look(
        url=page.url,
        title=page.title,
        author=page.author,
        date=page.date,
        declared_language=page.declared_language,
        licence=page.licence,
        charset=page.charset,
        paragraphs=page.paragraphs,
        article=page.article,
        everything=page.everything,
        links=allowed,
        refused_links=len(inside) - len(allowed),
        outside=len(pages) - len(inside),
        robots=rules.said(),
        wait=rules.delay,
        languages=tuple(dict.fromkeys(tag for one in page.alternates if (tag := tag_of(one.tag)) is not None)),
        has_sitemap=bool(rules.sitemaps() or page.feeds),
        note=_note(page),
    )


def _note(page: Page) -> str:
    if page.is_list:
        further = f" and {len(page.lists)} further lists" if page.lists else ""
        named = f"{len(page.listed)} pages{further}"
        return f"This is no page but a list (a sitemap or feed) of {named}: a crawl begins there."
    if page.made_by_script:
        return SCRIPT_NOTE
    if not page.paragraphs:
        return "No text was found in this page."
    if page.charset_guessed:
        return f"The page's charset had to be guessed ({page.charset}): check that the letters are right."
    return ""
