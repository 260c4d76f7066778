"""The frontier: every page in one state, whatever happens."""

from datetime import UTC, datetime

import pytest

from core.collection.web import bookkeeping, holding
from core.collection.web.frontier import Frontier, Link
from core.collection.web.options import CrawlOptions
from core.collection.web.pages import Collected
from core.collection.web.refusals import Reason
from core.collection.web.robots import RobotsFile
from core.collection.web.settling import Settling
from core.collection.web.urls import Scope
from core.corpus.appending import AppendReport

HOME = "http://a.example/"
NOW = datetime(2024, 5, 6, tzinfo=UTC)


@pytest.fixture
def frontier(tmp_path):
    made = Frontier(tmp_path, most=10)
    made.start(HOME)
    yield made
    made.close()


def page(url: str, *paragraphs: str) -> Collected:
    return Collected(url=url, paragraphs=paragraphs or (url,), declared_language="sw", collected_at=NOW)


def settle(frontier: Frontier) -> None:
    Settling(frontier, CrawlOptions(url=HOME), lambda site: None).run(lambda: None)


def links(*paths: str) -> list[Link]:
    return [Link(f"http://a.example/{path}") for path in paths]


def take(frontier: Frontier, unit: int = 1, found: tuple[str, ...] = ()):
    visit = frontier.next(1e12)
    frontier.ask(visit)
    frontier.collect(visit, unit, page(visit.url), links(*found))
    return visit


def test_pages_come_nearest_first_and_each_once(frontier):
    assert take(frontier, found=("b", "c", "b", "")).url == HOME
    assert take(frontier, found=("d", "c")).url == "http://a.example/b"
    assert [take(frontier).url for _ in range(2)] == ["http://a.example/c", "http://a.example/d"]
    assert frontier.next(1e12) is None


def test_same_page_under_another_scheme_or_with_www_is_known(frontier):
    visit = frontier.next(1e12)
    frontier.collect(visit, 1, page(HOME), [Link("https://www.a.example/"), Link("https://a.example/x"), *links("x")])
    assert bookkeeping.tally(frontier).waiting == 1


def test_everything_survives_reopening(frontier, tmp_path):
    take(frontier, found=("b",))
    bookkeeping.add_scope(frontier, Scope("a.example", "/"))
    bookkeeping.add_scope(frontier, Scope("b.example", "/sw"))
    again = Frontier(tmp_path)
    again.start(HOME)
    assert again.next(1e12).url == "http://a.example/b"
    assert (holding.waiting(again), holding.next_batch(again)) == (1, None)
    settle(again)
    assert [one.page for one in holding.batch(again, 1)[1]] == [page(HOME)]
    assert bookkeeping.scopes(again) == [Scope("a.example", "/"), Scope("b.example", "/sw")]
    again.close()


def test_interrupted_page_is_fetched_again_and_counted_once(frontier, tmp_path):
    frontier.ask(frontier.next(1e12))
    again = Frontier(tmp_path)
    visit = again.next(1e12, fresh=False)
    assert (visit.url, visit.tries) == (HOME, 1)
    again.ask(visit)
    assert bookkeeping.tally(again).asked == 1
    again.close()


def test_stored_pages_leave_no_text_behind(frontier, tmp_path):
    take(frontier)
    settle(frontier)
    site, pages = holding.batch(frontier, 1)
    assert (site, pages[0].kept) == ("a.example", (0,))
    holding.stored(frontier, 1, pages, AppendReport(6, 2))
    tally = bookkeeping.tally(frontier)
    assert (tally.pages, tally.added, tally.present, tally.languages) == (1, 6, 2, {"sw": 1})
    assert (holding.waiting(frontier), holding.next_batch(frontier)) == (0, None)
    assert frontier.connection.execute("select count(*) from pages where content is not null").fetchone() == (0,)


def test_redirects_make_a_page_the_owner_of_where_it_was_led(frontier):
    visit = frontier.next(1e12)
    assert frontier.reach(visit, "http://a.example/home")
    frontier.collect(visit, 1, page("http://a.example/home"), links("home", "", "b", "c"))
    assert bookkeeping.tally(frontier).waiting == 2
    b = frontier.next(1e12)
    assert not frontier.reach(b, HOME)  # led back to a page that was dealt with
    assert frontier.reach(b, "http://a.example/c")  # c only waited: b takes its place
    frontier.refuse(b, 1, Reason.NO_TEXT, "none")
    assert frontier.next(1e12) is None


def test_later_pages_wait_for_their_time(frontier):
    visit = take(frontier, found=("b", "c"))
    b = frontier.next(100.0)
    frontier.ask(b)
    frontier.later(b, 200.0)
    assert frontier.next(100.0).url == "http://a.example/c"
    assert frontier.next(201.0).url == "http://a.example/b"
    assert frontier.next(100.0, fresh=False).url == "http://a.example/b"
    frontier.refuse(b, 1, Reason.BUSY, "busy")
    frontier.again([b.number])
    assert frontier.next(100.0).url == "http://a.example/b"
    assert bookkeeping.tally(frontier).asked == visit.number


def test_limit_of_addresses_is_kept_and_said(frontier):
    take(frontier, found=tuple(f"p{number}" for number in range(100)))
    tally = bookkeeping.tally(frontier)
    assert (tally.waiting, tally.left_out) == (9, 91)


def test_links_to_other_files_are_refused_without_being_asked_for(frontier, tmp_path):
    visit = frontier.next(1e12)
    frontier.collect(visit, 1, page(HOME), [Link("http://a.example/a.pdf", Reason.WRONG_TYPE, "a PDF")])
    bookkeeping.write_refused(frontier, tmp_path)
    assert frontier.next(1e12) is None
    assert bookkeeping.tally(frontier).refused == {"wrong_type": 1}
    line = (tmp_path / "refused.jsonl").read_text()
    assert line == (
        '{"url": "http://a.example/a.pdf", "reason": "wrong_type", "message": "a PDF", "found_on": "http://a.example/"}\n'
    )


def test_twins_are_known_by_their_text(frontier):
    take(frontier)
    assert frontier.twin((HOME,)) == HOME
    assert frontier.twin(("other",)) is None


def test_robots_files_are_kept(frontier, tmp_path):
    files = bookkeeping.RobotsFiles(frontier)
    files["http://a.example"] = RobotsFile("rules", "User-agent: *", 5.0)
    again = bookkeeping.RobotsFiles(Frontier(tmp_path))
    assert dict(again) == {"http://a.example": RobotsFile("rules", "User-agent: *", 5.0)}
    del again["http://a.example"]
    assert (len(again), "http://a.example" in again) == (0, False)
