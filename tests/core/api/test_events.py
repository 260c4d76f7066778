"""The labels' routes: one acknowledgement a key after the commit, idempotent, undone in their order, read in pages."""

import threading
import uuid

import pytest
from api_client import client_of
from tagging_project import TEXTS, tagging_project

from core.access.commands import add_account
from core.records import Role
from core.tagging import worklists


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def segments(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.ids()


@pytest.fixture
def client(workspace):
    return client_of(workspace)


def label(segment, value="formal", **more):
    return {"key": str(uuid.uuid4()), "segment_id": segment, "scheme": "formality", "value": value, **more}


def send(client, project, *decisions, **headers):
    return client.post(f"/projects/{project.id}/labels", json=list(decisions), headers=headers)


def standing(workspace, project, segment):
    with workspace.snapshot(project.id) as snapshot:
        (row,) = snapshot.rows([segment])
    return row.formality, row.domain, row.tag


def test_each_key_is_acknowledged_once_it_is_recorded(workspace, client, project, segments):
    sent = [label(segments[0]), label(segments[0], "health", scheme="domain", seconds=1.5)]
    acknowledged = send(client, project, *sent).json()
    assert [(one["key"], one["seq"], one["value"]) for one in acknowledged] == [
        (sent[0]["key"], 1, "formal"),
        (sent[1]["key"], 2, "health"),
    ]
    assert standing(workspace, project, segments[0])[:2] == ("formal", "health")
    assert workspace.ledger.events.by_key(project.id, sent[1]["key"]).seconds == 1.5


def test_sending_it_again_answers_the_same_and_records_nothing(workspace, client, project, segments):
    sent = label(segments[0])
    first, second = send(client, project, sent).json(), send(client, project, sent).json()
    assert first == second
    assert workspace.ledger.events.latest(project.id) == 1


def test_a_key_used_for_another_decision_is_refused(client, project, segments):
    sent = label(segments[0])
    send(client, project, sent)
    answer = send(client, project, sent | {"value": "neutral"})
    assert answer.status_code == 409
    assert "used before for another decision" in answer.json()["error"]


def test_a_wrong_value_names_what_is_right_and_nothing_is_recorded(workspace, client, project, segments):
    answer = send(client, project, label(segments[0]), label(segments[1], "very formal"))
    assert answer.status_code == 422
    assert "colloquial, rather_colloquial" in answer.json()["hint"]
    assert workspace.ledger.events.latest(project.id) == 0


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ({"segment_id": "0" * 32}, 404),
        ({"scheme": "mood"}, 422),
        ({"kind": "language", "value": "nonsense", "scheme": None}, 422),
        ({"kind": "undo", "scheme": None}, 422),
        ({"kind": "undo", "undoes": "unknown", "scheme": None}, 404),
        ({"kind": "dance"}, 422),
        ({"seconds": -1}, 422),
        ({"key": ""}, 422),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_words(client, project, segments, decision, status):
    answer = send(client, project, label(segments[0]) | decision)
    assert answer.status_code == status, answer.text
    assert answer.json().get("error") or answer.json()["detail"]


def test_every_kind_of_decision_goes_through_one_door(workspace, client, project, segments):
    kinds = [
        ("language", "pt-br", "pt-BR"),
        ("skip", "skipped", "skipped"),
        ("note", "odd", "odd"),
        ("restore", "drop", "drop"),
    ]
    sent = [label(segments[0], value, kind=kind, scheme=None) for kind, value, _stored in kinds]
    assert [one["value"] for one in send(client, project, *sent).json()] == [stored for _k, _v, stored in kinds]
    with workspace.snapshot(project.id) as snapshot:
        (row,) = snapshot.rows([segments[0]])
    assert (row.tag, row.human_verdict) == ("pt-BR", "drop")


def test_undo_in_the_same_batch_keeps_its_place(workspace, client, project, segments):
    first, second = label(segments[0]), label(segments[0], "neutral")
    undo = {"key": f"undo:{second['key']}", "segment_id": segments[0], "kind": "undo", "undoes": second["key"]}
    third = label(segments[1], "colloquial")
    acknowledged = send(client, project, first, second, undo, third).json()
    assert [one["value"] for one in acknowledged] == ["formal", "neutral", "formal", "colloquial"]
    assert standing(workspace, project, segments[0])[0] == "formal"
    assert send(client, project, undo).json()[0]["seq"] == 3  # undoing twice is once
    undo_first = {"key": f"undo:{first['key']}", "segment_id": segments[0], "kind": "undo", "undoes": first["key"]}
    assert send(client, project, undo_first).json()[0]["value"] is None


def test_an_undone_segment_is_leased_to_its_person_again(workspace, client, project):
    worklist = worklists.everything(workspace, project.id).id
    (item,) = client.post(f"/projects/{project.id}/leases", json={"worklist": worklist, "count": 1}).json()["items"]
    sent = [label(item["segment_id"]), label(item["segment_id"], "health", scheme="domain")]
    send(client, project, *sent)
    assert workspace.ledger.leases.held(project.id, "local") == []
    undo = {"key": f"undo:{sent[1]['key']}", "segment_id": item["segment_id"], "kind": "undo", "undoes": sent[1]["key"]}
    send(client, project, undo | {"worklist": worklist})
    assert [one.segment_id for one in workspace.ledger.leases.held(project.id, "local")] == [item["segment_id"]]


def test_choices_of_somebody_else_in_the_same_browser_are_refused(workspace, client, project, segments):
    answer = send(client, project, label(segments[0]), **{"X-Isogloss-Account": "ana"})
    assert answer.status_code == 403
    assert workspace.ledger.events.latest(project.id) == 0
    assert send(client, project, label(segments[0]), **{"X-Isogloss-Account": "local"}).status_code == 200


def test_the_list_is_read_page_by_page_and_annotators_see_their_own(workspace, project, segments):
    owner = add_account(workspace, "Owner", "mlima mrefu wa theluji")
    ana = add_account(workspace, "Ana", "mlima mrefu wa theluji")
    workspace.ledger.members.put(project.id, ana.id, Role.ANNOTATOR)
    clients = {account.id: client_of(workspace, account) for account in (owner, ana)}
    for turn, segment in enumerate(segments[:6]):
        send(clients[(owner, ana)[turn % 2].id], project, label(segment))
    path = f"/projects/{project.id}/labels"
    first = clients[owner.id].get(path, params={"limit": 4}).json()
    rest = clients[owner.id].get(path, params={"limit": 4, "after": first["next"]}).json()
    assert [one["seq"] for one in first["items"] + rest["items"]] == [1, 2, 3, 4, 5, 6]
    assert rest["next"] is None
    assert [one["seq"] for one in clients[ana.id].get(path).json()["items"]] == [2, 4, 6]


def test_recent_decisions_come_with_their_texts_and_without_what_was_undone(client, project, segments):
    kept, changed, undone = label(segments[0]), label(segments[0], "neutral"), label(segments[1], "colloquial")
    undo = {"key": f"undo:{undone['key']}", "segment_id": segments[1], "kind": "undo", "undoes": undone["key"]}
    send(client, project, kept, changed, undone, undo)
    (only,) = client.get(f"/projects/{project.id}/labels/recent").json()["items"]
    assert (only["key"], only["value"], only["item"]["text"]) == (changed["key"], "neutral", TEXTS["ar"][0])
    assert (only["item"]["direction"], only["item"]["labels"], only["item"]["own"]) == (
        "rtl",
        {"formality": "neutral"},
        ["formality"],
    )


def test_many_senders_at_once_lose_and_double_nothing(workspace, project, segments):
    sent = [[label(segment) for segment in segments] for _sender in range(8)]
    acknowledged: list[dict] = []

    def work(decisions):
        client = client_of(workspace)
        for decision in decisions:
            acknowledged.extend(send(client, project, decision).json())

    threads = [threading.Thread(target=work, args=(decisions,)) for decisions in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorded = workspace.ledger.events.since(project.id, 0, 1000)
    assert sorted(one["seq"] for one in acknowledged) == list(range(1, 8 * len(segments) + 1))
    assert {one.key for one in recorded} == {one["key"] for decisions in sent for one in decisions}
