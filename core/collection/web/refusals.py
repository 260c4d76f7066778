"""Why a page was not taken: every refusal has a reason that machines count and a sentence that people read.

The reasons are stable: they stand in reports, in `refused.jsonl` and in the log of a crawl.
"""

from enum import StrEnum

from core.errors import FetchRefusedError


class Reason(StrEnum):
    """Why a page was refused; `REASONS` says it in words."""

    NOT_AN_ADDRESS = "not_an_address"
    CREDENTIALS = "credentials"
    PRIVATE_ADDRESS = "private_address"
    NO_SUCH_HOST = "no_such_host"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    LEFT_SITE = "left_site"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    NOT_FOUND = "not_found"
    NO_ACCESS = "no_access"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    WRONG_STATUS = "wrong_status"
    WRONG_TYPE = "wrong_type"
    UNREADABLE = "unreadable"
    RIGHTS_RESERVED = "rights_reserved"
    NO_TEXT = "no_text"
    SAME_PAGE = "same_page"
    SAME_TEXT = "same_text"
    OTHER_LANGUAGE = "other_language"
    ENDLESS = "endless"
    VANISHED = "vanished"
    REPEATED = "repeated"


REASONS: dict[Reason, str] = {
    Reason.NOT_AN_ADDRESS: "Not a web address (http or https).",
    Reason.CREDENTIALS: "The address holds a user name or password.",
    Reason.PRIVATE_ADDRESS: "The address lies in a private network.",
    Reason.NO_SUCH_HOST: "The host name is not known.",
    Reason.ROBOTS: "The site's robots.txt asks not to fetch it.",
    Reason.ROBOTS_UNREACHABLE: "The site's robots.txt could not be read, so nothing may be fetched.",
    Reason.LEFT_SITE: "It leads out of the site or the path chosen.",
    Reason.TOO_MANY_REDIRECTS: "It was redirected too often.",
    Reason.UNREACHABLE: "The server could not be reached, or broke off.",
    Reason.TOO_SLOW: "The server took too long.",
    Reason.TOO_LARGE: "The page is larger than allowed.",
    Reason.TOO_LARGE_UNPACKED: "The page is compressed and becomes larger than allowed.",
    Reason.NOT_FOUND: "The page is not there (404 or 410).",
    Reason.NO_ACCESS: "The server wants a login or refuses access (401 or 403).",
    Reason.BUSY: "The server said that it is busy (429 or 503), also when asked again later.",
    Reason.SERVER_ERROR: "The server reported an error of its own.",
    Reason.WRONG_STATUS: "The server answered with something other than a page.",
    Reason.WRONG_TYPE: "It is no web page and no plain text (an archive, image, PDF …).",
    Reason.UNREADABLE: "The page is damaged: its text could not be decoded or read.",
    Reason.RIGHTS_RESERVED: "The page reserves the right of text and data mining.",
    Reason.NO_TEXT: "No text was found in the page.",
    Reason.SAME_PAGE: "It leads to a page that is collected already.",
    Reason.SAME_TEXT: "Its text is the same as another page's of this crawl.",
    Reason.OTHER_LANGUAGE: "It says that it is in a language that was not asked for.",
    Reason.ENDLESS: "Many addresses of this form brought nothing new (a calendar, or a list without end).",
    Reason.VANISHED: "It was collected before and is not there any more.",
    Reason.REPEATED: "A paragraph that repeats all over the site (a notice, a menu): left out.",
}

# Worth asking again a little later; everything else is final.
PASSING = frozenset({Reason.BUSY, Reason.UNREACHABLE})


class PageRefusedError(FetchRefusedError):
    """A page was refused. `retry_after` is how many seconds the server asked to wait, where it said so."""

    def __init__(
        self, reason: Reason, message: str, *, url: str = "", hint: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.url = url
        self.retry_after = retry_after
