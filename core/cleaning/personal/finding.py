"""The spans of personal data in a text: addresses, numbers that check, each with its kind.

Of overlapping finds the more specific one counts. Patterns are only a first look: every number has to satisfy its own
rule, every IP address has to be a public one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator

import regex

from core.cleaning.personal.accounts import cards, ibans
from core.cleaning.personal.national import national_numbers
from core.cleaning.personal.spans import Kind, Span

Places = Iterator[tuple[int, int]]

LEAST_DIGITS = 6  # under so many there is neither a telephone number nor any other

_MAIL = regex.compile(
    r"(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{M}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}"
    r"[\p{L}\p{M}\p{N}])?\.){1,6}(?:xn--[a-z0-9-]{2,40}|\p{L}[\p{L}\p{M}]{1,24})(?![\p{L}\p{N}@])"
)
_WITH_USER = regex.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/@:<>\"]{1,80}(?::[^\s/@<>\"]{0,80})?@[^\s<>\"]+", regex.I)
_IPV4 = regex.compile(r"(?<![\p{L}\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d\p{L}]|\.\d)")
_IPV6 = regex.compile(r"(?<![\p{L}\p{N}:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\p{L}\p{N}:])")


def find(text: str, region: str | None = None) -> list[Span]:
    """The spans of a text from `region` (ISO 3166, None: nowhere in particular), in order, none within another."""
    found: list[Span] = []
    for kind, places in _finders(text, region):
        for start, end in places():
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Span(start, end, kind))
    return sorted(found)


def _finders(text: str, region: str | None) -> Iterator[tuple[Kind, Callable[[], Places]]]:
    """Who looks for what, the most specific first."""
    if "@" in text:
        yield Kind.URL, lambda: (one.span() for one in _WITH_USER.finditer(text))
        yield Kind.EMAIL, lambda: (one.span() for one in _MAIL.finditer(text))
    digits = sum(map(str.isdigit, text))
    if (text.count(".") > 2 and digits > 3) or text.count(":") > 1:
        yield Kind.IP, lambda: _addresses(text)
    if digits >= LEAST_DIGITS:
        yield Kind.IBAN, lambda: ibans(text)
        yield Kind.ID, lambda: national_numbers(text, region)
        yield Kind.CARD, lambda: cards(text)
        yield Kind.PHONE, lambda: _telephones(text, region)


def _addresses(text: str) -> Places:
    for pattern in (_IPV4, _IPV6):
        for found in pattern.finditer(text):
            try:
                address = ipaddress.ip_address(found.group())
            except ValueError:
                continue
            if address.is_global and not address.is_multicast:
                yield found.span()


def _telephones(text: str, region: str | None) -> Places:
    import phonenumbers

    for found in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID):
        yield found.start, found.end
