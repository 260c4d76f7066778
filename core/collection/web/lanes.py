"""One lane a host: its own connections, its robots.txt, its pace. A lane is used by one thread at a time.

That is the politeness of a crawl of many hosts: no host is ever asked for two pages at once, nor sooner after the last
one than its delay says, however many hosts are asked at the same time.
"""

import ssl
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from hashlib import blake2b

import httpx

from core.collection.web.addresses import AddressGuard
from core.collection.web.fetching import Fetched, Fetcher, Head, Limits
from core.collection.web.judging import admit_page
from core.collection.web.listing import MOST_BYTES
from core.collection.web.memory import KnownPage
from core.collection.web.pacing import Pace
from core.collection.web.pages import Validators
from core.collection.web.refusals import PageRefusedError
from core.collection.web.robots import RobotsBook, RobotsFile, Rules

LIST_LIMITS = Limits(received=15_000_000, unpacked=MOST_BYTES, total=60.0)
_NOT_MODIFIED = 304

Check = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for a page: it, or the refusal. `known` is set where it is as it was before."""

    fetched: Fetched | None = None
    refusal: PageRefusedError | None = None
    known: KnownPage | None = None
    asked: bool = False
    rules: Rules | None = None


class Lane:
    """What a crawl needs to ask one host."""

    def __init__(
        self,
        guard: AddressGuard,
        limits: Limits | None,
        files: MutableMapping[str, RobotsFile],
        pulse: Callable[[], None],
        *,
        delay: float,
        tls: ssl.SSLContext,
    ) -> None:
        self._limits = limits
        self._fetcher = Fetcher(guard, limits, pulse=pulse, tls=tls)
        self.robots = RobotsBook(self._fetcher, files)
        self._delay = delay
        self._pace = Pace(pulse)

    @property
    def free_at(self) -> float:
        """When the next page may be asked for (monotonic clock)."""
        return self._pace.free_at("")

    def hold(self, seconds: float) -> None:
        """Leave the host alone for at least so long (it said that it is busy)."""
        self._pace.hold("", seconds)

    def ask(
        self, url: str, *, check: Check, ask: Callable[[], None], known: KnownPage | None = None, lists: bool = False
    ) -> Answer:
        """Ask for a page: `check` is asked of it and of each redirect, `ask` is told that the page is asked for now."""
        asked = False

        def hop(place: str) -> None:
            check(place)
            self.robots.check(place)

        def admit(head: Head) -> None:
            admit_page(head, lists=lists, known=known is not None)

        rules = None
        try:
            hop(url)
            rules = self.robots.rules(url)
            self._pace.wait("", max(self._delay, rules.delay))
            ask()
            asked = True
            headers = known.headers() if known else None
            limits = LIST_LIMITS if lists and self._limits is None and _is_list_name(url) else None
            fetched = self._fetcher.get(url, hop=hop, admit=admit, headers=headers, limits=limits)
        except PageRefusedError as refusal:
            return Answer(refusal=refusal, asked=asked, rules=rules)
        if known is not None and (
            fetched.head.status == _NOT_MODIFIED or known.validators.body == validators(fetched).body
        ):
            return Answer(fetched, known=known, asked=True, rules=rules)
        return Answer(fetched, asked=True, rules=rules)

    def close(self) -> None:
        """Close the connections."""
        self._fetcher.close()


def _is_list_name(url: str) -> bool:
    return url.partition("?")[0].endswith((".xml", ".gz", ".rss", ".atom"))


def validators(fetched: Fetched) -> Validators:
    """What tells later whether a page has changed."""
    headers = fetched.head.headers
    return Validators(
        etag=headers.get("etag", "")[:500],
        modified=headers.get("last-modified", "")[:100],
        body=blake2b(fetched.body, digest_size=16).hexdigest(),
    )


def tls_context() -> ssl.SSLContext:
    """The one TLS context of a crawl: making it reads all root certificates."""
    return httpx.create_ssl_context(trust_env=False)
