"""One crawl: from page to page within a site, politely, until nothing is left or the limit is reached.

The work is done in units of some pages. A unit may be killed at any moment and done again: what was fetched lies in the
frontier, what was stored is stored once. A page is asked for, read, and written down with its links in one transaction;
at the end of a unit its pages go into the corpus together.
"""

import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from core.collection.web import bookkeeping
from core.collection.web.addresses import AddressGuard
from core.collection.web.fetching import Fetched, Fetcher, Limits
from core.collection.web.frontier import Frontier, Link, Visit
from core.collection.web.judging import admit_page, ending_of_another_kind
from core.collection.web.looking import SCRIPT_NOTE
from core.collection.web.options import CrawlOptions, Surroundings, UnitResult, Waits
from core.collection.web.pacing import Pace
from core.collection.web.pages import Collected, Page
from core.collection.web.reader import Reader
from core.collection.web.refusals import PASSING, PageRefusedError, Reason
from core.collection.web.robots import RobotsBook
from core.collection.web.urls import Scope
from core.errors import FetchRefusedError

UNIT_PAGES, UNIT_SECONDS = 25, 20.0
MOST_TRIES = 3
MOST_KNOWN = 100_000  # addresses remembered, whatever the page limit: a site without end has to end somewhere
LOOKUP_SECONDS = 5.0
GIVE_UP_AFTER = 5  # pages in a row that could not be reached: the site is down
_SILENT = frozenset({Reason.UNREACHABLE, Reason.TOO_SLOW})


class Crawler:
    """A crawl whose frontier lies in `folder`; use it in `with`."""

    def __init__(
        self,
        folder: Path,
        options: CrawlOptions,
        guard: AddressGuard,
        around: Surroundings,
        *,
        limits: Limits | None = None,
        waits: Waits | None = None,
    ) -> None:
        self._folder, self._options, self._around, self._guard = folder, options, around, guard
        self._waits = waits or Waits()
        self._frontier = Frontier(folder, most=min(20 * options.pages + 1_000, MOST_KNOWN))
        self._fetcher = Fetcher(guard, limits, pulse=around.pulse)
        self._robots = RobotsBook(self._fetcher, bookkeeping.RobotsFiles(self._frontier))
        self._reader = Reader()
        self._pace = Pace(around.pulse)
        self._silent: deque[int] = deque(maxlen=GIVE_UP_AFTER)

    # -- a unit ---------------------------------------------------------------------------------------------------

    def unit(self, number: int) -> UnitResult:
        """Do the unit of that number, or what is left of it.

        Raises FetchRefusedError when several pages in a row could not be reached; they are queued again first.
        """
        self._reader.start()
        begun = time.monotonic()
        try:
            while (
                bookkeeping.finished_in(self._frontier, number) < UNIT_PAGES and time.monotonic() - begun < UNIT_SECONDS
            ):
                visit = self._next()
                if visit is None:
                    break
                self._do(visit, number)
                self._tell()
        finally:
            self._store()
        return self._tell()

    def _next(self) -> Visit | None:
        visit = self._waiting(bookkeeping.tally(self._frontier))
        if visit is not None:
            self._pace.wait_until(time.monotonic() + max(visit.due - time.time(), 0))
        return visit

    def _waiting(self, tally: bookkeeping.Tally) -> Visit | None:
        """The next page; at the limit only one that was asked for before."""
        return self._frontier.next(time.time(), fresh=tally.asked < self._options.pages)

    def _tell(self) -> UnitResult:
        tally = bookkeeping.tally(self._frontier)
        known = max(min(tally.asked + tally.waiting, self._options.pages), tally.asked)
        self._around.progress(tally.asked, known)
        return UnitResult(asked=tally.asked, known=known, more=self._waiting(tally) is not None)

    def _store(self) -> None:
        """Put every collected page into the corpus, each under the unit that collected it."""
        scope = bookkeeping.scope(self._frontier)
        for unit, pages in self._frontier.collected().items():
            assert scope is not None, "a page is collected only after the scope was fixed"
            report = self._around.store(scope.site, unit, pages)
            self._frontier.stored(unit, report.added, report.present)
        bookkeeping.write_refused(self._frontier, self._folder)

    # -- a page ---------------------------------------------------------------------------------------------------

    def _do(self, visit: Visit, unit: int) -> None:
        try:
            fetched = self._fetch(visit)
            page = self._reader.read(fetched, self._options.text)
            if not self._frontier.reach(visit, page.url):
                raise PageRefusedError(Reason.SAME_PAGE, f"It leads to {page.url}, which is dealt with already.")
        except PageRefusedError as refusal:
            self._refuse(visit, refusal, unit)
            return
        self._silent.clear()
        self._take(visit, unit, fetched, page)

    def _fetch(self, visit: Visit) -> Fetched:
        self._check(visit.url)
        delay = max(self._options.delay, self._robots.rules(visit.url).delay)
        self._pace.wait(urlsplit(visit.url).netloc, delay)
        self._frontier.ask(visit)
        fetched = self._fetcher.get(visit.url, hop=self._check, admit=admit_page)
        if bookkeeping.scope(self._frontier) is None:
            bookkeeping.set_scope(self._frontier, Scope.around(fetched.head.url, self._options.prefix))
            said = self._robots.rules(fetched.head.url).said()
            bookkeeping.remember(self._frontier, "robots", said)
            self._around.log(said)
        return fetched

    def _check(self, url: str) -> None:
        """Refuse what leaves the scope (which the first page fixes) or what robots.txt forbids; redirects too."""
        scope = bookkeeping.scope(self._frontier)
        if scope is not None and not scope.contains(url):
            raise self._leaving(scope, url)
        self._robots.check(url)

    def _leaving(self, scope: Scope, url: str) -> PageRefusedError:
        """Why a page outside the scope is refused: a private address is worth telling, any other is just outside."""
        parts = urlsplit(url)
        try:
            self._guard.addresses(parts.hostname or "", parts.port or 0, LOOKUP_SECONDS)
        except PageRefusedError as refusal:
            if refusal.reason is Reason.PRIVATE_ADDRESS:
                return refusal
        return PageRefusedError(Reason.LEFT_SITE, f"It leads to {url}, out of {scope.site}{scope.prefix}.", url=url)

    def _take(self, visit: Visit, unit: int, fetched: Fetched, page: Page) -> None:
        twin = self._frontier.twin(page.paragraphs) if page.paragraphs else None
        if twin is not None:
            self._final(visit, unit, Reason.SAME_TEXT, f"Its text is the same as that of {twin}.")
        elif not page.paragraphs:
            said = SCRIPT_NOTE if page.made_by_script else "No text was found in this page."
            self._final(visit, unit, Reason.NO_TEXT, said, links=self._links(visit, page), reached=page.url)
        else:
            if page.charset_guessed:
                self._around.log(
                    f"{page.url}: its charset was guessed ({page.charset}); check that the letters are right."
                )
            self._frontier.collect(visit, unit, Collected.of(page, fetched.at), self._links(visit, page))

    def _links(self, visit: Visit, page: Page) -> list[Link]:
        scope = bookkeeping.scope(self._frontier)
        if visit.depth >= self._options.depth or scope is None:
            return []
        return [_link(url) for url in page.links if scope.contains(url)]

    # -- refusals -------------------------------------------------------------------------------------------------

    def _refuse(self, visit: Visit, refusal: PageRefusedError, unit: int) -> None:
        if refusal.reason in PASSING and visit.tries + 1 < MOST_TRIES:
            wait = refusal.retry_after or min(self._waits.first * 2**visit.tries, self._waits.most)
            if refusal.reason is Reason.BUSY:
                self._pace.hold(urlsplit(visit.url).netloc, wait)
            self._frontier.later(visit, time.time() + wait)
            self._around.log(f"{visit.url}: {refusal.message} Asking again in {wait:.0f} s.")
            return
        self._final(visit, unit, refusal.reason, refusal.message)
        if refusal.reason in _SILENT:
            self._silent.append(visit.number)
            self._give_up_if_down()
        else:
            self._silent.clear()

    def _final(
        self, visit: Visit, unit: int, reason: Reason, message: str, *, links: Iterable[Link] = (), reached: str = ""
    ) -> None:
        self._frontier.refuse(visit, unit, reason, message, links=links, reached=reached)
        self._around.log(f"Refused {visit.url}: {message}")

    def _give_up_if_down(self) -> None:
        if len(self._silent) < GIVE_UP_AFTER:
            return
        self._frontier.again(self._silent)
        self._silent.clear()
        raise FetchRefusedError(
            f"{GIVE_UP_AFTER} pages in a row could not be reached: the site seems to be down.",
            hint="What was fetched before is kept. Retry the job later: it goes on where it stopped.",
        )

    # -- beginning and end ----------------------------------------------------------------------------------------

    def start(self, url: str) -> None:
        """Queue the first page (canonical); doing it again changes nothing."""
        self._frontier.start(url)

    def tally(self) -> bookkeeping.Tally:
        """How the crawl stands."""
        return bookkeeping.tally(self._frontier)

    def site(self) -> str | None:
        """The site, once its first page was reached."""
        scope = bookkeeping.scope(self._frontier)
        return scope.site if scope else None

    def robots_said(self) -> str:
        """One sentence about the site's robots.txt; '' before the first page was reached."""
        return bookkeeping.recall(self._frontier, "robots")

    def close(self) -> None:
        """End the reading process and close connections and frontier."""
        self._reader.close()
        self._fetcher.close()
        self._frontier.close()

    def __enter__(self) -> "Crawler":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _link(url: str) -> Link:
    ending = ending_of_another_kind(url)
    if ending is None:
        return Link(url)
    return Link(url, Reason.WRONG_TYPE, f"Its name ends in “{ending}”: no web page.")
