"""Collect text from web sites: the pages given, and those they link to.

The frontier in the job's folder knows each page's state; the steps are units of pages, then batches of what was
collected, each safe to be done again (`collection.web.crawling`). The plan fixes the addresses; the last step reads the
report off the frontier, so it is the same however often the worker was killed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from core.collection.web.addresses import AddressGuard
from core.collection.web.bookkeeping import Tally
from core.collection.web.crawling import Crawler
from core.collection.web.memory import SiteMemory
from core.collection.web.options import CrawlOptions, UnitResult
from core.collection.web.pages import Settled
from core.collection.web.refused import repeated_rows, write_repeated
from core.collection.web.settling import source_identity
from core.collection.web.stopping import is_stopped
from core.collection.web.storing import site_source, store
from core.collection.web.urls import canonical
from core.collection.web.yesterday import site_memory
from core.corpus.appending import AppendReport
from core.errors import FetchRefusedError
from core.jobs.run import JobRun
from core.records import Source


class CrawlRequest(CrawlOptions):
    """What to collect into which project; see `CrawlOptions`."""

    project_id: str


class SiteReport(BaseModel):
    """What one site gave."""

    site: str
    source_id: str
    pages: int


class CrawlReport(BaseModel):
    """What a crawl gave.

    `pages` with text out of `asked` requested ones, of which `unchanged` since they were collected before; segments
    `added` and `present` (there already); `pairs` of segments aligned as translations; paragraphs `repeated` all over a
    site and left out; `refused` pages by reason; `waiting` pages that were found and not fetched; pages by declared
    language; one entry a site (`site` and `source_id` are those of the first).
    """

    site: str
    source_id: str
    pages: int
    added: int
    present: int
    asked: int
    refused: dict[str, int]
    waiting: int
    languages: dict[str, int]
    notes: list[str]
    unchanged: int = 0
    pairs: int = 0
    repeated: int = 0
    lists: int = 0
    sites: list[SiteReport] = []


def run(job: JobRun, request: CrawlRequest) -> CrawlReport:
    """Go from page to page until the limit is reached or nothing is left; then store what was collected."""
    starts = job.step("plan", make_plan, job, request)
    words = ", ".join(starts[:5]) + (" …" if len(starts) > 5 else "")
    job.log(f"Collecting from {words}: at most {request.pages} pages, up to {request.depth} links away.")
    with _units(job, request, starts) as units:
        number, result = 0, UnitResult(asked=0, known=1, more=True)
        while result.more:
            number += 1
            result = job.step(f"pages {number}", units.do, number)
            job.progress(result.asked, result.known, unit="pages", phase="Fetching pages")
            job.check_cancelled()
        number, more = 0, True
        while more:
            number += 1
            job.progress(result.asked, result.known, unit="pages", phase="Adding what was collected")
            more = job.step(f"add {number}", units.add)
            job.check_cancelled()
        report = job.step("report", units.report)
    job.log(
        f"{report.pages} pages with text, {report.added} new segments, {report.pairs} of them aligned with another "
        f"version, {sum(report.refused.values())} pages refused."
    )
    return report


def make_plan(job: JobRun, request: CrawlRequest) -> list[str]:
    """The canonical addresses to start at. Raises FetchRefusedError where one is none."""
    job.ws.ledger.projects.get(request.project_id)
    try:
        return list(dict.fromkeys(canonical(url) for url in [request.url, *request.more_urls] if url.strip()))
    except FetchRefusedError as refusal:
        raise FetchRefusedError(refusal.message, hint=refusal.hint) from refusal


class _Units:
    """The job's units and its report; the crawler is made when first needed, so that a replay makes none."""

    def __init__(self, job: JobRun, request: CrawlRequest, starts: list[str]) -> None:
        self._job, self._request, self._starts = job, request, starts
        self._made: Crawler | None = None
        self._memories: dict[str, SiteMemory | None] = {}

    def do(self, number: int) -> UnitResult:
        """The unit of that number."""
        return self._crawler().unit(number)

    def add(self) -> bool:
        """The next batch into the corpus; whether there is another."""
        return self._crawler().add()

    def report(self) -> CrawlReport:
        """The report, from what the frontier knows."""
        crawler = self._crawler()
        tally = crawler.tally()
        write_repeated(self._job.folder, repeated_rows(crawler.repeated()))
        sites = [
            SiteReport(site=site, source_id=self._source(site).id, pages=pages) for site, pages in tally.sites.items()
        ]
        return CrawlReport(
            site=sites[0].site if sites else "",
            source_id=sites[0].source_id if sites else "",
            pages=tally.pages,
            added=tally.added,
            present=tally.present,
            asked=tally.asked,
            refused=tally.refused,
            waiting=tally.waiting + tally.left_out,
            languages=tally.languages,
            notes=self._notes(tally),
            unchanged=tally.unchanged,
            pairs=tally.pairs,
            repeated=tally.repeated,
            lists=tally.lists,
            sites=sites,
        )

    def close(self) -> None:
        """End what was begun."""
        if self._made is not None:
            self._made.close()
        for memory in self._memories.values():
            if memory is not None:
                memory.close()

    # What a crawl needs of whoever runs it (`options.Surroundings`).

    def pulse(self) -> None:
        """Stop when somebody asked for it."""
        self._job.check_cancelled()

    def log(self, line: str) -> None:
        """A line of the job's log."""
        self._job.log(line)

    def progress(self, asked: int, known: int) -> None:
        """How far the crawl is."""
        self._job.progress(asked, known, unit="pages", phase="Fetching pages")

    def memory(self, site: str) -> SiteMemory | None:
        """What earlier crawls left about a site, for the project's source of it."""
        if site not in self._memories:
            identity = source_identity(site)
            source = self._job.ws.ledger.sources.by_identity(self._request.project_id, identity)
            self._memories[site] = site_memory(self._job.ws, source) if source else None
        return self._memories[site]

    def store(self, site: str, unit: int, pages: list[Settled]) -> AppendReport:
        """Pages into the corpus."""
        source = self._source(site)
        if self._memories.get(site) is None:
            self._memories.pop(site, None)  # the site was new: from now on there is something to remember
        licence = self._request.licence
        return store(self._job.ws, source, pages, job_id=self._job.id, unit=unit, licence=licence)

    def _source(self, site: str) -> Source:
        licence, start = self._request.licence, self._starts[0]
        return site_source(
            self._job.ws, self._request.project_id, site, start=start, licence=licence, job_id=self._job.id
        )

    def _crawler(self) -> Crawler:
        if self._made is None:
            guard = AddressGuard(self._job.ws.settings.private_hosts)
            self._made = Crawler(self._job.folder, self._request, guard, self)
            self._made.start(*self._starts)
        return self._made

    def _notes(self, tally: Tally) -> list[str]:
        notes = [self._crawler().robots_said()]
        if is_stopped(self._job.folder):
            notes.append(f"The crawl was ended by hand; {tally.waiting} pages that were found were not fetched.")
        elif tally.waiting:
            notes.append(
                f"{tally.waiting} more pages were found; the limit of {self._request.pages} pages was reached."
            )
        if tally.left_out:
            notes.append(f"{tally.left_out} further links were not even noted: this site seems to have no end.")
        return [note for note in notes if note]


@contextmanager
def _units(job: JobRun, request: CrawlRequest, starts: list[str]) -> Iterator[_Units]:
    units = _Units(job, request, starts)
    try:
        yield units
    finally:
        units.close()
