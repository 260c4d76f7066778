"""Projects by REST: made and changed, with the languages that are expected and whether only they occur."""

from api_client import client_of


def test_a_project_says_whether_only_its_languages_occur(workspace):
    api = client_of(workspace)
    made = api.post("/projects", json={"name": "Mtaa", "languages": ["sw"]}).json()
    assert (made["languages"], made["only_expected"]) == (["sw"], False)
    changed = api.patch("/projects/mtaa", json={"only_expected": True}).json()
    assert (changed["languages"], changed["only_expected"]) == (["sw"], True)
    assert api.patch("/projects/mtaa", json={"name": "Soko"}).json()["only_expected"] is True
    assert api.post("/projects", json={"name": "Duka", "only_expected": True}).json()["only_expected"] is True
