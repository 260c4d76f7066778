"""Claims where several people are asked, in random orders of claiming, labelling, running out, withdrawing."""

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger.tables.base import now
from core.ledger.tables.work import LeaseRow
from core.records import EventKind, NewEvent, Selection

PEOPLE = 5
SEGMENTS = tuple("abcdef")
SCHEMES = ("formality", "domain")

STEP = st.tuples(
    st.sampled_from(["claim", "claim", "label", "label", "half", "expire", "release", "withdraw", "late", "beat"]),
    st.integers(0, PEOPLE - 1),
    st.integers(0, len(SEGMENTS) - 1),
)


class Shop:
    """One worklist and what its people do, with a plain account of who finished and who was handed what."""

    def __init__(self, ledger, name, overlap):
        self.ledger, self.overlap = ledger, overlap
        self.project = ledger.projects.create(name).id
        schemes = SCHEMES
        self.worklist = ledger.worklists.create(self.project, "Several", Selection(), schemes, overlap=overlap).id
        known = {one.name: one.id for one in ledger.accounts.list()}
        self.people = [known.get(f"P{n}") or ledger.accounts.create(f"P{n}", "eight or more").id for n in range(PEOPLE)]
        self.finished, self.handed, self.keys = defaultdict(set), defaultdict(set), 0
        self.leases = {}

    def claim(self, person, _segment, count=2):
        found = self.ledger.leases.claim(
            self.project,
            self.worklist,
            person,
            SEGMENTS,
            count=count,
            minutes=15,
            overlap=self.overlap,
            schemes=SCHEMES,
        )
        for lease in found:
            segment = lease.segment_id
            assert person not in self.finished[segment], "handed what they finished"
            holders = self.live(segment)
            assert person in holders
            assert len(holders | self.finished[segment]) <= self.overlap, "handed to too many"
            self.leases[person, segment] = lease.id
        return [lease.segment_id for lease in found]

    def live(self, segment):
        return self.ledger.leases.holders(self.project).get(segment, set())

    def put(self, person, segment, scheme, value):
        self.keys += 1
        event = NewEvent(f"k{self.keys}", segment, EventKind.LABEL, value, scheme, 1)
        self.ledger.events.record(self.project, person, [event])

    def half(self, person, segment):
        if person not in self.finished[segment]:
            self.put(person, segment, SCHEMES[0], "formal")

    def label(self, person, segment):
        if person not in self.live(segment):
            return
        self.late(person, segment)

    def late(self, person, segment):
        """Also without a lease: it is taken all the same."""
        for scheme in SCHEMES:
            self.put(person, segment, scheme, "formal")
        self.finished[segment].add(person)
        self.ledger.leases.release(self.project, person, [segment])

    def withdraw(self, person, segment):
        if person in self.finished[segment]:
            self.put(person, segment, SCHEMES[1], None)
            self.finished[segment].discard(person)

    def expire(self, person, _segment):
        with self.ledger.store.write() as session:
            for row in session.query(LeaseRow).filter_by(project_id=self.project, account_id=person):
                row.expires_at = now() - timedelta(minutes=1)

    def release(self, person, segment):
        self.ledger.leases.release(self.project, person, [segment])

    def beat(self, person, segment):
        before = len(self.live(segment) | self.finished[segment])
        if (person, segment) in self.leases:
            self.ledger.leases.heartbeat(self.project, person, [self.leases[person, segment]], 15)
        after = len(self.live(segment) | self.finished[segment])
        assert after <= max(before, self.overlap)


@pytest.mark.parametrize("overlap", [2, 3])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=30))
def test_never_more_than_asked_nobody_twice_and_none_starved(ledger, overlap, steps):
    shop = Shop(ledger, f"Soko {now().isoformat()}", overlap)
    for step, person, segment in steps:
        getattr(shop, step)(shop.people[person], SEGMENTS[segment])
    for person in shop.people:  # everybody walks away; whoever comes then finds all that is not filled
        shop.expire(person, "")
    for person in shop.people:
        for segment in shop.claim(person, "", count=len(SEGMENTS)):
            shop.label(person, segment)
    assert all(len(shop.finished[segment]) >= overlap for segment in SEGMENTS)
    found = defaultdict(set)
    for one in ledger.events.finished(shop.project, SCHEMES):
        found[one.segment_id].add(one.account_id)
    assert found == {segment: people for segment, people in shop.finished.items() if people}


def test_a_heartbeat_does_not_revive_what_others_finished_meanwhile(ledger):
    shop = Shop(ledger, "Soko", 2)
    ana, ben, cem = shop.people[:3]
    assert shop.claim(ana, "", count=1) == ["a"]
    shop.expire(ana, "")
    shop.late(ben, "a")
    shop.beat(ana, "a")
    assert shop.live("a") == {ana}
    shop.expire(ana, "")
    shop.late(cem, "a")
    shop.beat(ana, "a")
    assert shop.live("a") == set()


def test_what_one_finished_or_took_back_is_told_by_the_newest_label(ledger):
    shop = Shop(ledger, "Soko", 2)
    ana, ben = shop.people[:2]
    shop.half(ana, "a")
    assert ledger.events.finished(shop.project, SCHEMES) == []
    shop.late(ana, "a")
    shop.late(ben, "a")
    shop.put("import", "b", "formality", "formal")
    shop.put("import", "b", "domain", "health")
    assert {(one.segment_id, one.account_id) for one in ledger.events.finished(shop.project, SCHEMES)} == {
        ("a", ana),
        ("a", ben),
    }
    shop.withdraw(ana, "a")
    assert [one.account_id for one in ledger.events.finished(shop.project, SCHEMES)] == [ben]
    assert ledger.events.finished(shop.project, SCHEMES, ana) == []
