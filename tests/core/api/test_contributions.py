"""Contributions and takedowns over the API: the whole way of a contributor, and what others may not do."""

import pytest
from api_client import client_of
from balance_project import balance_project

from core.jobs.inline import run_inline
from core.jobs.workflows.takedown import TakedownRequest
from core.records import Role


@pytest.fixture
def team(workspace):
    """A project with an owner and two contributors; each with a client."""
    project = balance_project(workspace)
    accounts = {name: workspace.ledger.accounts.create(name, "maji baridi sana") for name in ("Olu", "Adé", "Bọ́lá")}
    for name, account in accounts.items():
        role = Role.OWNER if name == "Olu" else Role.ANNOTATOR
        workspace.ledger.members.put(project.id, account.id, role)
    return project, {name: client_of(workspace, account) for name, account in accounts.items()}


def test_from_the_statement_to_the_withdrawal(workspace, team):
    project, clients = team
    ade, path = clients["Adé"], f"/projects/{project.id}"
    given = {"key": "k", "text": "Mo fẹ́ rí dókítà.", "language": "yo", "formality": "formal", "domain": "health"}
    refused = ade.post(f"{path}/contributions", json=given)
    assert refused.status_code == 409 and "have not agreed" in refused.json()["error"]
    words = ade.get(f"{path}/statement").json()
    consent = ade.post(f"{path}/consents", json={"statement": words["version"], "licence": "CC0-1.0"}).json()
    assert ade.get(f"{path}/consents").json() == [consent]
    answers = [ade.post(f"{path}/contributions", json=given) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json() and answers[0].json()["added"] == 1
    (listed,) = [one for one in ade.get(f"{path}/sources").json() if one["source"]["kind"] == "contribution"]
    assert (listed["segments"], listed["kept"], listed["languages"], listed["by"]) == (1, 1, {"yo": 1}, "Adé")
    assert clients["Bọ́lá"].post(f"{path}/consents/{consent['id']}/withdraw", json={"key": "w"}).status_code == 404
    job = ade.post(f"{path}/consents/{consent['id']}/withdraw", json={"key": "w"}).json()
    assert (job["kind"], job["state"]) == ("takedown", "queued")
    assert ade.post(f"{path}/contributions", json={**given, "key": "k2"}).status_code == 409


def test_owners_take_down_and_others_do_not(workspace, team):
    project, clients = team
    path = f"/projects/{project.id}/sources/{project.id}-yo"
    reach = clients["Olu"].get(f"{path}/takedown").json()
    assert (reach["segments"], reach["decisions"], reach["versions"]) == (42, 84, [])
    for asked in (clients["Adé"].get(f"{path}/takedown"), clients["Adé"].post(f"{path}/takedown", json={"key": "k"})):
        assert asked.status_code == 403
    job = clients["Olu"].post(f"{path}/takedown", json={"key": "k", "note": "a letter"}).json()
    assert clients["Olu"].post(f"{path}/takedown", json={"key": "k", "note": "a letter"}).json()["id"] == job["id"]
    asked = TakedownRequest(project_id=project.id, source_id=f"{project.id}-yo", note="a letter")
    run_inline(workspace, "takedown", asked, project_id=project.id, key="now")
    (erasure,) = clients["Adé"].get(f"/projects/{project.id}/erasures").json()
    assert (erasure["segments"], erasure["note"], erasure["reason"]) == (42, "a letter", "takedown")
    assert clients["Olu"].get("/projects/nowhere/sources").status_code == 404
    again = clients["Olu"].post(f"{path}/collect", json={"key": "c"})
    assert again.status_code == 409 and "cannot be collected again" in again.json()["error"]
