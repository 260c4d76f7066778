"""One crawl: from page to page, several hosts at once and each at its own pace, until nothing is left or the limit is
reached; then what was collected is settled and stored.

The work is done in units of some pages. A unit may be killed at any moment and done again: what was fetched lies in the
frontier, what was stored is stored once. One thread decides and writes; others only fetch (one a host) and have pages
read. A page is asked for, read, and written down with its links in one transaction.
"""

import math
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from types import TracebackType
from typing import Any

from core.collection.web import bookkeeping, holding
from core.collection.web.addresses import AddressGuard
from core.collection.web.asking import Asking
from core.collection.web.fetching import Limits
from core.collection.web.frontier import Frontier, Link, Visit
from core.collection.web.lanes import Answer
from core.collection.web.options import CrawlOptions, Surroundings, UnitResult, Waits
from core.collection.web.pages import Page
from core.collection.web.refusals import PASSING, PageRefusedError, Reason
from core.collection.web.repeating import Repeated, repeated
from core.collection.web.settling import MOST_WAITING, Settling
from core.collection.web.stopping import is_stopped
from core.collection.web.taking import Taking
from core.collection.web.urls import site_of
from core.errors import FetchRefusedError, JobCancelledError

UNIT_PAGES, UNIT_SECONDS = 50, 15.0
MOST_TRIES = 3
MOST_KNOWN = 100_000  # addresses remembered, whatever the page limit: a site without end has to end somewhere
GIVE_UP_AFTER = 5  # pages of a host in a row that could not be reached: it is down
LAST_ANSWERS = 5.0  # seconds that a paused crawl waits for what is under way
MOST_READING = 4  # pages that are read or wait for it: what a kill can cost, beside one a host
SLICE = 0.2  # seconds between two questions whether to stop
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
        self._folder, self._options, self._around = folder, options, around
        self._waits = waits or Waits()
        self._frontier = Frontier(folder, most=min(20 * options.pages + 1_000, MOST_KNOWN))
        self._asking = Asking(self._frontier, options, guard, limits)
        self._taking = Taking(self._frontier, options, guard, around)
        self._asked = bookkeeping.asked(self._frontier)
        self._fetching: dict[Future[Answer], Visit] = {}
        self._reading: dict[Future[Page], tuple[Visit, Answer, list[Link]]] = {}
        self._silent: dict[str, list[int]] = {}
        self._down: set[str] = set()
        self._waiting, self._counted_at = 0, 0.0

    # -- a unit ---------------------------------------------------------------------------------------------------

    def unit(self, number: int) -> UnitResult:
        """Do the unit of that number, or what is left of it.

        Raises FetchRefusedError when no host can be reached any more; its pages are queued again first. Whatever ends
        a unit early but a kill, what was collected is stored.
        """
        try:
            self._fetch_pages(number)
        except (JobCancelledError, FetchRefusedError):
            self._finish_answers(number)
            self.store_all()
            raise
        bookkeeping.write_refused(self._frontier, self._folder)
        if holding.waiting(self._frontier) >= MOST_WAITING:
            self.store_all()
        return self._tell(counting=True)

    def _fetch_pages(self, number: int) -> None:
        self._asking.warm_up()
        begun = time.monotonic()
        while True:
            self._around.pulse()
            under_way = len(self._fetching) + len(self._reading)
            is_over = time.monotonic() - begun >= UNIT_SECONDS or is_stopped(self._folder)
            room = 0 if is_over else UNIT_PAGES - bookkeeping.finished_in(self._frontier, number) - under_way
            wake = self._send(number, room) if room > 0 else math.inf
            if self._fetching or self._reading:
                self._handle(number, min(wake, SLICE))
                self._tell()
            elif wake < math.inf:
                time.sleep(min(wake, SLICE))
            else:
                break
        self._give_up_if_all_are_down()

    def _send(self, unit: int, room: int) -> float:
        """Send up to `room` visits on their way; the seconds until another may follow, infinite where none waits."""
        soonest = math.inf
        busy = {visit.host for visit in self._fetching.values()}
        for host in self._frontier.hosts():
            if host in busy or host in self._down:
                continue
            if room <= 0 or len(self._fetching) >= self._options.at_once or len(self._reading) >= MOST_READING:
                return SLICE
            visit, wake = self._turn(host, unit)
            if visit is None:
                soonest = min(soonest, wake)
                continue
            room -= 1
            if visit.kind != "list":
                self._asked.add(visit.number)
            memory = self._around.memory(site_of(visit.url))
            known = memory.page(visit.url) if memory else None
            self._fetching[self._asking.fetch(visit, known, self._taking.check)] = visit
        return soonest

    def _turn(self, host: str, unit: int) -> tuple[Visit | None, float]:
        """The next visit to a host; None with the seconds until there is one, where it is not its turn yet."""
        while True:
            now = time.time()
            is_fresh = len(self._asked) < self._options.pages
            visit = self._frontier.next(now, fresh=is_fresh, host=host, besides=self._numbers())
            if visit is None:
                return None, math.inf
            wake = max(visit.due - now, self._asking.free_at(host) - time.monotonic())
            if wake > 0:
                return None, wake
            if not self._taking.refuse_if_endless(visit, unit):
                return visit, 0.0

    def _numbers(self) -> list[int]:
        """Pages that are under way."""
        return [visit.number for visit in self._fetching.values()] + [at[0].number for at in self._reading.values()]

    # -- answers --------------------------------------------------------------------------------------------------

    def _handle(self, unit: int, seconds: float) -> None:
        """Deal with what has come back within `seconds`."""
        under_way: list[Future[Any]] = [*self._fetching, *self._reading]
        done, _ = wait(under_way, timeout=seconds, return_when=FIRST_COMPLETED)
        for future in done:
            if future in self._fetching:
                self._fetched(self._fetching.pop(future), future.result(), unit)
            else:
                visit, answer, first = self._reading.pop(future)
                self._read(visit, answer, first, future, unit)

    def _fetched(self, visit: Visit, answer: Answer, unit: int) -> None:
        if not answer.asked:
            self._asked.discard(visit.number)
        if answer.refusal is not None or answer.fetched is None:
            if answer.refusal is not None:
                self._refuse(visit, answer.refusal, unit)
            return
        self._silent.pop(visit.host, None)
        url = answer.fetched.head.url
        if not self._frontier.reach(visit, url):  # before another page is sent for: it may be that one
            self._taking.final(visit, unit, Reason.SAME_PAGE, f"It leads to {url}, which is dealt with already.")
            return
        first = self._taking.arrive(answer.fetched, answer) if visit.kind == "start" else []
        if answer.known is not None:
            self._taking.keep(visit, unit, answer.known, first)
            return
        self._reading[self._asking.read(answer.fetched)] = (visit, answer, first)

    def _read(self, visit: Visit, answer: Answer, first: list[Link], future: Future[Page], unit: int) -> None:
        assert answer.fetched is not None
        try:
            page = future.result()
        except PageRefusedError as refusal:
            self._refuse(visit, refusal, unit)
            return
        if page.is_list:
            self._asked.discard(visit.number)
        self._taking.take(visit, unit, answer.fetched, page, first)

    def _finish_answers(self, unit: int) -> None:
        """Deal with what is under way, as far as it comes soon: it need not be asked for again."""
        until = time.monotonic() + LAST_ANSWERS
        while (self._fetching or self._reading) and time.monotonic() < until:
            self._handle(unit, SLICE)

    def _refuse(self, visit: Visit, refusal: PageRefusedError, unit: int) -> None:
        if refusal.reason in PASSING and visit.tries + 1 < MOST_TRIES:
            pause = refusal.retry_after or min(self._waits.first * 2**visit.tries, self._waits.most)
            if refusal.reason is Reason.BUSY:
                self._asking.hold(visit.host, pause)
            self._frontier.later(visit, time.time() + pause)
            self._around.log(f"{visit.url}: {refusal.message} Asking again in {pause:.0f} s.")
            return
        self._taking.refuse(visit, refusal, unit)
        if refusal.reason not in _SILENT:
            self._silent.pop(visit.host, None)
            return
        silent = self._silent.setdefault(visit.host, [])
        silent.append(visit.number)
        if len(silent) >= GIVE_UP_AFTER:
            self._frontier.again(silent)
            self._asked -= set(silent)
            self._down.add(visit.host)
            self._around.log(f"{visit.host}: {GIVE_UP_AFTER} pages in a row could not be reached; it is left alone.")

    def _give_up_if_all_are_down(self) -> None:
        if self._down and self._more() and not set(self._frontier.hosts()) - self._down:
            raise FetchRefusedError(
                f"{GIVE_UP_AFTER} pages in a row could not be reached: the site seems to be down.",
                hint="What was fetched before is kept. Retry the job later: it goes on where it stopped.",
            )

    # -- how it stands --------------------------------------------------------------------------------------------

    def _tell(self, *, counting: bool = False) -> UnitResult:
        if counting or time.monotonic() - self._counted_at > 1:
            self._waiting, self._counted_at = bookkeeping.waiting(self._frontier), time.monotonic()
        under_way = set(self._numbers())
        asked = len(self._asked - under_way)
        known = max(min(asked + len(under_way) + self._waiting, self._options.pages), asked)
        self._around.progress(asked, known)
        return UnitResult(asked=asked, known=known, more=counting and self._more())

    def _more(self) -> bool:
        if is_stopped(self._folder):
            return False
        is_fresh = len(self._asked) < self._options.pages
        return self._frontier.next(time.time(), fresh=is_fresh) is not None or self._revisit()

    def _revisit(self) -> bool:
        """Queue the pages of earlier crawls that nothing led to this time, once; whether there are any."""
        if not self._options.revisit or len(self._asked) >= self._options.pages:
            return False
        if bookkeeping.recall(self._frontier, "revisited"):
            return False
        links = self._taking.remembered()
        with self._frontier.changing():
            self._frontier.queue(links, depth=self._options.depth, found_on="an earlier crawl")
            self._frontier.connection.execute("insert or ignore into facts values ('revisited', 'yes')")
        return self._frontier.next(time.time()) is not None

    # -- storing --------------------------------------------------------------------------------------------------

    def add(self) -> bool:
        """Put a batch of pages into the corpus; whether there is another. The first call settles what was collected."""
        if holding.waiting(self._frontier):
            Settling(self._frontier, self._options, self._around.memory).run(self._around.pulse)
        self._store()
        return holding.next_batch(self._frontier) is not None

    def store_all(self) -> None:
        """Put all that was collected into the corpus, without asking whether to stop."""
        Settling(self._frontier, self._options, self._around.memory).run(lambda: None)
        while self._store():
            pass
        bookkeeping.write_refused(self._frontier, self._folder)

    def _store(self) -> bool:
        number = holding.next_batch(self._frontier)
        if number is None:
            return False
        site, pages = holding.batch(self._frontier, number)
        report = self._around.store(site, number, pages)
        holding.remember(self._around.memory(site), pages, self._options.text)
        holding.stored(self._frontier, number, pages, report)
        return True

    # -- beginning and end ----------------------------------------------------------------------------------------

    def start(self, *urls: str) -> None:
        """Queue the first pages (canonical); doing it again changes nothing."""
        self._frontier.start(*urls)

    def tally(self) -> bookkeeping.Tally:
        """How the crawl stands."""
        return bookkeeping.tally(self._frontier)

    def repeated(self) -> list[Repeated]:
        """The paragraphs that repeat all over, the most frequent first."""
        return repeated(self._frontier.connection) if self._options.drop_repeated else []

    def robots_said(self) -> str:
        """One sentence about the first site's robots.txt; '' before its first page was reached."""
        return bookkeeping.recall(self._frontier, "robots")

    def close(self) -> None:
        """End threads and reading processes and close connections and frontier."""
        self._asking.close()
        self._frontier.close()

    def __enter__(self) -> "Crawler":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
