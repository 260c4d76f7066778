"""Web addresses in one form, so that the same page is recognised.

`canonical` is idempotent: scheme and host in lower case, IDNA host, no default port, no dot segments, no fragment,
escapes in capitals and only where needed, the query as it was. `page_key` also forgets scheme and a leading `www.`.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from core.collection.web.refusals import PageRefusedError, Reason

MOST_CHARACTERS = 2_000
_PORTS = {"http": 80, "https": 443}
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PATH_SAFE = "/:@!$&'()*+,;=%"
_QUERY_SAFE = _PATH_SAFE + "?[]|"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def canonical(url: str) -> str:
    """The one form of a web address. Raises PageRefusedError for what is none, or holds a name and password."""
    text = re.sub(r"[\t\r\n]", "", url).strip().replace("\\", "/")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _not_an_address(url, str(error)) from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise _not_an_address(url, "it does not begin with http:// or https://")
    if "@" in parts.netloc:
        raise PageRefusedError(
            Reason.CREDENTIALS,
            "The address holds a user name or password.",
            hint="Give the address without them; pages behind a login are not collected.",
        )
    host = _host(parts.hostname or "", url)
    where = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    query = f"?{_escaped(parts.query, _QUERY_SAFE)}" if parts.query else ""
    result = f"{scheme}://{where}{_without_dots(_escaped(parts.path, _PATH_SAFE)) or '/'}{query}"
    if len(result) > MOST_CHARACTERS:
        raise _not_an_address(url[:80] + "…", f"it is longer than {MOST_CHARACTERS} characters")
    return result


def joined(base: str, link: str) -> str | None:
    """The canonical address of a link on the page `base`; None for what cannot be fetched (mailto:, javascript: …)."""
    try:
        return canonical(urljoin(base, re.sub(r"[\t\r\n]", "", link).strip()))
    except (PageRefusedError, ValueError):
        return None


def site_of(url: str) -> str:
    """The site of a canonical address: its host without `www.`, and its port where that is an unusual one."""
    return urlsplit(url).netloc.removeprefix("www.")


def host_of(url: str) -> str:
    """Host and port of a canonical address: what is asked at one pace."""
    return urlsplit(url).netloc


def page_key(url: str) -> str:
    """What addresses of the same page share: all but the scheme and a leading `www.`."""
    return f"{site_of(url)}/{url.split('/', 3)[3]}"


def origin(url: str) -> str:
    """Scheme, host and port of a canonical address: what a robots.txt is valid for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What belongs to a crawl: a site, and only what lies at or below `prefix` in it.

    The site `*.example.org` stands for example.org and every host below it.
    """

    site: str
    prefix: str = "/"

    @classmethod
    def around(cls, url: str, prefix: str = "") -> "Scope":
        """The site of `url` (canonical), narrowed to a path."""
        path = _without_dots(_escaped("/" + prefix.strip().lstrip("/"), _PATH_SAFE))
        return cls(site_of(url), path)

    def contains(self, url: str) -> bool:
        """Whether a canonical address lies in the scope; `/es` holds `/es` and `/es/…`, not `/estonia`."""
        return self.has_host(url) and self._has_path(urlsplit(url).path)

    def has_host(self, url: str) -> bool:
        """Whether a canonical address lies on the site, whatever its path."""
        site = site_of(url)
        if self.site.startswith("*."):
            return site == self.site[2:] or site.endswith(self.site[1:])
        return site == self.site

    def _has_path(self, path: str) -> bool:
        return path == self.prefix or path.startswith(self.prefix.rstrip("/") + "/")


def _host(name: str, url: str) -> str:
    bare = name.rstrip(".").lower()
    if not bare:
        raise _not_an_address(url, "it names no host")
    try:
        if ":" in bare and "%" not in bare:
            return f"[{IPv6Address(bare)}]"
        plain = bare if bare.isascii() else idna.encode(bare, uts46=True).decode("ascii")
    except (ValueError, idna.IDNAError) as error:
        raise _not_an_address(url, f"its host cannot be read ({error})") from error
    if not _HOST.fullmatch(plain):
        raise _not_an_address(url, f"“{plain}” is no host name")
    return plain


def _escaped(text: str, safe: str) -> str:
    kept = _LONE_PERCENT.sub("%25", text)
    return quote(_ESCAPE.sub(_tidied, kept), safe=safe, errors="replace")


def _tidied(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4."""
    kept: list[str] = []
    pieces = path.split("/")
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        if piece == "..":
            if len(kept) > 1:
                kept.pop()
            if last:
                kept.append("")
        elif piece != ".":
            kept.append(piece)
        elif last:
            kept.append("")
    return "/".join(kept)


def _not_an_address(url: str, why: str) -> PageRefusedError:
    return PageRefusedError(
        Reason.NOT_AN_ADDRESS, f"“{url}” cannot be fetched: {why}.", url=url, hint="Use an address such as https://…"
    )
