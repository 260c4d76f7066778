"""What repeats within a crawl: paragraphs all over a site, and addresses of one form that bring nothing new.

A paragraph is boilerplate where it stands on at least `FEWEST` pages and on at least `SHARE` of the pages that the site
has in that language. A form of address (its figures and the values of its query left open) is without end where
`POOR_IN_ROW` pages in a row held nothing but what was known before, figures aside: a calendar, a filter, a session.
"""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.collection.web.memory import digest

FEWEST, SHARE = 8, 0.2
POOR_IN_ROW = 25
_ENOUGH = 1_000  # paragraphs of a page tell whether it is new
_FIGURES = re.compile(r"\d+")
_VALUES = re.compile(r"=[^&]*")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A paragraph that was left out: on how many pages of which site it stands, and one of them."""

    site: str
    language: str
    digest: str
    pages: int
    example: str


def form_of(url: str) -> str:
    """The form of a canonical address, for those that have figures or a query; '' for plain ones."""
    parts = urlsplit(url)
    path, query = _FIGURES.sub("#", parts.path), _VALUES.sub("=", parts.query)
    return f"{parts.netloc}{path}?{query}" if query or path != parts.path else ""


def repeat_key(text: str, mark: str) -> str:
    """What is counted: a paragraph, apart from the same words as a menu's entry (pages are linked by their titles)."""
    return digest(f"{text}\0link" if mark.partition("#")[0].endswith("/a") else text)


def note_page(
    connection: sqlite3.Connection,
    site: str,
    language: str,
    url: str,
    *,
    paragraphs: Sequence[str],
    marks: Sequence[str],
) -> None:
    """Count the paragraphs of a page, and whether pages of its form still bring anything; part of a change."""
    keys = {repeat_key(text, mark): text for text, mark in zip(paragraphs, marks, strict=True)}
    connection.executemany(
        "insert into repeats values (?, ?, ?, 1, ?) on conflict (site, language, key) do update set pages = pages + 1",
        [[site, language, key, url] for key in keys],
    )
    blind = {digest(_FIGURES.sub("#", text)) for text in list(keys.values())[:_ENOUGH]}
    query = "select count(*) from blind where key in (select value from json_each(?))"
    known = connection.execute(query, [json.dumps(list(blind))]).fetchone()[0]
    connection.executemany("insert or ignore into blind values (?)", [[key] for key in blind])
    note_form(connection, url, is_poor=known == len(blind))


def note_form(connection: sqlite3.Connection, url: str, *, is_poor: bool) -> None:
    """Note whether a page of this form brought anything; part of a change."""
    form = form_of(url)
    if form:
        connection.execute(
            "insert into forms values (?, ?) on conflict (form) do update set poor = iif(?, poor + 1, 0)",
            [form, int(is_poor), is_poor],
        )


def is_endless(connection: sqlite3.Connection, url: str) -> bool:
    """Whether too many pages of this form brought nothing new."""
    form = form_of(url)
    row = connection.execute("select poor from forms where form = ?", [form]).fetchone() if form else None
    return row is not None and row[0] >= POOR_IN_ROW


def boilerplate(connection: sqlite3.Connection) -> dict[tuple[str, str], set[str]]:
    """Digests of the paragraphs that repeat all over, by (site, declared language)."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in repeated(connection):
        found.setdefault((one.site, one.language), set()).add(one.digest)
    return found


def repeated(connection: sqlite3.Connection) -> list[Repeated]:
    """What repeats all over, the most frequent first."""
    rows = connection.execute(
        "with sizes as (select site, coalesce(language, '') as language, count(*) as n from pages "
        "where state in ('collected', 'settled', 'stored') group by 1, 2) "
        "select r.site, r.language, r.key, r.pages, r.example from repeats r join sizes s using (site, language) "
        "where r.pages >= ? and r.pages >= ? * s.n order by r.pages desc, r.key",
        [FEWEST, SHARE],
    )
    return [Repeated(*row) for row in rows]
