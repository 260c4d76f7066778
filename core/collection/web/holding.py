"""Settled pages on their way from the frontier into the corpus, batch by batch.

A batch is appended, then remembered for later crawls, then taken off the frontier; doing any of it again changes
nothing and reports the same numbers.
"""

from core.collection.web.frontier import Frontier
from core.collection.web.memory import KnownPage, SiteMemory
from core.collection.web.pages import Settled
from core.collection.web.settling import shapes_of
from core.corpus.appending import AppendReport


def waiting(frontier: Frontier) -> int:
    """How many collected pages are not settled, or not yet in a batch."""
    query = "select count(*) from pages where state = 'collected' or (state = 'settled' and batch is null)"
    return int(frontier.connection.execute(query).fetchone()[0])


def next_batch(frontier: Frontier) -> int | None:
    """The first batch that is not in the corpus yet."""
    query = "select min(batch) from pages where state = 'settled'"
    found = frontier.connection.execute(query).fetchone()[0]
    return None if found is None else int(found)


def batch(frontier: Frontier, number: int) -> tuple[str, list[Settled]]:
    """The site and the pages of a batch, in the order in which they were found."""
    rows = frontier.connection.execute(
        "select site, content from pages where state = 'settled' and batch = ? order by number", [number]
    ).fetchall()
    return rows[0][0], [Settled.model_validate_json(content) for _, content in rows]


def remember(memory: SiteMemory | None, pages: list[Settled], reading: str) -> None:
    """Write down for later crawls what these pages were like."""
    if memory is None:
        return
    memory.keep(
        KnownPage(
            url=one.page.url,
            collected_at=one.page.collected_at.isoformat(timespec="seconds"),
            reading=reading,
            language=one.page.declared_language,
            validators=one.page.validators,
            shapes=tuple(shapes_of(one)),
            links=one.page.links,
            alternates=one.page.alternates,
        )
        for one in pages
    )


def stored(frontier: Frontier, number: int, pages: list[Settled], report: AppendReport) -> None:
    """Note that a batch is in the corpus, with so many segments new and there already."""
    present = report.present + sum(page.present for page in pages)
    repeated, pairs = sum(page.repeated for page in pages), sum(len(page.parents) for page in pages)
    with frontier.changing():
        frontier.connection.execute(
            "insert into batches values (?, ?, ?, ?, ?)", [number, report.added, present, repeated, pairs]
        )
        frontier.connection.execute(
            "update pages set state = 'stored', content = null where state = 'settled' and batch = ?", [number]
        )
