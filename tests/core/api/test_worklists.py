"""The worklists' routes: made by owners with an overlap, what others said shown to those who are done."""

import pytest
from api_client import client_of
from tagging_project import tagging_project

from core.access.commands import add_account
from core.records import Role


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def people(workspace, project):
    """An owner and two annotators: their clients."""
    accounts = [add_account(workspace, name, "mlima mrefu wa theluji") for name in ("Olu", "Ana", "Ben")]
    for account in accounts[1:]:
        workspace.ledger.members.put(project.id, account.id, Role.ANNOTATOR)
    return [client_of(workspace, account) for account in accounts]


def make(client, project, **more):
    new = {"key": "twice", "name": "Twice", "schemes": ["formality"], "overlap": 2, **more}
    return client.post(f"/projects/{project.id}/worklists", json=new)


def lease(client, project):
    asked = {"worklist": "twice", "count": 3}
    return client.post(f"/projects/{project.id}/leases", json=asked).json()["items"]


def label(client, project, key, segment, value, **more):
    sent = [{"key": key, "segment_id": segment, "value": value, "scheme": "formality", **more}]
    answer = client.post(f"/projects/{project.id}/labels", json=sent)
    assert answer.status_code == 200, answer.text


def test_owners_make_worklists_that_ask_several_people(people, project):
    olu, ana, _ben = people
    made = make(olu, project, shows_others=True, selection={"languages": ["yo"]})
    assert made.status_code == 201, made.text
    assert (made.json()["overlap"], made.json()["shows_others"]) == (2, True)
    assert make(olu, project).json()["id"] == "twice"
    assert "twice" in {one["id"] for one in ana.get(f"/projects/{project.id}/worklists").json()}
    assert make(ana, project, key="mine").status_code == 403
    assert make(olu, project, key="ten", overlap=10).status_code == 422


def test_others_are_unseen_until_one_is_done(people, project):
    olu, ana, ben = people
    make(olu, project, shows_others=True)
    item = lease(ana, project)[0]
    label(ana, project, "k1", item["segment_id"], "formal")
    theirs = lease(ben, project)[0]
    assert (theirs["segment_id"], theirs["labels"], theirs["own"]) == (item["segment_id"], {}, [])
    address = f"/projects/{project.id}/worklists/twice/segments/{item['segment_id']}/others"
    refused = ben.get(address)
    assert (refused.status_code, refused.json()["hint"]) == (409, "Say first what you think of it.")
    label(ben, project, "k2", item["segment_id"], "neutral")
    assert ben.get(address).json() == {"items": [{"name": "Ana", "scheme": "formality", "value": "formal"}]}
    recalled = ben.get(f"/projects/{project.id}/labels/recent").json()["items"][0]["item"]
    assert (recalled["labels"], recalled["own"]) == ({"formality": "neutral"}, ["formality"])


def test_a_worklist_that_does_not_show_others_refuses(people, project):
    olu, ana, _ben = people
    make(olu, project)
    segment = lease(ana, project)[0]["segment_id"]
    label(ana, project, "k1", segment, "formal")
    assert ana.get(f"/projects/{project.id}/worklists/twice/segments/{segment}/others").status_code == 403
