"""Fetching one address: guarded, bounded in size and time, each redirect checked like a first request.

Nothing of the environment is used (no proxies), no cookies are kept, nothing is sent but a plain GET. What is fetched
are bytes; nobody runs or even parses them here.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType

import httpcore
import httpx

from core import __version__
from core.collection.web.addresses import AddressGuard
from core.collection.web.connecting import Deadline, GuardedTransport
from core.collection.web.inflating import ENCODINGS, unpacked
from core.collection.web.refusals import PageRefusedError, Reason
from core.collection.web.urls import joined

ROBOT_NAME = "Isogloss"
USER_AGENT = f"{ROBOT_NAME}/{__version__} (collects text for language research; honours robots.txt)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: bytes and seconds. `truncate` keeps the start of a larger body instead of refusing."""

    received: int = 5_000_000
    unpacked: int = 10_000_000
    silence: float = 10.0  # for a connection, and between two pieces of the answer
    total: float = 30.0
    redirects: int = 5
    truncate: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """An answer before its body: the address it came from (after redirects), status and headers (names lower case)."""

    url: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with its body, unpacked."""

    head: Head
    body: bytes
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def anything(_: object) -> None:
    """The check that refuses nothing."""


class Fetcher:
    """Fetches addresses one after the other; one for each thread. Close it at the end, or use it in `with`."""

    def __init__(
        self,
        guard: AddressGuard,
        limits: Limits | None = None,
        *,
        pulse: Callable[[], None] = lambda: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`pulse` is called for each piece that arrives and may raise to break off (a cancelled job)."""
        self.limits = limits or Limits()
        self._deadline = Deadline()
        self._pulse = pulse
        self._client = httpx.Client(
            transport=GuardedTransport(guard, self._deadline, tls),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={
                "User-Agent": USER_AGENT,
                "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
                "Accept-Encoding": ENCODINGS,
            },
            timeout=self.limits.silence,
            trust_env=False,
        )

    def get(
        self,
        url: str,
        *,
        hop: Callable[[str], None] = anything,
        admit: Callable[[Head], None] = anything,
        limits: Limits | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """What lies at a canonical `url`, whatever its status; redirects are followed.

        `headers` go with the first request only: what is known of one address says nothing of another. `hop` is asked
        before each request, redirects included, `admit` before the body is read; both refuse by raising
        PageRefusedError. Raises PageRefusedError for everything that goes wrong.
        """
        bounds = limits or self.limits
        place, left = url, bounds.total
        for _ in range(bounds.redirects + 1):
            hop(place)  # may itself fetch (robots.txt), so the clock is set after it
            begun = time.monotonic()
            self._deadline.start(left)
            asked = self._client.stream("GET", place, headers=headers if place == url else None)
            with _refusing(place, bounds), asked as response:
                target = _target(response, place)
                if target is None:
                    head = Head(place, response.status_code, _headers(response))
                    admit(head)
                    return Fetched(head, self._body(response, bounds))
            place, left = target, left - (time.monotonic() - begun)
        raise PageRefusedError(
            Reason.TOO_MANY_REDIRECTS, f"The address was redirected more than {bounds.redirects} times.", url=url
        )

    def _body(self, response: httpx.Response, bounds: Limits) -> bytes:
        stated = response.headers.get("content-length", "")
        if not bounds.truncate and stated.isdigit() and int(stated) > bounds.received:
            raise _too_large(bounds, int(stated))
        return unpacked(self._pieces(response, bounds), response.headers.get("content-encoding", ""), bounds.unpacked)

    def _pieces(self, response: httpx.Response, bounds: Limits) -> Iterator[bytes]:
        received = 0
        for piece in response.iter_raw():
            self._pulse()
            received += len(piece)
            if received > bounds.received:
                if bounds.truncate:
                    yield piece[: bounds.received - received]
                    return
                raise _too_large(bounds, None)
            yield piece

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _refusing(url: str, bounds: Limits) -> Iterator[None]:
    """Turns what can go wrong on the network into refusals of `url`."""
    try:
        yield
    except PageRefusedError as refusal:
        refusal.url = refusal.url or url
        raise
    except httpcore.TimeoutException as error:
        raise PageRefusedError(
            Reason.TOO_SLOW,
            f"The server took too long (over {bounds.silence:.0f} s of silence or {bounds.total:.0f} s in all).",
            url=url,
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise PageRefusedError(
            Reason.UNREACHABLE, f"The server could not be reached or broke off ({error}).", url=url
        ) from error


def _target(response: httpx.Response, place: str) -> str | None:
    """Where a redirect leads; None for any other answer."""
    location = response.headers.get("location")
    if response.status_code not in _REDIRECTS or location is None:
        return None
    target = joined(place, location)
    if target is None:
        raise PageRefusedError(
            Reason.NOT_AN_ADDRESS, f"The page redirects to “{location[:200]}”, which cannot be fetched."
        )
    return target


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _too_large(bounds: Limits, size: int | None) -> PageRefusedError:
    stated = f" (it says {size / 1e6:.0f} MB)" if size is not None else ""
    return PageRefusedError(Reason.TOO_LARGE, f"The page is larger than {bounds.received / 1e6:.0f} MB{stated}.")
