"""The threads of a crawl: each host's lane is used by one of them at a time, and pages are read beside the fetching.

Futures come out; whoever waits for them decides and writes. Nothing is decided here but who does what.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from core.collection.web.addresses import AddressGuard
from core.collection.web.bookkeeping import RobotsFiles
from core.collection.web.extracting import Reading
from core.collection.web.fetching import Fetched, Limits
from core.collection.web.frontier import Frontier, Visit
from core.collection.web.lanes import Answer, Lane, tls_context
from core.collection.web.memory import KnownPage
from core.collection.web.options import CrawlOptions
from core.collection.web.pages import Page
from core.collection.web.reader import Reader
from core.errors import JobCancelledError

READERS = 2  # processes that read pages
MOST_LANES = 64  # hosts whose connections are kept open


class Asking:
    """Fetches and reads in threads; close it at the end."""

    def __init__(self, frontier: Frontier, options: CrawlOptions, guard: AddressGuard, limits: Limits | None) -> None:
        self._frontier, self._options, self._guard, self._limits = frontier, options, guard, limits
        self._files = RobotsFiles(frontier)
        self._tls = tls_context()
        self._lanes: dict[str, Lane] = {}
        self._ending = threading.Event()
        self._fetchers = ThreadPoolExecutor(options.at_once, thread_name_prefix="fetching")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reading")
        self._idle: SimpleQueue[Reader] = SimpleQueue()
        self._made = [Reader() for _ in range(READERS)]
        for reader in self._made:
            self._idle.put(reader)

    def warm_up(self) -> None:
        """Let the first reader load its libraries while the first page is fetched."""
        self._made[0].start()

    def free_at(self, host: str) -> float:
        """When a host may be asked again (monotonic clock)."""
        lane = self._lanes.get(host)
        return lane.free_at if lane else 0.0

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while."""
        self._lane(host).hold(seconds)

    def fetch(self, visit: Visit, known: KnownPage | None, check: Callable[[Visit, str], None]) -> Future[Answer]:
        """Begin to fetch a page; its host must not be under way."""
        lane = self._lane(visit.host)
        if known is not None and not known.was_taken(self._options.text, repeated=not self._options.drop_repeated):
            known = None  # even unchanged, it would now give other paragraphs
        return self._fetchers.submit(
            lane.ask,
            visit.url,
            check=lambda url: check(visit, url),
            ask=lambda: self._frontier.ask(visit),
            known=known,
            lists=visit.kind in ("start", "list"),
        )

    def read(self, fetched: Fetched) -> Future[Page]:
        """Begin to read a page."""
        return self._readers.submit(self._read, fetched, self._options.text)

    def _read(self, fetched: Fetched, reading: Reading) -> Page:
        reader = self._idle.get()
        try:
            return reader.read(fetched, reading)
        finally:
            self._idle.put(reader)

    def _lane(self, host: str) -> Lane:
        lane = self._lanes.get(host)
        if lane is None:
            if len(self._lanes) >= MOST_LANES:
                self._close_one()
            lane = self._lanes[host] = Lane(
                self._guard, self._limits, self._files, self._pulse, delay=self._options.delay, tls=self._tls
            )
        return lane

    def _close_one(self) -> None:
        """Close the lane that has been free for longest; one under way was free last."""
        oldest = min(self._lanes, key=lambda host: self._lanes[host].free_at)
        self._lanes.pop(oldest).close()

    def _pulse(self) -> None:
        if self._ending.is_set():
            raise JobCancelledError("The crawl ends.")

    def close(self) -> None:
        """End all threads and processes; what is under way is given up."""
        self._ending.set()
        for reader in self._made:
            reader.close()
        for pool in (self._fetchers, self._readers):
            pool.shutdown(wait=True, cancel_futures=True)
        for lane in self._lanes.values():
            lane.close()
        for reader in self._made:
            reader.close()
