"""Which pages are versions of one another, and which of them the others are aligned with.

Two pages belong together where each declares the other (hreflang in the page, in its headers, or in a sitemap): search
engines ask for such return links too, since one-sided declarations are mostly mistakes. What is connected is a group.
Its pivot, which the others are said to be translations of, is a page that is stored already, else the one for everybody
(`x-default`), else the one that was found first; the web does not say which version was written first.
"""

import json
from collections import Counter
from dataclasses import dataclass

from core.collection.web.frontier import Frontier
from core.collection.web.markup import tag_of
from core.collection.web.memory import Shape
from core.collection.web.urls import page_key

_MUTUAL = (
    "select a.page, b.page from alternates x join alternates y on y.source = x.target and y.target = x.source "
    "join addresses a on a.key = x.source join addresses b on b.key = x.target where a.page < b.page"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A page of a group."""

    number: int
    url: str
    is_stored: bool
    is_for_everybody: bool


def pivots(frontier: Frontier) -> dict[int, Version]:
    """For each page that has other versions in this crawl, the pivot of its group (which may be itself)."""
    versions = _versions(frontier)
    groups: dict[int, list[int]] = {}
    for one, other in frontier.connection.execute(_MUTUAL).fetchall():
        if one in versions and other in versions:
            _join(groups, one, other)
    found: dict[int, Version] = {}
    for members in {id(group): group for group in groups.values()}.values():
        best = min((versions[n] for n in members), key=lambda v: (not v.is_stored, not v.is_for_everybody, v.number))
        found |= dict.fromkeys(members, best)
    return found


def shapes(frontier: Frontier, number: int) -> list[Shape]:
    """The paragraphs of a settled, stored or unchanged page; none where they were not kept."""
    row = frontier.connection.execute("select shapes from pages where number = ?", [number]).fetchone()
    return [Shape.model_validate(one) for one in json.loads(row[0])] if row and row[0] else []


def language_by_others(frontier: Frontier, url: str) -> str | None:
    """The language that other pages and sitemaps say that a page is in (hreflang), where they say one."""
    rows = frontier.connection.execute("select tag from alternates where target = ?", [page_key(url)])
    tags = Counter(tag for (written,) in rows if (tag := tag_of(written)) is not None)
    return tags.most_common(1)[0][0] if tags else None


def _versions(frontier: Frontier) -> dict[int, Version]:
    rows = frontier.connection.execute(
        "select p.number, p.url, p.state <> 'collected' and p.shapes is not null, p.number in ("
        "select a.page from addresses a join alternates x on x.target = a.key where x.tag = 'x-default') from taken p"
    )
    return {row[0]: Version(row[0], row[1], bool(row[2]), bool(row[3])) for row in rows}


def _join(groups: dict[int, list[int]], one: int, other: int) -> None:
    mine, theirs = groups.setdefault(one, [one]), groups.setdefault(other, [other])
    if mine is theirs:
        return
    small, large = sorted((mine, theirs), key=len)
    large += small
    groups.update(dict.fromkeys(small, large))
