"""Collect text from a web site: the page given, and the pages it links to on the same site.

The frontier in the job's folder knows each page's state; the steps are units of pages, each safe to be done again
(`collection.web.crawling`). The plan fixes the address; the last step reads the report off the frontier, so it is the
same however often the worker was killed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from core.collection.web.addresses import AddressGuard
from core.collection.web.bookkeeping import Tally
from core.collection.web.crawling import Crawler
from core.collection.web.options import CrawlOptions, UnitResult
from core.collection.web.pages import Collected
from core.collection.web.storing import site_source, store
from core.collection.web.urls import canonical
from core.corpus.appending import AppendReport
from core.errors import FetchRefusedError
from core.jobs.run import JobRun
from core.records import Source


class CrawlRequest(CrawlOptions):
    """What to collect into which project; see `CrawlOptions`."""

    project_id: str


class CrawlReport(BaseModel):
    """What a crawl gave: `pages` with text out of `asked` requested ones, segments `added` and `present` (there
    already), `refused` pages by reason, `waiting` pages that were found and not fetched, pages by declared language."""

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


def run(job: JobRun, request: CrawlRequest) -> CrawlReport:
    """Go from page to page until the limit is reached or nothing is left."""
    start = job.step("plan", make_plan, job, request)
    job.log(f"Collecting from {start}: at most {request.pages} pages, up to {request.depth} links away.")
    with _units(job, request, start) as units:
        number, result = 0, UnitResult(asked=0, known=1, more=True)
        while result.more:
            number += 1
            result = job.step(f"pages {number}", units.do, number)
            job.progress(result.asked, result.known, unit="pages", phase="Fetching pages")
            job.check_cancelled()
        report = job.step("report", units.report)
    job.log(
        f"{report.pages} pages with text, {report.added} new segments, {sum(report.refused.values())} pages refused."
    )
    return report


def make_plan(job: JobRun, request: CrawlRequest) -> str:
    """The canonical address to start at. Raises FetchRefusedError where it is none."""
    job.ws.ledger.projects.get(request.project_id)
    try:
        return canonical(request.url)
    except FetchRefusedError as refusal:
        raise FetchRefusedError(refusal.message, hint=refusal.hint) from refusal


class _Units:
    """The job's units and its report; the crawler is made when first needed, so that a replay makes none."""

    def __init__(self, job: JobRun, request: CrawlRequest, start: str) -> None:
        self._job, self._request, self._start = job, request, start
        self._made: Crawler | None = None

    def do(self, number: int) -> UnitResult:
        """The unit of that number."""
        return self._crawler().unit(number)

    def report(self) -> CrawlReport:
        """The report, from what the frontier knows."""
        tally = self._crawler().tally()
        site = self._crawler().site()
        source_id = self._source(site).id if site and tally.pages else ""
        return CrawlReport(
            site=site or "",
            source_id=source_id,
            pages=tally.pages,
            added=tally.added,
            present=tally.present,
            asked=tally.asked,
            refused=tally.refused,
            waiting=tally.waiting + tally.left_out,
            languages=tally.languages,
            notes=self._notes(tally),
        )

    def close(self) -> None:
        """End what was begun."""
        if self._made is not None:
            self._made.close()

    # What a crawl needs of whoever runs it (`crawling.Surroundings`).

    def pulse(self) -> None:
        """Stop when somebody asked for it."""
        self._job.check_cancelled()

    def log(self, line: str) -> None:
        """A line of the job's log."""
        self._job.log(line)

    def progress(self, asked: int, known: int) -> None:
        """How far the crawl is."""
        self._job.progress(asked, known, unit="pages", phase="Fetching pages")

    def store(self, site: str, unit: int, pages: list[Collected]) -> AppendReport:
        """Pages into the corpus."""
        licence = self._request.licence
        return store(self._job.ws, self._source(site), pages, job_id=self._job.id, unit=unit, licence=licence)

    def _source(self, site: str) -> Source:
        licence = self._request.licence
        return site_source(
            self._job.ws, self._request.project_id, site, start=self._start, licence=licence, job_id=self._job.id
        )

    def _crawler(self) -> Crawler:
        if self._made is None:
            guard = AddressGuard(self._job.ws.settings.private_hosts)
            self._made = Crawler(self._job.folder, self._request, guard, self)
            self._made.start(self._start)
        return self._made

    def _notes(self, tally: Tally) -> list[str]:
        notes = [self._crawler().robots_said()]
        if tally.waiting:
            notes.append(
                f"{tally.waiting} more pages were found; the limit of {self._request.pages} pages was reached."
            )
        if tally.left_out:
            notes.append(f"{tally.left_out} further links were not even noted: this site seems to have no end.")
        return [note for note in notes if note]


@contextmanager
def _units(job: JobRun, request: CrawlRequest, start: str) -> Iterator[_Units]:
    units = _Units(job, request, start)
    try:
        yield units
    finally:
        units.close()
