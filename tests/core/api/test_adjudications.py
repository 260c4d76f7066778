"""The adjudications' routes, for owners: the queue, a decision, unanimous ones, undoing, gold labels."""

import pytest
from api_client import client_of
from opinion_rows import say
from tagging_project import tagging_project

from core.access.commands import add_account
from core.records import Role, Selection


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def people(workspace, project):
    accounts = [add_account(workspace, name, "mlima mrefu wa theluji") for name in ("Olu", "Ana", "Ben")]
    for account in accounts[1:]:
        workspace.ledger.members.put(project.id, account.id, Role.ANNOTATOR)
    return accounts


@pytest.fixture
def told(workspace, project, people):
    """Two segments: people differ about the first, and say the same of the second."""
    with workspace.snapshot(project.id) as snapshot:
        ids = [row.segment.id for row in snapshot.page(Selection(languages=("yo",)), limit=2)]
    for segment, given in zip(ids, (("colloquial", "formal"), ("neutral", "neutral")), strict=True):
        for account, value in zip(people[1:], given, strict=True):
            say(workspace, project, account.id, segment, value)
    return ids


def test_from_the_queue_to_gold_and_back(workspace, project, people, told):
    olu, (_owner, ana, ben) = client_of(workspace, people[0]), people
    base = f"/projects/{project.id}/adjudications"
    queue = olu.get(f"{base}/queue", params={"scheme": "formality"}).json()
    assert (queue["total"], queue["unanimous"]) == (1, [{"value": "neutral", "segments": 1}])
    (item,) = queue["items"]
    assert (item["segment_id"], item["language"], item["disagreement"]) == (told[0], "yo", 1)
    assert item["opinions"] == [
        {"account_id": ana.id, "value": "colloquial"},
        {"account_id": ben.id, "value": "formal"},
    ]
    ruling = {"key": "d1", "segment_id": told[0], "scheme": "formality", "value": "formal"}
    assert olu.post(base, json=ruling).status_code == 422
    assert olu.post(base, json=ruling | {"reason": "unanimous"}).status_code == 422
    made = olu.post(base, json=ruling | {"reason": "error", "note": "A slip."})
    assert (made.status_code, made.json()["value"]) == (200, "formal")
    accepted = olu.post(f"{base}/unanimous", json={"key": "all", "scheme": "formality"})
    assert accepted.json() == {"segments": 1}
    gold = olu.get(base, params={"scheme": "formality"}).json()
    assert [(one["value"], one["reason"], one["note"], one["decided_by"]) for one in gold] == [
        ("formal", "error", "A slip.", people[0].id),
        ("neutral", "unanimous", None, people[0].id),
    ]
    assert [one["value"] for one in gold[0]["opinions"]] == ["colloquial", "formal"]
    for key in ("d1", "all"):
        assert olu.post(f"{base}/undo", json={"key": key, "scheme": "formality"}).json() == {"segments": 1}
    assert olu.get(base, params={"scheme": "formality"}).json() == []


def test_annotators_neither_see_nor_decide(workspace, project, people, told):
    ana = client_of(workspace, people[1])
    base = f"/projects/{project.id}/adjudications"
    for address in (base, f"{base}/queue"):
        assert ana.get(address, params={"scheme": "formality"}).status_code == 403
    sneaked = [{"key": "s", "segment_id": told[0], "kind": "adjudicate", "value": "formal", "scheme": "formality"}]
    refused = ana.post(f"/projects/{project.id}/labels", json=sneaked)
    assert refused.status_code == 422
