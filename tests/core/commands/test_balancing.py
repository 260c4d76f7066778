"""`balance` and `freeze` from the command line."""

import json

import identified
import pytest
from segment_tables import segments

from core.cli import app
from core.errors import InvalidInputError


@pytest.fixture
def run(workspace, tmp_path):
    workspace.ledger.projects.create("Field notes", languages=tuple(identified.LANGUAGES))
    workspace.corpus("field-notes").append(segments(0, 200))
    identified.identify(workspace, "field-notes")
    report = tmp_path / "report.json"

    def run_command(*words: str) -> dict:
        given = [*words, "--project", "Field notes", "--workspace", workspace.settings.workspace, "--json", str(report)]
        app(given, standalone_mode=False)
        return json.loads(report.read_text())

    return run_command


def test_balance_says_what_there_is_per_language(run, capsys):
    report = run("balance")
    assert report["segments"] == 200
    assert {value["key"]: value["segments"] for value in report["language"]["values"]} == dict.fromkeys(
        identified.LANGUAGES, 50
    )
    assert "200 segments" in capsys.readouterr().out


def test_unknown_unit_is_refused(run):
    with pytest.raises(InvalidInputError, match="words"):
        run("balance", "--unit", "words")


def test_plan_writes_nothing_and_freezing_keeps_to_it(run, workspace):
    plan = run("freeze", "--plan", "--shares", "0.6,0.2,0.2")["plan"]
    assert sum(plan["rows"].values()) == 200
    assert workspace.ledger.data_versions.list("field-notes") == []
    report = run("freeze", "--name", "First", "--shares", "0.6,0.2,0.2")
    assert (report["number"], report["name"], report["rows"]) == (1, "First", plan["rows"])
    assert workspace.ledger.data_versions.by_number("field-notes", 1).content_hash == report["content_hash"]


@pytest.mark.parametrize("shares", ["0.8,0.2", "a,b,c", "0.5,0.5,0.5"])
def test_shares_that_are_none_are_refused(run, shares):
    with pytest.raises(InvalidInputError):
        run("freeze", "--shares", shares)
