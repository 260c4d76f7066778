"""The routes of the concordance, of a segment's context, and of batches; replacing is for owners."""

import pytest
from api_client import client_of
from tagging_project import tagging_project

from core.access.commands import add_account
from core.records import Role


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def client(workspace):
    return client_of(workspace)


def test_lines_figures_and_context(client, project):
    base = f"/projects/{project.id}"
    found = client.post(f"{base}/concordance", json={"text": "doctor"}).json()
    (line,) = found["lines"]
    assert (line["before"], line["hit"], line["after"], line["language"]) == (
        "The ",
        "doctor",
        " is in room four.",
        "en",
    )
    assert (found["hits"], found["segments"], found["languages"], found["forms"]) == (1, 1, {"en": 1}, {"doctor": 1})
    context = client.get(f"{base}/segments/{line['segment_id']}/context").json()
    assert (context["source"], len(context["before"]), context["versions"]) == ("Notebook 3", 3, [])
    assert client.get(f"{base}/segments/none/context").status_code == 404
    refused = client.post(f"{base}/concordance", json={"text": "(a", "kind": "pattern"})
    assert (refused.status_code, "no pattern" in refused.json()["error"]) == (422, True)


def test_a_batch_is_planned_read_applied_and_undone(workspace, client, project):
    base = f"/projects/{project.id}/batches"
    with workspace.snapshot(project.id) as snapshot:
        ids = snapshot.ids()[:5]
    asked = {"key": "one", "scheme": "formality", "value": "formal", "segment_ids": ids}
    planned = client.post(f"{base}/plan", json=asked).json()
    assert (planned["tags"], set(planned["sample"])) == (5, set(ids))
    assert client.post(base, json=asked).status_code == 422
    done = client.post(base, json=asked | {"looked_at": planned["sample"]}).json()
    assert done["tagged"] == 5
    assert [one["batch_id"] for one in client.get(base).json()] == [done["batch_id"]]
    assert client.post(f"{base}/{done['batch_id']}/undo").json() == {
        "batch_id": done["batch_id"],
        "undone": 5,
        "left": 0,
    }


def test_only_owners_tag_over_other_labels(workspace, project):
    owner = add_account(workspace, "Owner", "mlima mrefu wa theluji")
    amina = add_account(workspace, "Amina", "mlima mrefu wa theluji")
    workspace.ledger.members.put(project.id, owner.id, Role.OWNER)
    workspace.ledger.members.put(project.id, amina.id, Role.ANNOTATOR)
    with workspace.snapshot(project.id) as snapshot:
        ids = snapshot.ids()[:2]
    asked = {"key": "one", "scheme": "formality", "value": "formal", "segment_ids": ids, "looked_at": ids}
    base = f"/projects/{project.id}/batches"
    assert client_of(workspace, amina).post(base, json=asked | {"replace": True}).status_code == 403
    assert client_of(workspace, amina).post(base, json=asked).json()["tagged"] == 2
    assert [one["account_id"] for one in client_of(workspace, owner).get(base).json()] == [amina.id]
