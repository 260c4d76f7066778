"""Leases: one person at a time, taken over when they run out, never kept for ever."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update

from core.ledger import Ledger, leases
from core.ledger.tables.base import now
from core.ledger.tables.work import LeaseRow
from core.records import Selection


@pytest.fixture
def worklist(ledger, project):
    return ledger.worklists.create(project.id, "Swahili", Selection(languages=("sw",)), ("formality",))


def age(ledger: Ledger, minutes: float) -> None:
    """Let time pass, as far as the leases are concerned."""
    with ledger.store.write() as session:
        for row in session.query(LeaseRow):
            row.expires_at -= timedelta(minutes=minutes)
            row.leased_at -= timedelta(minutes=minutes)


def claimed(ledger, worklist, account_id, candidates, count=2, minutes=15):
    return [
        lease.segment_id
        for lease in ledger.leases.claim(
            worklist.project_id, worklist.id, account_id, candidates, count=count, minutes=minutes
        )
    ]


def test_the_first_free_candidates_in_their_order(ledger, worklist, wanjiru):
    assert claimed(ledger, worklist, "local", ["c", "a", "b", "a"]) == ["c", "a"]
    assert claimed(ledger, worklist, wanjiru.id, ["c", "a", "b", "d", "e"]) == ["b", "d"]
    assert claimed(ledger, worklist, wanjiru.id, ["a", "c"]) == []
    assert claimed(ledger, worklist, wanjiru.id, [], count=3) == []
    assert ledger.leases.held_by_others(worklist.project_id, wanjiru.id) == {"a", "c"}


def test_what_one_holds_is_renewed_under_the_same_lease(ledger, worklist):
    first = ledger.leases.claim(worklist.project_id, worklist.id, "local", ["a"], count=1, minutes=1)[0]
    again = ledger.leases.claim(worklist.project_id, worklist.id, "local", ["a"], count=1, minutes=10)[0]
    assert again.id == first.id
    assert again.expires_at > first.expires_at
    assert [lease.id for lease in ledger.leases.held(worklist.project_id, "local")] == [first.id]


def test_a_lease_that_ran_out_goes_to_the_next_who_asks(ledger, worklist, wanjiru):
    lost = ledger.leases.claim(worklist.project_id, worklist.id, "local", ["a"], count=1, minutes=15)[0]
    age(ledger, 16)
    assert ledger.leases.held(worklist.project_id, "local") == []
    assert claimed(ledger, worklist, wanjiru.id, ["a"]) == ["a"]
    assert ledger.leases.heartbeat(worklist.project_id, "local", [lost.id], 15) == []
    assert ledger.leases.held(worklist.project_id, wanjiru.id)[0].id != lost.id


def test_a_heartbeat_keeps_a_lease_even_a_little_late_but_not_for_ever(ledger, worklist, wanjiru):
    lease = ledger.leases.claim(worklist.project_id, worklist.id, "local", ["a"], count=1, minutes=15)[0]
    age(ledger, 16)
    kept = ledger.leases.heartbeat(worklist.project_id, "local", [lease.id, "unknown"], 15)
    assert [one.segment_id for one in kept] == ["a"]
    assert claimed(ledger, worklist, wanjiru.id, ["a"]) == []
    age(ledger, leases.LONGEST.total_seconds() / 60 - 10)
    forgotten = ledger.leases.heartbeat(worklist.project_id, "local", [lease.id], 15)[0]
    assert forgotten.expires_at < now()
    assert claimed(ledger, worklist, wanjiru.id, ["a"]) == ["a"]


def test_giving_back_and_clearing_away(ledger, worklist, wanjiru):
    claimed(ledger, worklist, "local", ["a", "b"])
    ledger.leases.release(worklist.project_id, wanjiru.id, ["a"])  # not hers
    ledger.leases.release(worklist.project_id, "local", ["a"])
    assert claimed(ledger, worklist, wanjiru.id, ["a", "b"]) == ["a"]
    with ledger.store.write() as session:
        session.execute(update(LeaseRow).where(LeaseRow.segment_id == "b").values(expires_at=now()))
    assert ledger.leases.expire() == 1
    ledger.worklists.close(worklist.project_id, worklist.id)
    assert ledger.leases.held(worklist.project_id, wanjiru.id) == []


def test_many_at_once_never_get_the_same(ledger, ledger_url, worklist):
    """Eight people, each with connections of their own, empty one list of 120 segments."""
    people = [ledger.accounts.create(f"Annotator {n}", "eight or more").id for n in range(8)]
    segments = [f"{n:032x}" for n in range(120)]
    got: dict[str, list[str]] = {person: [] for person in people}
    failures: list[BaseException] = []
    start = threading.Barrier(len(people))

    def work(person: str) -> None:
        own = Ledger(ledger_url)
        try:
            start.wait()
            while True:
                rest = [segment for segment in segments if segment not in got[person]]
                found = claimed(own, worklist, person, rest, count=3)
                if not found:
                    return
                got[person] += found
        except BaseException as error:  # noqa: BLE001 — told by the main thread
            failures.append(error)
        finally:
            own.dispose()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Counter(segment for found in got.values() for segment in found) == dict.fromkeys(segments, 1)
