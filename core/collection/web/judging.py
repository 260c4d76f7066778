"""Whether an answer is a page at all, judged by its status and type before its body is read."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from core.collection.web.fetching import Head
from core.collection.web.listing import is_xml
from core.collection.web.refusals import PageRefusedError, Reason

TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_PACKED = frozenset({"application/gzip", "application/x-gzip", "application/octet-stream"})  # gzipped sitemaps
MOST_RETRY_AFTER = 120.0  # seconds
# What links that end so lead to; they are not asked for at all.
_ENDINGS = (
    "7z aac apk avi bin bmp bz2 css csv deb dmg doc docx eot epub exe flac gif gz ico ics iso jar jpeg jpg js json m4a "
    "m4v mid mkv mov mp3 mp4 mpeg mpg msi odp ods odt ogg ogv opus pdf png ppt pptx ps rar rpm rss rtf svg swf tar tgz "
    "tif tiff ttf wav webm webp wma wmv woff woff2 xls xlsx xml xz zip zst"
)
OTHER_ENDINGS = frozenset(_ENDINGS.split())


def admit_page(head: Head, *, lists: bool = False, known: bool = False) -> None:
    """Raise PageRefusedError unless the answer is a page of text.

    With `lists`, a sitemap or feed will do as well; with `known`, the answer that the page has not changed (304).
    """
    status = head.status
    if status == 304 and known:
        return
    if status != 200:
        raise _wrong_status(head)
    kind = head.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if kind not in TYPES and not (lists and (is_xml(kind) or kind in _PACKED)):
        raise PageRefusedError(
            Reason.WRONG_TYPE,
            f"It is “{kind}”, no web page and no plain text.",
            url=head.url,
            hint="Download it and import the file, if it holds text.",
        )


def ending_of_another_kind(url: str) -> str | None:
    """The ending of an address that leads to something other than a page (`.pdf`); None for pages."""
    name = url.partition("?")[0].rsplit("/", 1)[-1]
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return f".{ending}" if ending in OTHER_ENDINGS else None


def _wrong_status(head: Head) -> PageRefusedError:
    status = head.status
    said = f"The server answered with status {status}"
    if status in (404, 410):
        return PageRefusedError(Reason.NOT_FOUND, f"{said}: the page is not there.", url=head.url)
    if status in (401, 403, 407, 451):
        return PageRefusedError(Reason.NO_ACCESS, f"{said}: it does not give the page to everybody.", url=head.url)
    if status in (429, 503):
        wait = _retry_after(head.headers.get("retry-after", ""))
        return PageRefusedError(Reason.BUSY, f"{said}: it is busy.", url=head.url, retry_after=wait)
    if status >= 500:
        return PageRefusedError(Reason.SERVER_ERROR, f"{said}: something is wrong there.", url=head.url)
    return PageRefusedError(Reason.WRONG_STATUS, f"{said} and no page.", url=head.url)


def _retry_after(value: str) -> float | None:
    """Seconds to wait, from a number of seconds or a date (RFC 9110 section 10.2.3), capped."""
    text = value.strip()
    if text.isdigit():
        return min(float(text), MOST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((aware - datetime.now(UTC)).total_seconds(), 0.0), MOST_RETRY_AFTER)
