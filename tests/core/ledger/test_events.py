"""Events: numbered without gaps in commit order, recorded once a key, all or nothing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.errors import ConflictError, NotFoundError
from core.ledger import Ledger
from core.records import EventKind, NewEvent


def label(key, segment="a" * 32, value="formal", **more):
    return NewEvent(key, segment, EventKind.LABEL, value, "formality", 1, **more)


def test_an_event_comes_back_as_it_was_sent(ledger, project):
    sent_at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC) - timedelta(hours=5)
    note = NewEvent("k1", "s1", EventKind.NOTE, "ไม่แน่ใจ 🤔 فصحى", seconds=1.5, suggestion="formal", client_at=sent_at)
    event = ledger.events.record(project.id, "local", [note])[0]
    assert ledger.events.by_key(project.id, "k1") == event
    assert (event.seq, event.value, event.client_at, event.seconds) == (1, note.value, sent_at, 1.5)
    assert event.server_at.tzinfo is UTC
    assert not event.suggestion_shown


def test_the_same_key_is_recorded_once(ledger, project):
    first = ledger.events.record(project.id, "local", [label("k1"), label("k2")])
    again = ledger.events.record(project.id, "local", [label("k2"), label("k3"), label("k3"), label("k1")])
    assert [event.seq for event in again] == [2, 3, 3, 1]
    assert again[0] == first[1]
    assert ledger.events.latest(project.id) == 3


def test_a_key_used_for_something_else_is_told_and_nothing_is_recorded(ledger, project, wanjiru):
    ledger.events.record(project.id, "local", [label("k1")])
    with pytest.raises(ConflictError, match="k1"):
        ledger.events.record(project.id, "local", [label("k9"), label("k1", value="neutral")])
    with pytest.raises(ConflictError, match="k1"):
        ledger.events.record(project.id, wanjiru.id, [label("k1")])


def test_keys_are_the_projects_own(ledger, project):
    other = ledger.projects.create("Soko")
    ledger.events.record(project.id, "local", [label("k1")])
    assert ledger.events.record(other.id, "local", [label("k1", value="neutral")])[0].seq == 1


def test_a_project_or_account_that_is_not_there(ledger, project):
    with pytest.raises(NotFoundError, match="nowhere"):
        ledger.events.record("nowhere", "local", [label("k1")])
    with pytest.raises(IntegrityError):
        ledger.events.record(project.id, "nobody", [label("k1")])
    assert ledger.events.latest(project.id) == 0
    assert ledger.events.record(project.id, "local", []) == []


def test_the_schema_itself_refuses_what_makes_no_sense(ledger, project):
    for event in (
        NewEvent("k1", "s", EventKind.LABEL, "formal"),  # no scheme
        NewEvent("k2", "s", EventKind.RESTORE, "perhaps"),
    ):
        with pytest.raises(IntegrityError):
            ledger.events.record(project.id, "local", [event])
    ledger.events.record(project.id, "local", [label("k3")])
    with pytest.raises(IntegrityError), ledger.store.write() as session:
        session.execute(text("UPDATE events SET kind = 'guess'"))


def test_reading_on_from_a_number(ledger, project):
    ledger.events.record(project.id, "local", [label(f"k{n}") for n in range(1, 11)])
    assert [event.seq for event in ledger.events.since(project.id, 3, limit=4)] == [4, 5, 6, 7]
    assert ledger.events.since(project.id, 10) == []


def test_decisions_hold_the_whole_history_of_what_was_touched(ledger, project):
    ledger.events.record(project.id, "local", [label("1", "a"), label("2", "b"), label("3", "c"), label("4", "a")])
    ledger.events.record(project.id, "local", [label("5", "b", "neutral"), label("6", "c")])
    found = [(d.segment_id, d.seq) for d in ledger.events.decisions(project.id, 3, 5)]
    assert found == [("a", 1), ("a", 4), ("b", 2), ("b", 5)]
    assert len(list(ledger.events.decisions(project.id, 0, 6))) == 6


def test_what_somebody_did_last_and_counts(ledger, project, wanjiru):
    ledger.events.record(project.id, wanjiru.id, [label("1", "a"), NewEvent("2", "a", EventKind.SKIP, "skip")])
    ledger.events.record(project.id, "local", [label("3", "b")])
    assert [e.key for e in ledger.events.of_account(project.id, wanjiru.id)] == ["2", "1"]
    assert [e.key for e in ledger.events.of_account(project.id, wanjiru.id, [EventKind.LABEL])] == ["1"]
    assert ledger.events.count_by(project.id, "kind") == {"label": 2, "skip": 1}
    assert ledger.events.count_by(project.id, "account_id", after_seq=1) == {wanjiru.id: 1, "local": 1}
    assert ledger.events.count_by(project.id, "scheme") == {"formality": 2, "": 1}
    assert [e.key for e in ledger.events.of_segments(project.id, ["b", "a", "nothing"])] == ["1", "2", "3"]


def test_many_at_once_are_stored_as_few_are(ledger, project):
    """Large batches take another way into the database."""
    at = datetime(2026, 3, 1, 12, 30, 0, 5, tzinfo=UTC)
    awkward = "tab\t newline\n back\\slash \\N quote' 日本語 🙂"
    events = [
        NewEvent(
            f"k{n}", f"{n:032x}", EventKind.NOTE, awkward, seconds=n / 7, suggestion_shown=n % 2 == 0, client_at=at
        )
        for n in range(600)
    ]
    recorded = ledger.events.record(project.id, "local", events)
    assert ledger.events.since(project.id, 0) == recorded
    few = ledger.events.record(project.id, "local", [NewEvent("x", "s", EventKind.NOTE, awkward, client_at=at)])
    assert ledger.events.by_key(project.id, "x") == few[0]
    assert ledger.events.by_key(project.id, "k3").value == few[0].value == awkward


def test_many_labels_at_once(ledger, project):
    events = [label(f"import:{n}", f"{n:032x}") for n in range(12_000)]
    recorded = ledger.events.record(project.id, "import", events)
    assert [event.seq for event in recorded] == list(range(1, 12_001))
    assert ledger.events.record(project.id, "import", events[::-1])[0].seq == 12_000
    assert ledger.events.latest(project.id) == 12_000


def test_numbers_follow_the_commits_under_concurrency(ledger, ledger_url, project):
    """A reader that asks for what is new, again and again, never finds a smaller number later."""
    done = threading.Event()
    seen: list[int] = []
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        own = Ledger(ledger_url)
        try:
            for n in range(15):
                own.events.record(project.id, "local", [label(f"{writer}-{n}-{i}") for i in range(1 + n % 3)])
        except BaseException as error:  # noqa: BLE001 — told by the main thread
            failures.append(error)
        finally:
            own.dispose()

    def read() -> None:
        while not done.is_set():
            seen.extend(event.seq for event in ledger.events.since(project.id, seen[-1] if seen else 0))

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in [reader, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    seen.extend(event.seq for event in ledger.events.since(project.id, seen[-1] if seen else 0))
    assert failures == []
    assert seen == list(range(1, 6 * 30 + 1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.integers(0, 20), max_size=8), max_size=6))
def test_any_order_of_sending_again_records_each_key_once(ledger, batches):
    project = ledger.projects.create(f"P{len(ledger.projects.list())}")
    answers = {}
    for batch in batches:
        recorded = ledger.events.record(project.id, "local", [label(f"k{n}") for n in batch])
        for number, event in zip(batch, recorded, strict=True):
            assert event.key == f"k{number}"
            assert answers.setdefault(number, event) == event
    assert sorted(event.seq for event in answers.values()) == list(range(1, len(answers) + 1))
    assert ledger.events.latest(project.id) == len(answers)
