"""Several people to a segment: as many as asked and never more, blind to each other, nobody twice, none forgotten."""

import threading
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from postgres_server import new_database
from segment_tables import segments

from core.errors import ConflictError, InvalidInputError, PermissionDeniedError
from core.ledger.tables.work import LeaseRow
from core.records import EventKind, NewEvent, Selection
from core.settings import Settings
from core.tagging import handing, labelling, leasing, overlapping, recalling, undoing, worklists
from core.tagging.overlapping import Said
from core.tagging.progress import LanguageProgress, progress
from core.workspace import open_workspace


@pytest.fixture(params=["sqlite", "postgres"])
def shop(request, tmp_path):
    """A workspace with a project of forty segments without a language, on SQLite and PostgreSQL."""
    url = None if request.param == "sqlite" else new_database(request.getfixturevalue("postgres_url"))
    given = {"database_url": url} if url else {}
    settings = Settings(workspace=str(tmp_path / "w"), worker_autostart=False, _env_file=None, **given)
    opened = open_workspace(settings)
    project = opened.ledger.projects.create("Soko")
    opened.corpus(project.id).append(segments(0, 40))
    yield opened
    opened.ledger.dispose()


@pytest.fixture
def people(shop):
    return [shop.ledger.accounts.create(f"Person {n}", "eight or more") for n in range(4)]


def a_worklist(ws, overlap, selection=None, schemes=("formality",), **more):
    project = ws.ledger.projects.list()[0]
    return worklists.create(ws, project.id, "Twice", selection or Selection(), schemes, overlap=overlap, **more)


def lease(ws, worklist, account, count=60, **more):
    return leasing.lease(ws, worklist.project_id, account, worklist.id, count, **more)


def say(ws, worklist, account, segment_id, value="formal", scheme="formality"):
    key = f"{account.id}-{segment_id}-{scheme}-{value}"
    event = NewEvent(key, segment_id, EventKind.LABEL, value, scheme)
    return labelling.record(ws, worklist.project_id, account.id, [event])[0]


def skip(ws, worklist, account, segment_id):
    event = NewEvent(f"skip-{account.id}-{segment_id}", segment_id, EventKind.SKIP, "x")
    labelling.record(ws, worklist.project_id, account.id, [event])


def let_time_pass(ws, minutes=60.0, account_id=None):
    with ws.ledger.store.write() as session:
        for row in session.query(LeaseRow):
            if account_id in (None, row.account_id):
                row.expires_at -= timedelta(minutes=minutes)
                row.leased_at -= timedelta(minutes=minutes)


def ids_of(items):
    return [item.segment_id for item in items]


def test_two_people_get_each_segment_and_a_third_gets_none(shop, people):
    worklist = a_worklist(shop, 2)
    assert len(lease(shop, worklist, people[0])) == 40
    assert len(lease(shop, worklist, people[1])) == 40
    assert lease(shop, worklist, people[2]) == []


def test_who_finished_counts_as_one_of_them_and_never_gets_it_again(shop, people):
    worklist = a_worklist(shop, 2)
    one = lease(shop, worklist, people[0], 1)[0].segment_id
    say(shop, worklist, people[0], one)
    leasing.give_back(shop, worklist.project_id, people[0].id, [one])
    assert one not in ids_of(lease(shop, worklist, people[0]))
    assert ids_of(lease(shop, worklist, people[1], 1)) == [one]  # begun segments come first
    assert one not in ids_of(lease(shop, worklist, people[2]))
    say(shop, worklist, people[1], one, "neutral")
    assert one not in ids_of(lease(shop, worklist, people[3]))


def test_begun_segments_come_first_when_the_corpus_is_looked_through_anew(shop, people):
    worklist = a_worklist(shop, 2)
    last = ids_of(lease(shop, worklist, people[0]))[-3:]
    for one in last:
        say(shop, worklist, people[0], one)
    leasing.give_back(shop, worklist.project_id, people[0].id, ids_of(lease(shop, worklist, people[0])))
    handing.POOLS = handing.Pools()  # as in another process
    assert set(ids_of(lease(shop, worklist, people[1], 3))) == set(last)


def test_imported_labels_are_nobodys(shop, people):
    worklist = a_worklist(shop, 2)
    one = ids_of(lease(shop, worklist, people[0]))[0]
    shop.ledger.events.record(
        worklist.project_id, "import", [NewEvent("file", one, EventKind.LABEL, "formal", "formality", 1)]
    )
    assert one in ids_of(lease(shop, worklist, people[1]))
    single = a_worklist(shop, 1)
    assert one not in ids_of(lease(shop, single, people[2]))


def test_the_first_label_takes_nothing_out_of_a_worklist_of_the_untagged(shop, people):
    worklist = a_worklist(shop, 2, Selection(untagged_by="formality", formality=("formal", "")))
    for one in ids_of(lease(shop, worklist, people[0], 5)):
        say(shop, worklist, people[0], one, "neutral")
    handing.POOLS = handing.Pools()
    assert len(lease(shop, worklist, people[1])) == 40
    assert [(row.done, row.left) for row in progress(shop, worklist)] == [(0, 40)]


def test_withdrawing_lets_somebody_else_have_it(shop, people):
    worklist = a_worklist(shop, 2)
    one = ids_of(lease(shop, worklist, people[0], 1))[0]
    for person in people[:2]:
        say(shop, worklist, person, one)
    assert one not in ids_of(lease(shop, worklist, people[2]))
    undoing.undo(shop, worklist.project_id, people[1].id, worklist_id=worklist.id)
    assert ids_of(shop.ledger.leases.held(worklist.project_id, people[1].id)) == [one]
    assert one not in ids_of(lease(shop, worklist, people[3]))
    leasing.give_back(shop, worklist.project_id, people[1].id, [one])
    handing.POOLS = handing.Pools()
    assert one in ids_of(lease(shop, worklist, people[3]))


def test_a_late_heartbeat_does_not_bring_back_a_place_that_was_taken(shop, people):
    worklist = a_worklist(shop, 2, Selection())
    for person in people[:2]:
        mine = lease(shop, worklist, person, 1)
    let_time_pass(shop, account_id=people[1].id)
    assert ids_of(lease(shop, worklist, people[2], 1)) == ids_of(mine)
    assert leasing.heartbeat(shop, worklist.project_id, people[1].id, [mine[0].lease_id]) == []


def test_a_late_label_is_kept_and_counted_as_beyond(shop, people):
    worklist = a_worklist(shop, 2)
    one = ids_of(lease(shop, worklist, people[0], 1))[0]
    let_time_pass(shop)
    for person in (*people[1:3], people[0]):
        say(shop, worklist, person, one)
    assert progress(shop, worklist) == [LanguageProgress(None, done=1, left=39, skipped=0, beyond=1)]
    kept = shop.ledger.events.labels_by_person(worklist.project_id, "formality")
    assert {who for segment, who in kept if segment == one} == {person.id for person in people[:3]}


def test_nobody_sees_what_others_said_by_any_worklist_nor_by_recalling(shop, people):
    worklist, project_id = a_worklist(shop, 2), a_worklist(shop, 1, schemes=("formality", "domain")).project_id
    both = shop.ledger.worklists.list(project_id)
    wide = next(one for one in both if one.overlap == 1)
    one = ids_of(lease(shop, worklist, people[0], 1))[0]
    say(shop, worklist, people[0], one, "formal")
    say(shop, worklist, people[0], one, "health", "domain")
    theirs = {item.segment_id: item for item in lease(shop, worklist, people[1])}[one]
    assert (dict(theirs.labels), theirs.own) == ({"domain": "health"}, ())
    undoing.undo(shop, project_id, people[0].id)  # the domain: half done in the other worklist
    leasing.give_back(shop, project_id, people[1].id, ids_of(lease(shop, worklist, people[1])))
    items = {item.segment_id: item for item in lease(shop, wide, people[2])}
    assert items[one].labels == {}
    say(shop, worklist, people[1], one, "neutral")
    assert recalling.recall(shop, project_id, people[1].id)[0].labels == {"formality": "neutral"}
    assert recalling.recall(shop, project_id, people[0].id)[0].labels == {"formality": "formal"}


def test_others_are_shown_to_those_who_finished_where_the_worklist_allows_it(shop, people):
    worklist = a_worklist(shop, 3, shows_others=True)
    one = ids_of(lease(shop, worklist, people[0], 1))[0]
    say(shop, worklist, people[0], one, "formal")
    say(shop, worklist, people[1], one, "neutral")
    asked = (shop, worklist.project_id, people[1], worklist.id, one)
    assert overlapping.others_said(*asked) == [Said(people[0].id, "formality", "formal")]
    with pytest.raises(ConflictError, match="not finished"):
        overlapping.others_said(shop, worklist.project_id, people[2], worklist.id, one)
    closed_mouthed = a_worklist(shop, 3)
    with pytest.raises(PermissionDeniedError, match="does not show"):
        overlapping.others_said(shop, worklist.project_id, people[1], closed_mouthed.id, one)


def test_what_all_skipped_is_counted_as_such_and_waits_for_whoever_did_not(shop, people):
    worklist = a_worklist(shop, 2)
    for person in people[:2]:
        shop.ledger.members.put(worklist.project_id, person.id, "annotator")
    one = ids_of(lease(shop, worklist, people[0], 1))[0]
    skip(shop, worklist, people[0], one)
    assert one not in ids_of(lease(shop, worklist, people[0]))
    assert ids_of(lease(shop, worklist, people[1], 1)) == [one]
    assert progress(shop, worklist)[0].skipped_by_all == 0
    skip(shop, worklist, people[1], one)
    counts = progress(shop, worklist)[0]
    assert (counts.left, counts.skipped, counts.skipped_by_all) == (40, 1, 1)


def test_a_goal_is_counted_in_segments_that_all_asked_people_finished(shop, people):
    worklist = a_worklist(shop, 2, goal=1)
    one = ids_of(lease(shop, worklist, people[0], 1))[0]
    say(shop, worklist, people[0], one)
    assert lease(shop, worklist, people[0], 1) != []
    say(shop, worklist, people[1], one)
    handing.POOLS = handing.Pools()
    assert lease(shop, worklist, people[2], 1) == []


def test_asking_more_people_later_counts_what_was_labelled_before(shop, people):
    worklist = a_worklist(shop, 1)
    one = ids_of(lease(shop, worklist, people[0], 1))[0]
    say(shop, worklist, people[0], one)
    assert one not in ids_of(lease(shop, worklist, people[1]))
    leasing.give_back(shop, worklist.project_id, people[1].id, ids_of(lease(shop, worklist, people[1])))
    asked = worklists.set_overlap(shop, worklist, 2, shows_others=True)
    assert (asked.overlap, asked.shows_others) == (2, True)
    assert one in ids_of(lease(shop, worklist, people[1]))
    assert one not in ids_of(lease(shop, worklist, people[0]))
    with pytest.raises(InvalidInputError, match="10 people"):
        worklists.set_overlap(shop, worklist, 10, shows_others=False)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"overlap": 10}, "10 people"), ({"overlap": 0}, "0 people"), ({"overlap": 2, "assigned_to": "local"}, "alone")],
)
def test_what_cannot_be_asked(shop, wrong, words):
    with pytest.raises(InvalidInputError, match=words):
        worklists.create(shop, shop.ledger.projects.list()[0].id, "Wrong", Selection(), ["formality"], **wrong)


def test_sixteen_people_at_once_fill_every_segment_three_times(shop):
    """In two processes' worth of workspaces; two of them wander off again and again, two skip some."""
    worklist = a_worklist(shop, 3)
    people = [shop.ledger.accounts.create(f"Annotator {n}", "eight or more") for n in range(16)]
    other = open_workspace(shop.settings)
    finished: dict[str, list[str]] = defaultdict(list)
    failures: list[BaseException] = []
    lock = threading.Lock()

    def work(number: int) -> None:
        account, ws = people[number], (shop, other)[number % 2]
        try:
            for _round in range(200):
                items = lease(ws, worklist, account, 4)
                if not items:
                    return
                for place, item in enumerate(items[:1] if number < 2 else items):
                    if number in (2, 3) and place == 0:
                        skip(ws, worklist, account, item.segment_id)
                        continue
                    say(ws, worklist, account, item.segment_id)
                    with lock:
                        finished[item.segment_id].append(account.id)
                leasing.give_back(ws, worklist.project_id, account.id, ids_of(items))
        except BaseException as error:  # noqa: BLE001 — told by the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while any(lease(shop, worklist, person, 1) for person in people[4:]):  # what was in hands when somebody looked
        for person in people[4:]:
            for item in lease(shop, worklist, person):
                say(shop, worklist, person, item.segment_id)
                finished[item.segment_id].append(person.id)
    other.ledger.dispose()
    assert failures == []
    assert Counter(len(accounts) for accounts in finished.values()) == {3: 40}
    assert all(len(set(accounts)) == 3 for accounts in finished.values())
