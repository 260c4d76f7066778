"""The leases' routes: segments for one person at a time, kept, given back, counted; by the languages somebody knows."""

import pytest
from api_client import client_of
from tagging_project import TEXTS, tagging_project

from core.access.commands import add_account
from core.records import Role
from core.tagging import worklists

TAGS = {text: tag for tag, own in TEXTS.items() for text in own}


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def worklist(workspace, project):
    return worklists.everything(workspace, project.id).id


@pytest.fixture
def client(workspace):
    return client_of(workspace)


@pytest.fixture
def people(workspace, project):
    """Two annotators with the clients they use."""
    accounts = [add_account(workspace, name, "mlima mrefu wa theluji") for name in ("Ana", "Ben")]
    for account in accounts:
        workspace.ledger.members.put(project.id, account.id, Role.ANNOTATOR)
    return [(account, client_of(workspace, account)) for account in accounts]


def lease(client, project, worklist, **more):
    answer = client.post(f"/projects/{project.id}/leases", json={"worklist": worklist, "count": 4, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_item_says_all_that_the_card_shows(client, project, worklist):
    found = lease(client, project, worklist, count=6)
    assert found["left"] == 18
    arabic = next(item for item in found["items"] if item["language"] == "ar")
    assert arabic["text"] == TEXTS["ar"][0]
    assert (arabic["direction"], arabic["language_name"], arabic["source"]) == ("rtl", "Arabic", "Notebook 3")
    assert (arabic["labels"], arabic["own"], arabic["suggestion"]) == ({}, [], None)
    assert arabic["lease_id"] and arabic["expires_at"]
    assert {item["language"] for item in found["items"]} == set(TEXTS)  # one of each language in turn


def test_what_is_at_hand_is_not_sent_again_and_comes_first_after_a_reload(client, project, worklist):
    first = [item["segment_id"] for item in lease(client, project, worklist)["items"]]
    more = [item["segment_id"] for item in lease(client, project, worklist, exclude=first)["items"]]
    assert not set(first) & set(more)
    reloaded = [item["segment_id"] for item in lease(client, project, worklist, count=8)["items"]]
    assert reloaded == first + more


def test_two_people_never_hold_the_same_segment(people, project, worklist):
    held = [
        item["segment_id"] for _account, client in people for item in lease(client, project, worklist, count=9)["items"]
    ]
    assert len(held) == len(set(held)) == 18


def test_one_language_alone_and_the_rest_goes_back(client, people, project, worklist):
    _account, ana = people[0]
    lease(ana, project, worklist, count=9)
    found = lease(ana, project, worklist, language="yo")
    assert [TAGS[item["text"]] for item in found["items"]] == ["yo"] * 3
    assert found["left"] == 3
    _account, ben = people[1]
    assert len(lease(ben, project, worklist, count=18)["items"]) == 15


def test_somebody_is_handed_the_languages_they_know(workspace, people, project, worklist):
    account, client = people[0]
    workspace.ledger.accounts.set_languages(account.id, ("sw", "yo"))
    found = lease(client, project, worklist, count=10)
    assert {item["language"] for item in found["items"]} == {"sw", "yo"}
    assert found["left"] == 6
    progress = client.get(f"/projects/{project.id}/leases/progress", params={"worklist": worklist}).json()["languages"]
    assert {line["language"] for line in progress if line["mine"]} == {"sw", "yo"}
    assert sum(line["left"] for line in progress) == 18


def test_a_heartbeat_keeps_own_leases_alone(people, project, worklist):
    (_a, ana), (_b, ben) = people
    mine = [item["lease_id"] for item in lease(ana, project, worklist)["items"]]
    kept = ana.post(f"/projects/{project.id}/leases/heartbeat", json={"leases": [*mine, "nobody's"]}).json()["kept"]
    assert {one["lease_id"] for one in kept} == set(mine)
    assert ana.post(f"/projects/{project.id}/leases/{mine[0]}/heartbeat").json()["kept"][0]["lease_id"] == mine[0]
    assert ben.post(f"/projects/{project.id}/leases/{mine[0]}/heartbeat").json() == {"kept": []}


def test_segments_given_back_go_to_others(people, project, worklist):
    (_a, ana), (_b, ben) = people
    mine = [item["segment_id"] for item in lease(ana, project, worklist, count=18)["items"]]
    assert lease(ben, project, worklist)["items"] == []
    assert ana.post(f"/projects/{project.id}/leases/release", json={"segments": mine[:2]}).status_code == 204
    assert {item["segment_id"] for item in lease(ben, project, worklist)["items"]} == set(mine[:2])


def test_strangers_and_wrong_requests_are_refused_in_words(workspace, project, worklist):
    stranger = client_of(workspace, add_account(workspace, "First", "mlima mrefu wa theluji"))
    somebody = client_of(workspace, add_account(workspace, "Eve", "mlima mrefu wa theluji"))
    answer = somebody.post(f"/projects/{project.id}/leases", json={"worklist": worklist})
    assert answer.status_code == 403
    assert "Ask one of its owners" in answer.json()["hint"]
    assert stranger.post(f"/projects/{project.id}/leases", json={"worklist": "none"}).status_code == 404
    assert stranger.post(f"/projects/{project.id}/leases", json={"worklist": worklist, "count": 0}).status_code == 422


def test_a_closed_worklist_says_so(workspace, client, project, worklist):
    workspace.ledger.worklists.close(project.id, worklist)
    answer = client.post(f"/projects/{project.id}/leases", json={"worklist": worklist})
    assert (answer.status_code, answer.json()["hint"]) == (409, "Choose another one.")


def test_suggestions_come_beside_a_segment_with_reasons_and_say_when_they_are_shown(workspace):
    project = tagging_project(workspace, "Chat", {"fr": ["ouais mec, t'as vu ça !!!", "Il pleut."]})
    worklist = worklists.everything(workspace, project.id).id
    items = {one["text"]: one for one in lease(client_of(workspace), project, worklist)["items"]}
    assert items["Il pleut."]["suggestions"] == []  # nothing plain, and no model yet
    (found,) = items["ouais mec, t'as vu ça !!!"]["suggestions"]
    assert (found["scheme"], found["value"], found["probability"]) == ("formality", "colloquial", None)
    assert found["when"] in ("after_key", "never")  # the default; a fifth is never shown
    assert {"kind": "slang", "name": "ouais", "places": [[0, 5]]}.items() <= found["evidence"][0].items()
    assert items["ouais mec, t'as vu ça !!!"]["labels"] == {}
