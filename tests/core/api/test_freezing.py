"""Balance and data versions by REST: the board, targets, preview, freeze once, manifest, a file."""

import pytest
from api_client import client_of
from balance_project import balance_project

from core.jobs.performing import perform
from core.jobs.run import PlainSteps


@pytest.fixture
def api(workspace):
    balance_project(workspace)
    return client_of(workspace)


def do(ws, job_id):
    perform(ws, job_id, lambda _attempt: PlainSteps(), raise_errors=True)


def test_the_board_has_axes_with_figures(api):
    board = api.get("/projects/everyday/balance").json()
    assert (board["segments"], board["unit"], board["empty_cells"]) == (252, "segments", 276)
    assert board["language"]["evenness"] == pytest.approx(1.0)
    assert api.get("/projects/everyday/balance?unit=characters").json()["language"]["values"][0]["amount"] > 42


def test_targets_are_put_once_a_cell(api):
    wanted = [{"language": "yo", "formality": "formal", "wanted": 30}]
    assert (
        api.put("/projects/everyday/targets", json=wanted).json()
        == api.put("/projects/everyday/targets", json=wanted).json()
    )
    deficits = api.get("/projects/everyday/balance").json()["deficits"]
    assert [(item["missing"], item["remedy"]) for item in deficits] == [(9, "collect")]
    assert api.put("/projects/everyday/targets", json=[{"wanted": -1}]).status_code == 422


def test_a_version_is_previewed_frozen_once_and_taken_away(workspace, api):
    preview = api.post("/projects/everyday/data-versions/preview", json={}).json()
    assert sum(preview["contents"]["rows"].values()) == 252
    assert preview["left_out"] == {}
    first, again = (api.post("/projects/everyday/data-versions", json={"key": "k"}) for _ in range(2))
    assert first.status_code == 202
    assert first.json()["id"] == again.json()["id"]
    do(workspace, first.json()["id"])
    manifest = api.get("/projects/everyday/data-versions/1").json()
    assert manifest["contents"]["rows"] == preview["contents"]["rows"]
    assert api.get("/projects/everyday/data-versions/2").status_code == 404

    export = api.post("/projects/everyday/exports", json={"key": "e", "choice": {"format": "csv", "version": 1}}).json()
    path = f"/projects/everyday/exports/{export['id']}/file"
    assert api.get(path).status_code == 409  # not written yet
    do(workspace, export["id"])
    assert api.get(path).text.count("\n") == 253
    assert api.get(f"/projects/everyday/exports/{first.json()['id']}/file").status_code == 404
