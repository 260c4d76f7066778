"""What becomes of an answer: a page collected, kept as it was, unfolded as a list, or refused."""

import time
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from core.collection.web import bookkeeping
from core.collection.web.addresses import AddressGuard
from core.collection.web.fetching import Fetched
from core.collection.web.frontier import Frontier, Link, Visit
from core.collection.web.judging import ending_of_another_kind
from core.collection.web.lanes import Answer, validators
from core.collection.web.looking import SCRIPT_NOTE
from core.collection.web.markup import tag_of
from core.collection.web.memory import KnownPage
from core.collection.web.options import CrawlOptions, Surroundings
from core.collection.web.pages import Alternate, Collected, Page
from core.collection.web.pairing import language_by_others
from core.collection.web.refusals import PageRefusedError, Reason
from core.collection.web.repeating import is_endless, note_form
from core.collection.web.urls import Scope, origin, site_of

MOST_LISTS = 500  # sitemaps and feeds of one crawl
LOOKUP_SECONDS = 5.0


class Taking:
    """Writes down what became of each visit."""

    def __init__(self, frontier: Frontier, options: CrawlOptions, guard: AddressGuard, around: Surroundings) -> None:
        self._frontier, self._options, self._guard, self._around = frontier, options, guard, around
        self._scopes = bookkeeping.scopes(frontier)

    # -- the scope ------------------------------------------------------------------------------------------------

    def check(self, visit: Visit, url: str) -> None:
        """Refuse what leaves the scope, redirects too. A start goes wherever it is led; a version of a page may lie
        on any path of the crawl's hosts."""
        if visit.kind == "start" or any(self._holds(scope, visit, url) for scope in self._scopes):
            return
        parts = urlsplit(url)
        try:  # a private address is worth telling, any other is just outside
            self._guard.addresses(parts.hostname or "", parts.port or 0, LOOKUP_SECONDS)
        except PageRefusedError as refusal:
            if refusal.reason is Reason.PRIVATE_ADDRESS:
                raise
        scope = self._scopes[0]
        raise PageRefusedError(Reason.LEFT_SITE, f"It leads to {url}, out of {scope.site}{scope.prefix}.", url=url)

    def _holds(self, scope: Scope, visit: Visit, url: str) -> bool:
        return scope.has_host(url) if visit.kind in ("version", "list") else scope.contains(url)

    def arrive(self, fetched: Fetched, answer: Answer) -> list[Link]:
        """A start was reached: its site belongs to the crawl. Gives the lists that its site publishes, where wanted."""
        reached = fetched.head.url
        for site in (site_of(reached), *self._options.hosts):
            self._scopes = bookkeeping.add_scope(
                self._frontier, Scope(site.strip().lower(), Scope.around(reached, self._options.prefix).prefix)
            )
        if answer.rules is None:
            return []
        said = answer.rules.said()
        bookkeeping.remember(self._frontier, "robots", said)
        self._around.log(f"{site_of(reached)}: {said}")
        named = answer.rules.sitemaps() or [f"{origin(reached)}/sitemap.xml"]
        return list(self._lists(named)) if self._options.sitemaps else []

    # -- a page ---------------------------------------------------------------------------------------------------

    def take(self, visit: Visit, unit: int, fetched: Fetched, page: Page, first: Iterable[Link] = ()) -> None:
        """A page was read."""
        if page.is_list:
            self._unfold(visit, unit, page, first)
            return
        links = [*first, *self._links(visit, page.links, page.alternates)]
        if self._options.sitemaps and visit.kind == "start":
            links += self._lists(page.feeds)
        language = page.declared_language or language_by_others(self._frontier, page.url)
        twin = self._frontier.twin(page.paragraphs) if page.paragraphs else None
        if not page.paragraphs:
            said = SCRIPT_NOTE if page.made_by_script else "No text was found in this page."
            self.final(visit, unit, Reason.NO_TEXT, said, links=links, reached=page.url)
        elif not self._is_wanted(language):
            said = f"It says that it is in “{language}”."
            self.final(visit, unit, Reason.OTHER_LANGUAGE, said, links=links, reached=page.url)
        elif twin is not None:
            self.final(visit, unit, Reason.SAME_TEXT, f"Its text is the same as that of {twin}.", links=first)
        else:
            self._collect(visit, unit, fetched, page, links)

    def _collect(self, visit: Visit, unit: int, fetched: Fetched, page: Page, links: list[Link]) -> None:
        if page.charset_guessed:
            said = f"its charset was guessed ({page.charset}); check that the letters are right."
            self._around.log(f"{page.url}: {said}")
        collected = Collected.of(page, fetched.at, validators(fetched))
        memory = self._around.memory(site_of(page.url))
        known = memory.page(page.url) if memory else None
        is_same = known is not None and known.was_taken(self._options.text, repeated=not self._options.drop_repeated)
        if known is not None and is_same and known.has_text(page.paragraphs):
            now = known.model_copy(update={"links": page.links, "alternates": page.alternates})
            self._frontier.keep_as_it_was(visit, unit, now, links)
        else:
            self._frontier.collect(visit, unit, collected, links)

    def keep(self, visit: Visit, unit: int, known: KnownPage, first: Iterable[Link] = ()) -> None:
        """A page has not changed since it was collected before."""
        links = [*first, *self._links(visit, known.links, known.alternates)]
        self._frontier.keep_as_it_was(visit, unit, known, links)

    def _unfold(self, visit: Visit, unit: int, page: Page, first: Iterable[Link]) -> None:
        listed = [one for one in page.listed if self._is_inside(one.url)]
        links = [*first, *self._lists(page.lists)]
        links += [link for one in listed for link in self._page_links([one.url])]
        if self._options.pairs:
            links += [link for one in listed for link in self._versions(one.alternates, near=False)]
        pages = [(one.url, one.alternates) for one in listed]
        self._frontier.unfold(visit, unit, links, pages)
        self._around.log(f"{page.url} names {len(page.listed)} pages ({len(listed)} of them wanted).")

    # -- where it leads -------------------------------------------------------------------------------------------

    def _links(self, visit: Visit, links: Iterable[str], alternates: Iterable[Alternate]) -> Iterator[Link]:
        if self._options.pairs:
            yield from self._versions(alternates, near=True)
        if visit.depth < self._options.depth:
            yield from self._page_links(url for url in links if self._is_inside(url))

    def _page_links(self, urls: Iterable[str]) -> Iterator[Link]:
        for url in urls:
            ending = ending_of_another_kind(url)
            if ending is not None:
                yield Link(url, Reason.WRONG_TYPE, f"Its name ends in “{ending}”: no web page.")
            elif not is_endless(self._frontier.connection, url):
                yield Link(url)

    def _versions(self, alternates: Iterable[Alternate], *, near: bool) -> Iterator[Link]:
        for other in alternates:
            if any(scope.has_host(other.url) for scope in self._scopes) and self._is_wanted(tag_of(other.tag)):
                yield Link(other.url, kind="version", near=near)

    def _lists(self, urls: Iterable[str]) -> Iterator[Link]:
        """Sitemaps and feeds on the crawl's hosts, as long as there are not too many."""
        query = "select count(*) from pages where kind = 'list'"
        left = MOST_LISTS - int(self._frontier.connection.execute(query).fetchone()[0])
        inside = [url for url in urls if any(scope.has_host(url) for scope in self._scopes)]
        for url in inside[: max(left, 0)]:
            yield Link(url, kind="list", near=True)

    def _is_inside(self, url: str) -> bool:
        return any(scope.contains(url) for scope in self._scopes)

    def _is_wanted(self, tag: str | None) -> bool:
        wanted = self._options.languages
        return not wanted or tag is None or any(tag == one or tag.startswith(f"{one}-") for one in wanted)

    def remembered(self) -> list[Link]:
        """Pages of the crawl's sites that earlier crawls collected."""
        sites = dict.fromkeys(scope.site for scope in self._scopes)
        memories = [memory for site in sites if (memory := self._around.memory(site)) is not None]
        return [Link(url) for memory in memories for url in memory.urls() if self._is_inside(url)]

    # -- refusals -------------------------------------------------------------------------------------------------

    def refuse(self, visit: Visit, refusal: PageRefusedError, unit: int) -> None:
        """A page is refused for good; one that was collected before and is gone has vanished."""
        reason, message = refusal.reason, refusal.message
        memory = self._around.memory(site_of(visit.url)) if reason is Reason.NOT_FOUND else None
        known = memory.page(visit.url) if memory else None
        if memory is not None and known is not None:
            memory.mark_gone(visit.url, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
            reason = Reason.VANISHED
            message = f"It was collected on {known.collected_at[:10]} and is not there any more. Its segments are kept."
        self.final(visit, unit, reason, message)

    def final(
        self, visit: Visit, unit: int, reason: Reason, message: str, *, links: Iterable[Link] = (), reached: str = ""
    ) -> None:
        """Write down why a page is not taken."""
        self._frontier.refuse(visit, unit, reason, message, links=links, reached=reached)
        if reason in (Reason.NO_TEXT, Reason.SAME_TEXT):
            with self._frontier.changing():
                note_form(self._frontier.connection, visit.url, is_poor=True)
        self._around.log(f"Refused {visit.url}: {message}")

    def refuse_if_endless(self, visit: Visit, unit: int) -> bool:
        """Whether a page of a form that brings nothing new was refused without being asked for."""
        if visit.kind != "page" or visit.tries or not is_endless(self._frontier.connection, visit.url):
            return False
        self._frontier.refuse(visit, unit, Reason.ENDLESS, "Many addresses of this form brought nothing new.")
        return True
