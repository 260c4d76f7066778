"""kill -9 in the midst of a crawl: no page twice in the corpus, none lost."""

import os
import random
import signal
import sqlite3
import time
from types import SimpleNamespace

import pytest
from web_site import answer, page
from worker_process import start_worker, wait_for, wait_for_state, working

from core.collection.web import crawling
from core.collection.web.addresses import AddressGuard
from core.collection.web.crawling import Crawler
from core.collection.web.options import CrawlOptions
from core.corpus.appending import AppendReport
from core.jobs.submitting import submit
from core.jobs.workflows.crawl import CrawlReport, CrawlRequest
from core.records import JobState


def changing_site(site, pages: int, seconds: float = 0.0) -> None:
    """A site whose pages are different each time they are asked for, so that a page taken twice would show."""

    def give(path: str):
        time.sleep(seconds)
        number = int(path[1:] or 0)
        links = ["/", *(f"/{link}" for link in (number * 2 + 1, number * 2 + 2) if link < pages)]
        said = f"Ukurasa wa {number}, mara ya {site.asked_for(path)}, {spelt(number)}."
        return answer(page(said, links=links).encode(), Content_Type="text/html")

    site.raw("/robots.txt", b"", 404)
    site.otherwise = give


def spelt(number: int) -> str:
    """A number in letters: pages that differ in figures alone are taken for an endless calendar."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def pages_of(texts) -> list[int]:
    return sorted(int(text.split()[2].rstrip(",")) for text in texts)


@pytest.mark.parametrize(("kills", "pages"), [(1, 24), pytest.param(10, 150, marks=pytest.mark.slow)])
def test_worker_killed_at_random_moments(site, crawls, kills, pages):
    chance = random.Random(11)
    changing_site(site, pages, seconds=0.05)
    request = CrawlRequest(project_id=crawls.project, url=site.url, pages=pages + 1, depth=10, delay=0.1)
    job = submit(crawls.ws, "crawl", request, key="k", project_id=crawls.project, account_id="local")
    for _ in range(kills):
        worker = start_worker(crawls.ws)
        done = crawls.ws.ledger.jobs.get(job.id).done
        wait_for(lambda done=done: crawls.ws.ledger.jobs.get(job.id).done > done, what="progress of the crawl")
        time.sleep(chance.uniform(0, 0.5))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    with working(crawls.ws):
        finished = wait_for_state(crawls.ws, job.id, JobState.DONE)
    report = CrawlReport.model_validate_json(finished.report)
    texts = [row.text for row in crawls.segments()]
    assert pages_of(texts) == list(range(pages))
    assert (report.pages, report.asked, report.added, report.present) == (pages, pages, pages, 0)
    assert (report.refused, report.waiting) == ({}, 0)
    assert len(site.asked) - site.asked_for("/robots.txt") <= pages + 5 * kills  # at most what was under way
    assert site.asked_for("/robots.txt") == 1


# -- every moment at which something is written -------------------------------------------------------------------


class Killed(BaseException):
    """What a process that was killed does: nothing, from then on."""


class Life:
    """Counts what is written; after `writes` of them nothing happens any more."""

    def __init__(self, writes: float) -> None:
        self.left = writes
        self.count = 0

    def spend(self) -> None:
        self.count += 1
        self.left -= 1
        if self.left < 0:
            raise Killed


class Mortal:
    """A database connection that dies with its process."""

    def __init__(self, inner: sqlite3.Connection, life: Life) -> None:
        self._inner, self._life = inner, life

    def execute(self, sql: str, *values):
        if not sql.lstrip().startswith(("select", "pragma")):
            self._life.spend()
        return self._inner.execute(sql, *values)

    def executemany(self, sql: str, *values):
        self._life.spend()
        return self._inner.executemany(sql, *values)

    def __getattr__(self, name: str):
        return getattr(self._inner, name)


class Corpus:
    """Insert-if-absent by address and text, as the real one does it; outlives the process."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], int] = {}
        self.life = Life(float("inf"))

    def store(self, site: str, unit: int, pages: list) -> AppendReport:
        self.life.spend()  # killed before …
        report = AppendReport(0, 0)
        for stored in pages:
            for place in stored.kept:
                written_by = self.rows.setdefault((stored.page.url, stored.page.paragraphs[place]), unit)
                report += AppendReport(int(written_by == unit), int(written_by != unit))
        self.life.spend()  # … or after it was written
        return report

    def memory(self, site: str) -> None:
        return None

    def pulse(self) -> None:
        pass

    def log(self, line: str) -> None:
        pass

    def progress(self, asked: int, known: int) -> None:
        pass


def crawl(folder, site, corpus: Corpus, writes: float, monkeypatch) -> int:
    """Crawl until the end, or until `writes` writes are spent; how many were."""
    life = corpus.life = Life(writes)
    monkeypatch.setattr(
        "core.collection.web.frontier.sqlite3",
        SimpleNamespace(connect=lambda *given, **named: Mortal(sqlite3.connect(*given, **named), life)),
    )
    request = CrawlOptions(url=f"{site.url}/", depth=10, delay=0)
    try:
        with Crawler(folder, request, AddressGuard(frozenset({"localhost"})), corpus) as made:
            made.start(request.url)
            number = 1
            while made.unit(number).more:
                number += 1
            while made.add():
                pass
            tally = made.tally()
            assert (tally.pages, tally.added, tally.present, tally.refused) == (7, 7, 0, {})
    except Killed:
        pass
    return life.count


def test_killed_at_any_write(site, tmp_path, monkeypatch, quick_reader):
    monkeypatch.setattr(crawling, "UNIT_PAGES", 3)
    monkeypatch.setattr("core.collection.web.settling.BATCH_PAGES", 3)
    changing_site(site, 7)
    whole = crawl(tmp_path / made_folder(tmp_path, "whole"), site, Corpus(), float("inf"), monkeypatch)
    assert whole > 60
    for moment in random.Random(5).sample(range(whole), 12):
        site.asked.clear()
        corpus = Corpus()
        folder = tmp_path / made_folder(tmp_path, str(moment))
        crawl(folder, site, corpus, moment, monkeypatch)
        crawl(folder, site, corpus, float("inf"), monkeypatch)
        assert pages_of(text for _, text in corpus.rows) == list(range(7)), f"killed at write {moment}"
        assert len(site.asked) - site.asked_for("/robots.txt") <= 7 + 5


def made_folder(parent, name: str) -> str:
    (parent / name).mkdir()
    return name


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr("core.collection.web.robots.PAUSE", 0.0)
