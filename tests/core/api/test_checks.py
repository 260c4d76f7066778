"""Checks over the API: drawn once, acknowledged by key, taken back, for members alone."""

import pytest
from api_client import client_of
from tagging_project import tagging_project

from core.identification.checking import answering
from core.records import Account


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def client(workspace, project):
    with client_of(workspace) as opened:
        opened.base_url = f"{opened.base_url}/projects/{project.id}/checks"
        yield opened


def ask(client, **more):
    found = client.post("/next", json={"language": "ar", "count": 2} | more)
    assert found.status_code == 200, found.text
    return found.json()["items"]


def test_segments_are_asked_about_until_they_are_answered(workspace, project, client):
    first, second = ask(client)
    assert first["direction"] == "rtl"
    sent = [
        {"key": "a", "segment_id": first["segment_id"], "language": "ar", "answer": "yes", "seconds": 1.5},
        {"key": "b", "segment_id": second["segment_id"], "language": "ar", "answer": "no", "correction": "fa"},
    ]
    acknowledged = client.post("", json=sent).json()
    assert client.post("", json=sent).json() == acknowledged
    assert [one["key"] for one in acknowledged] == ["a", "b"]
    found = answering.checks(workspace, project.id, "ar")
    assert [(one.segment_id, one.answer) for one in found] == [
        (first["segment_id"], "yes"),
        (second["segment_id"], "no"),
    ]
    (third,) = ask(client)
    assert ask(client, exclude=[third["segment_id"]]) == []


def test_an_answer_is_taken_back_and_asked_about_again(workspace, project, client):
    (first, _second) = ask(client)
    client.post("", json=[{"key": "a", "segment_id": first["segment_id"], "language": "ar", "answer": "unsure"}])
    undone = client.post("", json=[{"key": "undo:a", "undoes": "a"}])
    assert [one["key"] for one in undone.json()] == ["undo:a"]
    assert answering.checks(workspace, project.id) == []
    assert first in ask(client, count=3)


def test_others_are_refused(workspace, project, client):
    assert client.post("", json=[], headers={"X-Isogloss-Account": "somebody"}).status_code == 403
    assert client.post("", json=[{"key": "a"}]).status_code == 422
    with client_of(workspace, Account("stranger", "Stranger")) as stranger:
        assert stranger.post(f"/projects/{project.id}/checks/next", json={"language": "ar"}).status_code in (403, 404)
