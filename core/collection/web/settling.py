"""Deciding what of the collected pages is stored, once all are known: what repeats, is there, belongs together.

A page's decision is written down before anything of it goes into the corpus, so a kill in between stores the same.
Pages wait here until the crawl ends, is paused or stopped, or `MOST_WAITING` of them wait.
"""

from collections import deque
from collections.abc import Callable
from itertools import groupby

from core.collection.web import repeating
from core.collection.web.aligning import align
from core.collection.web.frontier import Frontier
from core.collection.web.memory import Shape, SiteMemory, digest
from core.collection.web.options import CrawlOptions
from core.collection.web.pages import Collected, Parent, Settled
from core.collection.web.pairing import Version, language_by_others, pivots, shapes
from core.collection.web.repeating import repeat_key
from core.collection.web.urls import site_of
from core.corpus.identity import segment_id

MOST_WAITING = 3_000  # pages; beyond it what is there is stored, and later versions of a page join those
BATCH_PAGES = 100  # that go into the corpus together

Memories = Callable[[str], SiteMemory | None]


def source_identity(site: str) -> str:
    """What the ids of a site's segments are built on."""
    return f"web:{site}"


class Settling:
    """One pass over the pages that were collected and not settled."""

    def __init__(self, frontier: Frontier, options: CrawlOptions, memories: Memories) -> None:
        self._frontier, self._memories = frontier, memories
        self._repeated = repeating.boilerplate(frontier.connection) if options.drop_repeated else {}
        self._pivots: dict[int, Version] = pivots(frontier) if options.pairs else {}
        self._pivot_shapes: dict[int, list[Shape]] = {}

    def run(self, pulse: Callable[[], None]) -> None:
        """Settle every collected page: pivots first, so that the others find their segments; then cut into batches."""
        rows = self._frontier.connection.execute("select number from pages where state = 'collected' order by number")
        numbers = [row[0] for row in rows]
        is_pivot = {number: number in self._pivots and self._pivots[number].number == number for number in numbers}
        for _, part in groupby(
            enumerate(sorted(numbers, key=lambda n: not is_pivot[n])), lambda at: at[0] // BATCH_PAGES
        ):
            pulse()
            with self._frontier.changing():
                for _, number in part:
                    self._settle(number)
        self._cut()

    def _settle(self, number: int) -> None:
        one = self._frontier.connection.execute
        page = Collected.model_validate_json(one("select content from pages where number = ?", [number]).fetchone()[0])
        if page.declared_language is None:
            page = page.model_copy(update={"declared_language": language_by_others(self._frontier, page.url)})
        settled = self._decided(number, page)
        has_versions = number in self._pivots or bool(page.alternates)
        kept_shapes = (
            "[" + ",".join(shape.model_dump_json() for shape in shapes_of(settled)) + "]" if has_versions else None
        )
        one(
            "update pages set state = 'settled', content = ?, language = ?, shapes = ? where number = ?",
            [settled.model_dump_json(), page.declared_language or "", kept_shapes, number],
        )

    def _decided(self, number: int, page: Collected) -> Settled:
        site = site_of(page.url)
        memory = self._memories(site)
        known = memory.page(page.url) if memory else None
        there: dict[str, deque[str]] = {}
        for shape in known.shapes if known else ():
            if shape.segment_id:
                there.setdefault(shape.digest, deque()).append(shape.segment_id)
        # counted under the language that the page declares itself
        repeated = self._repeated.get((site, self._counted_as(number)), set())
        ids, kept, present, dropped = [], [], 0, 0
        for place, (text, mark) in enumerate(zip(page.paragraphs, page.marks_of_all(), strict=True)):
            known_as = there.get(digest(text))
            if known_as:
                ids.append(known_as.popleft())
                present += 1
            elif repeat_key(text, mark) in repeated:
                ids.append("")
                dropped += 1
            else:
                ids.append(segment_id(source_identity(site), page.url, place, text))
                kept.append(place)
        made = Settled(page=page, kept=tuple(kept), ids=tuple(ids), present=present, repeated=dropped)
        return self._paired(number, made)

    def _counted_as(self, number: int) -> str:
        row = self._frontier.connection.execute("select language from pages where number = ?", [number]).fetchone()
        return row[0] or ""

    def _paired(self, number: int, made: Settled) -> Settled:
        """The page with the parents of its paragraphs, where it has a version that it is aligned with."""
        pivot = self._pivots.get(number)
        if pivot is None or pivot.number == number:
            return made
        if pivot.number not in self._pivot_shapes:
            self._pivot_shapes = {pivot.number: shapes(self._frontier, pivot.number)}
        theirs, ours = self._pivot_shapes[pivot.number], shapes_of(made)
        kept = set(made.kept)
        parents = {
            pair.b: Parent(segment_id=theirs[pair.a].segment_id, how=pair.how)
            for pair in align([shape.unit() for shape in theirs], [shape.unit() for shape in ours])
            if pair.b in kept and theirs[pair.a].segment_id and theirs[pair.a].digest != ours[pair.b].digest
        }
        return made.model_copy(update={"parents": parents, "pair_of": pivot.url})

    def _cut(self) -> None:
        """Number the settled pages into batches of one site each."""
        with self._frontier.changing():
            one = self._frontier.connection.execute
            first = one("select coalesce(max(batch), 0) from pages").fetchone()[0] + 1
            rows = one(
                "select site, number from pages where state = 'settled' and batch is null order by number"
            ).fetchall()
            places: dict[str, int] = {}
            batches: dict[tuple[str, int], int] = {}
            for site, number in rows:
                places[site] = places.get(site, -1) + 1
                batch = batches.setdefault((site, places[site] // BATCH_PAGES), first + len(batches))
                one("update pages set batch = ? where number = ?", [batch, number])


def shapes_of(settled: Settled) -> list[Shape]:
    """The paragraphs of a settled page without their texts."""
    page = settled.page
    marks = page.marks_of_all()
    return [Shape.of(text, mark, made) for text, mark, made in zip(page.paragraphs, marks, settled.ids, strict=True)]
