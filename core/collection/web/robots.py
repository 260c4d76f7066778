"""robots.txt as RFC 9309 has it, read by protego.

One file for each origin, fetched through the same guard, remembered for a day. Where it answers 4xx there are no rules;
where it answers 5xx or not at all, nothing may be fetched. A crawl-delay is honoured up to `MOST_DELAY`, and said.
"""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Literal

from core.collection.web.fetching import ROBOT_NAME, Fetcher, Limits
from core.collection.web.refusals import PageRefusedError, Reason
from core.collection.web.urls import origin

MOST_DELAY = 30.0  # seconds; longer delays are meant for robots that come every day
KEPT_SECONDS = 24 * 3600.0  # RFC 9309 section 2.4
PAUSE = 1.0  # seconds before a robots.txt that could not be read is asked for once more
LIMITS = Limits(received=512 * 1024, unpacked=2_000_000, total=20.0, truncate=True)  # section 2.5: at least 500 KiB

State = Literal["rules", "none", "unreachable"]


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What an origin's robots.txt was when it was fetched (`fetched_at`: seconds of the epoch)."""

    state: State
    text: str
    fetched_at: float


class Rules:
    """What one robots.txt allows this program."""

    def __init__(self, file: RobotsFile) -> None:
        from protego import Protego

        self.state = file.state
        self._why = file.text
        self._parsed = Protego.parse(file.text if file.state == "rules" else "")

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched."""
        return self.state != "unreachable" and bool(self._parsed.can_fetch(url, ROBOT_NAME))

    def check(self, url: str) -> None:
        """Raise PageRefusedError unless `url` may be fetched."""
        if self.state == "unreachable":
            raise PageRefusedError(
                Reason.ROBOTS_UNREACHABLE,
                f"The robots.txt of {origin(url)} could not be read ({self._why}), so nothing of it may be fetched.",
                url=url,
                hint="Try again later.",
            )
        if not self.allows(url):
            raise PageRefusedError(
                Reason.ROBOTS,
                f"The robots.txt of {origin(url)} asks not to fetch this page.",
                url=url,
                hint="Ask the owner of the site, or collect other pages.",
            )

    def sitemaps(self) -> list[str]:
        """Addresses of the sitemaps that it names, as written."""
        return list(self._parsed.sitemaps)

    @property
    def asked_delay(self) -> float:
        """The seconds between two pages that the site asks for; 0 where it does not."""
        delay = self._parsed.crawl_delay(ROBOT_NAME) or 0.0
        rate = self._parsed.request_rate(ROBOT_NAME)
        return max(delay, rate.seconds / rate.requests if rate and rate.requests else 0.0)

    @property
    def delay(self) -> float:
        """The seconds between two pages that are kept: what is asked, but not over `MOST_DELAY`."""
        return min(self.asked_delay, MOST_DELAY)

    def said(self) -> str:
        """One sentence about what was found."""
        if self.state == "unreachable":
            return f"The site's robots.txt could not be read ({self._why}): nothing may be fetched."
        if self.state == "none":
            return "The site has no robots.txt: pages may be fetched."
        if not self.asked_delay:
            return "The site's robots.txt was read and is honoured."
        capped = f", of which {MOST_DELAY:g} are kept" if self.asked_delay > MOST_DELAY else ""
        return f"The site's robots.txt is honoured; it asks for {self.asked_delay:g} s between two pages{capped}."


class RobotsBook:
    """The rules of every origin met, fetched once each. `files` may be a lasting store."""

    def __init__(self, fetcher: Fetcher, files: MutableMapping[str, RobotsFile] | None = None) -> None:
        self._fetcher = fetcher
        self._files: MutableMapping[str, RobotsFile] = {} if files is None else files
        self._rules: dict[str, tuple[float, Rules]] = {}

    def rules(self, url: str) -> Rules:
        """The rules for the origin of `url`; fetched where they are not known or older than a day.

        Raises PageRefusedError where the host is unknown or private: the page itself could not be fetched either.
        """
        place = origin(url)
        file = self._files.get(place)
        if file is None or time.time() - file.fetched_at > KEPT_SECONDS:
            file = self._files[place] = self._fetch(place)
        known = self._rules.get(place)
        if known is None or known[0] != file.fetched_at:
            known = self._rules[place] = (file.fetched_at, Rules(file))
        return known[1]

    def check(self, url: str) -> None:
        """Raise PageRefusedError unless the robots.txt of its origin allows `url`."""
        self.rules(url).check(url)

    def _fetch(self, place: str) -> RobotsFile:
        first = self._attempt(place)
        if first.state != "unreachable":
            return first
        time.sleep(PAUSE)  # a passing fault must not cost a whole site
        return self._attempt(place)

    def _attempt(self, place: str) -> RobotsFile:
        try:
            answer = self._fetcher.get(f"{place}/robots.txt", limits=LIMITS)
        except PageRefusedError as refusal:
            if refusal.reason in (Reason.PRIVATE_ADDRESS, Reason.NO_SUCH_HOST) and refusal.url.startswith(f"{place}/"):
                raise
            return RobotsFile("unreachable", refusal.message, time.time())
        status = answer.head.status
        if 200 <= status < 300:
            return RobotsFile("rules", answer.body.decode("utf-8-sig", "replace"), time.time())
        if 400 <= status < 500 and status != 429:  # section 2.3.1.3; 429 is an answer for now, not a "no file"
            return RobotsFile("none", "", time.time())
        return RobotsFile("unreachable", f"status {status}", time.time())
