"""The whole way of a label with the ledger on PostgreSQL: leased, recorded, seen, folded, undone."""

import threading
from collections import Counter

import pytest
from identified import identify
from postgres_server import new_database
from segment_tables import segments

from core.records import EventKind, NewEvent, Selection
from core.settings import Settings
from core.tagging import labelling, leasing, projection, undoing, worklists
from core.workspace import open_workspace


@pytest.fixture
def workspace(tmp_path, postgres_url):
    settings = Settings(
        workspace=str(tmp_path / "w"), database_url=new_database(postgres_url), worker_autostart=False, _env_file=None
    )
    opened = open_workspace(settings)
    yield opened
    opened.ledger.dispose()


def label(segment_id, key, value="formal"):
    return NewEvent(key, segment_id, EventKind.LABEL, value, "formality")


def formality(ws, project_id):
    with ws.snapshot(project_id) as snapshot:
        return dict(snapshot.facet("formality"))


def test_the_way_of_a_label(workspace):
    project = workspace.ledger.projects.create("Mtaa")
    workspace.corpus(project.id).append(segments(0, 20))
    identify(workspace, project.id)
    worklist = worklists.create(workspace, project.id, "Formality", Selection(), ["formality"])
    local = workspace.ledger.accounts.get("local")
    items = leasing.lease(workspace, project.id, local, worklist.id, 3)
    for item in items:
        labelling.record(workspace, project.id, "local", [label(item.segment_id, f"k-{item.segment_id}")])
    assert formality(workspace, project.id) == {None: 17, "formal": 3}
    assert projection.fold(workspace, project.id).segments == 3
    undoing.undo(workspace, project.id, "local", worklist_id=worklist.id)
    assert formality(workspace, project.id) == {None: 18, "formal": 2}
    assert leasing.lease(workspace, project.id, local, worklist.id, 1)[0].segment_id == items[-1].segment_id


def test_several_people_at_once_label_everything_once(workspace):
    project = workspace.ledger.projects.create("Mtaa")
    workspace.corpus(project.id).append(segments(0, 40))
    worklist = worklists.create(workspace, project.id, "Formality", Selection(), ["formality"])
    people = [workspace.ledger.accounts.create(f"Person {n}", "eight or more") for n in range(4)]
    labelled: Counter[str] = Counter()
    failures: list[BaseException] = []

    def work(account) -> None:
        try:
            while items := leasing.lease(workspace, project.id, account, worklist.id, 3):
                for item in items:
                    labelling.record(
                        workspace, project.id, account.id, [label(item.segment_id, f"{account.id}-{item.segment_id}")]
                    )
                    labelled[item.segment_id] += 1
        except BaseException as error:  # noqa: BLE001 — told by the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(labelled) == 40
    assert set(labelled.values()) == {1}
