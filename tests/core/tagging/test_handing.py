"""Who gets which segment: in turn by language, never twice, none forgotten."""

import threading
from collections import Counter

import pytest

from core.errors import ConflictError, NotFoundError
from core.records import EventKind, NewEvent, Selection
from core.tagging import handing, labelling, leasing, pools, worklists
from core.tagging.progress import LanguageProgress, progress
from core.workspace import open_workspace


@pytest.fixture
def worklist(workspace, project):
    return worklists.create(workspace, project.id, "Formality", Selection(), ["formality"])


@pytest.fixture
def local(workspace):
    return workspace.ledger.accounts.get("local")


@pytest.fixture
def people(workspace):
    return [workspace.ledger.accounts.create(f"Person {n}", "eight or more") for n in range(4)]


@pytest.fixture
def lease(workspace, project, worklist, local):
    def ask(count, account=local, **more):
        return leasing.lease(workspace, project.id, account, worklist.id, count, **more)

    return ask


def test_one_of_each_language_in_turn(lease):
    items = lease(8)
    assert [item.language for item in items] == ["am", "ar", "en", "sw"] * 2
    assert {item.text[0].isascii(): item.direction for item in items if item.text[0] in "صHG"} == {
        False: "rtl",
        True: "ltr",
    }
    assert all(item.text and item.labels == {} and item.source_id == "source" for item in items)


def test_people_get_the_languages_they_know(workspace, project, lease, worklist):
    anna = workspace.ledger.accounts.create("Anna", "eight or more", languages=("sw", "ar-EG"))
    assert {item.language for item in lease(60, anna)} == {"sw", "ar"}
    workspace.ledger.worklists.assign(project.id, worklist.id, anna.id)
    assert {item.language for item in lease(60, anna)} == {"sw", "ar", "am", "en"}


def test_one_language_alone_whatever_one_knows(workspace, lease):
    anna = workspace.ledger.accounts.create("Anna", "eight or more", languages=("sw",))
    assert {item.language for item in lease(3, anna)} == {"sw"}
    assert {item.language for item in lease(3, anna, language="am")} == {"am"}
    assert lease(3, anna, language="") == []
    assert len(lease(15, language="sw")) == 15  # what Anna held in Swahili was given back


def test_after_a_reload_the_same_come_back_and_prefetching_brings_others(lease):
    first = lease(5)
    assert [item.segment_id for item in lease(5)] == [item.segment_id for item in first]
    more = lease(5, holding=[item.segment_id for item in first])
    assert not {item.segment_id for item in first} & {item.segment_id for item in more}
    assert len(lease(60)) == 60


def test_nobody_gets_what_somebody_has_has_done_or_skipped(workspace, project, lease, label, decide, people):
    mine = lease(10)
    label(mine[0].segment_id, "formal")
    decide(mine[1].segment_id, EventKind.SKIP, "x")
    theirs = {item.segment_id for item in lease(60, people[0])}
    assert len(theirs) == 51
    assert theirs & {item.segment_id for item in mine} == {mine[1].segment_id}  # skipped by one, waits for the other
    again = {item.segment_id for item in lease(60)}
    assert again == {item.segment_id for item in mine[2:]}


def test_what_was_done_elsewhere_meanwhile_is_not_handed_out(workspace, project, worklist, lease, ids):
    """The prepared candidates are older than the labels, and of another process at that."""
    lease(1)
    other = open_workspace(workspace.settings)
    events = [NewEvent(f"k{n}", name, EventKind.LABEL, "formal", "formality") for n, name in enumerate(ids[1:58])]
    labelling.record(other, project.id, "local", events)
    other.ledger.dispose()
    found = [item.segment_id for item in lease(60)]
    assert sorted(found) == sorted({ids[0], ids[58], ids[59]} | ({found[0]} & set(ids[1:58])))
    assert len(found) <= 3


def test_a_segment_half_done_goes_on_to_somebody_else(workspace, project, label, local, people):
    worklist = worklists.everything(workspace, project.id)
    item = leasing.lease(workspace, project.id, local, worklist.id, 1)[0]
    label(item.segment_id, "formal")
    assert [one.segment_id for one in workspace.ledger.leases.held(project.id, "local")] == [item.segment_id]
    leasing.give_back(workspace, project.id, "local", [item.segment_id])
    theirs = leasing.lease(workspace, project.id, people[0], worklist.id, 60)
    half = {one.segment_id: one for one in theirs}[item.segment_id]
    assert (half.labels, half.own) == ({"formality": "formal"}, ())
    label(item.segment_id, "health", "domain", account=people[0].id)
    assert item.segment_id not in {one.segment_id for one in workspace.ledger.leases.held(project.id, people[0].id)}


def test_heartbeats_keep_and_others_do_not_get(workspace, project, lease, people):
    mine = lease(60)
    kept = leasing.heartbeat(workspace, project.id, "local", [item.lease_id for item in mine[:3]])
    assert len(kept) == 3
    assert kept[0].expires_at > mine[0].expires_at
    assert lease(5, people[0]) == []
    leasing.give_back(workspace, project.id, "local", [mine[0].segment_id])
    assert [item.segment_id for item in lease(5, people[0])] == [mine[0].segment_id]


def test_closed_and_foreign_worklists_hand_out_nothing(workspace, project, lease, worklist, people):
    workspace.ledger.worklists.assign(project.id, worklist.id, people[0].id)
    with pytest.raises(ConflictError, match="somebody else's"):
        lease(1)
    workspace.ledger.worklists.close(project.id, worklist.id)
    with pytest.raises(ConflictError, match="closed"):
        lease(1, people[0])
    with pytest.raises(NotFoundError):
        leasing.lease(workspace, project.id, people[0], "nothing", 1)


def test_a_goal_ends_the_handing_out(workspace, project, local, label):
    cell = Selection(languages=("sw",), formality=("formal", ""))
    worklist = worklists.create(workspace, project.id, "sw · formal", cell, ["formality"], goal=2, reason="weak")
    for value in ("formal", "neutral", "formal"):
        item = leasing.lease(workspace, project.id, local, worklist.id, 1)[0]
        label(item.segment_id, value)
    assert leasing.lease(workspace, project.id, local, worklist.id, 1) == []
    assert progress(workspace, worklist) == [LanguageProgress("sw", done=2, left=12, skipped=0)]


def test_progress_counts_done_left_and_skipped(workspace, project, worklist, label, decide, ids, people):
    for segment in ids[:6]:  # sw am ar en sw am
        label(segment, "formal")
    decide(ids[8], EventKind.SKIP, "x")
    decide(ids[9], EventKind.SKIP, "x", account=people[0].id)
    found = {one.language: (one.done, one.left, one.skipped) for one in progress(workspace, worklist)}
    assert found == {"sw": (2, 13, 1), "am": (2, 13, 1), "ar": (1, 14, 0), "en": (1, 14, 0)}
    own = {one.language: one.skipped for one in progress(workspace, worklist, account_id="local")}
    assert own == {"sw": 1, "am": 0, "ar": 0, "en": 0}


def test_the_standing_worklist_leaves_out_what_the_filter_drops(workspace, project, local):
    workspace.ledger.projects.update(project.id, languages=("sw", "am"))
    worklist = worklists.everything(workspace, project.id)
    assert worklists.everything(workspace, project.id) == worklist
    items = leasing.lease(workspace, project.id, local, worklist.id, 60)
    assert Counter(item.language for item in items) == {"sw": 15, "am": 15}


def test_the_standing_worklist_follows_the_projects_schemes(workspace, project, local, label, ids):
    label(ids[0], "formal")
    workspace.ledger.projects.update(project.id, schemes=("formality",))
    worklist = worklists.everything(workspace, project.id)
    assert len(leasing.lease(workspace, project.id, local, worklist.id, 60)) == 59
    workspace.ledger.projects.update(project.id, schemes=("formality", "domain"))
    assert worklists.everything(workspace, project.id).schemes == ("formality", "domain")
    assert len(leasing.lease(workspace, project.id, local, worklist.id, 60)) == 60


def test_a_worklist_is_made_once_a_key(workspace, project):
    made = worklists.create(workspace, project.id, "One", Selection(), ["formality"], key="click")
    assert worklists.create(workspace, project.id, "One", Selection(), ["formality"], key="click") == made
    other = workspace.ledger.projects.create("Soko")
    with pytest.raises(ConflictError):
        worklists.create(workspace, other.id, "One", Selection(), ["formality"], key="click")
    with pytest.raises(NotFoundError):
        worklists.create(workspace, project.id, "Two", Selection(), ["mood"])


def test_small_pools_starve_nothing(workspace, project, lease, decide, monkeypatch):
    """One who skips everything is led through all segments, although few are prepared at a time."""
    monkeypatch.setattr(worklists, "PER_LANGUAGE", 2)
    seen = Counter()
    while items := lease(3):
        for item in items:
            seen[item.segment_id] += 1
            decide(item.segment_id, EventKind.SKIP, "x")
    assert len(seen) == 60
    assert set(seen.values()) == {1}


def test_what_two_pools_propose_comes_once(workspace, worklist, local, lease):
    handing.POOLS.renewed(workspace, worklist, local, ())  # looked for this person alone, before the shared one
    handed = [item.segment_id for item in lease(100)]
    assert len(handed) == len(set(handed)) == 60


def test_several_people_at_once_label_everything_once(workspace, project, worklist, people, monkeypatch):
    """Four people in two processes' worth of workspaces; one of them wanders off again and again."""
    monkeypatch.setattr(pools, "OLD_SECONDS", 0.5)
    labelled: Counter[str] = Counter()
    failures: list[BaseException] = []
    lock = threading.Lock()

    def work(account, ws) -> None:
        try:
            for _round in range(100):
                items = leasing.lease(ws, project.id, account, worklist.id, 4)
                if not items:
                    return
                kept = items[:1] if account == people[0] else items
                for item in kept:
                    event = NewEvent(
                        f"{account.id}-{item.segment_id}", item.segment_id, EventKind.LABEL, "formal", "formality"
                    )
                    labelling.record(ws, project.id, account.id, [event])
                    with lock:
                        labelled[item.segment_id] += 1
                leasing.give_back(ws, project.id, account.id, [item.segment_id for item in items])
        except BaseException as error:  # noqa: BLE001 — told by the main thread
            failures.append(error)

    other = open_workspace(workspace.settings)
    threads = [threading.Thread(target=work, args=(one, (workspace, other)[n % 2])) for n, one in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.ledger.dispose()
    assert failures == []
    assert len(labelled) == 60
    assert set(labelled.values()) == {1}
