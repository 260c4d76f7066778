"""A real web server, and workspaces that may or may not reach it."""

import uuid
from dataclasses import dataclass

import pytest
from web_site import serving

from core.collection.web.addresses import AddressGuard
from core.collection.web.fetching import Fetcher, Limits
from core.collection.web.reader import task_of
from core.collection.web.reading import read_page


@pytest.fixture
def site():
    with serving() as running:
        yield running


@pytest.fixture
def fetcher(site):
    """May reach `localhost`, and no other private host."""
    limits = Limits(received=200_000, unpacked=400_000, silence=5.0, total=8.0)
    with Fetcher(AddressGuard(frozenset({"localhost"})), limits) as made:
        yield made


@pytest.fixture
def quick_reader(monkeypatch):
    """Pages are read in this process: starting another one costs a second or more for each crawl."""

    class Reader:
        start = close = lambda self: None
        __enter__ = lambda self: self  # noqa: E731
        __exit__ = lambda self, *_: None  # noqa: E731

        def read(self, fetched, reading="article"):
            return read_page(task_of(fetched, reading), fetched.body)

    monkeypatch.setattr("core.collection.web.asking.Reader", Reader)
    monkeypatch.setattr("core.collection.web.looking.Reader", Reader)


@dataclass
class Crawls:
    """A workspace whose settings allow `localhost`, with a project, in which sites are crawled."""

    ws: object
    project: str

    def crawl(self, url: str, *, key: str = "", **options):
        from core.jobs.inline import run_inline
        from core.jobs.workflows.crawl import CrawlRequest

        request = CrawlRequest(project_id=self.project, url=url, **{"delay": 0, **options})
        self.key = key or uuid.uuid4().hex
        return run_inline(self.ws, "crawl", request, project_id=self.project, key=self.key)

    def refused(self) -> dict[str, str]:
        """Reason by address of the last crawl."""
        from core.collection.web.refused import refused_pages
        from core.jobs.submitting import job_id

        return {page.url: page.reason for page in refused_pages(self.ws, job_id(self.project, self.key))}

    def segments(self):
        """All rows in the order of their arrival."""
        from core.corpus.rows import segments

        table = self.ws.corpus(self.project).open().to_table().sort_by("number")
        return segments(table)


@pytest.fixture
def crawls(tmp_path):
    from core.settings import Settings
    from core.workspace import open_workspace

    ws = open_workspace(
        Settings(
            workspace=str(tmp_path / "w"), allowed_private_hosts="localhost", worker_autostart=False, _env_file=None
        )
    )
    yield Crawls(ws, ws.ledger.projects.create("Field notes").id)
    ws.ledger.dispose()
