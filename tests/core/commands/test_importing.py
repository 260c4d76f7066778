"""`import` from the command line: files and folders, planned and done, twice without doubling."""

import json

import pytest

from core.cli import app
from core.errors import InvalidInputError, NotFoundError


@pytest.fixture
def run(workspace, tmp_path, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_WORKSPACE", workspace.settings.workspace)
    report = tmp_path / "report.json"

    def run_command(*words: object) -> tuple[int, dict]:
        given = ["import", *map(str, words), "--project", "Field notes", "--json", str(report)]
        try:
            code = app(given, standalone_mode=False) or 0
        except SystemExit as ended:
            code = ended.code
        return int(code), json.loads(report.read_text())

    return run_command


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.csv").write_text("sentence,lang,speaker\nHabari za asubuhi,sw,A\nGood morning,en,B\n", "utf-8")
    (folder / "b.txt").write_text("Bonjour\nMerci\n", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def test_folder_is_planned_imported_and_not_imported_twice(run, workspace, folder, capsys):
    code, planned = run(folder, "--plan")
    assert code == 0 and workspace.ledger.projects.list() == []
    assert planned["plan"][0]["mapping"]["text"] == "sentence"
    with pytest.raises(NotFoundError, match="Field notes"):
        run(folder)
    code, report = run(folder, "--create", "--language", "fr")
    assert (code, report["rows"], report["added"]) == (0, 4, 4)
    assert report["per_language"] == {"fr": 2, "sw": 1, "en": 1}
    assert "left out" in capsys.readouterr().err
    code, again = run(folder, "--language", "fr")
    assert (code, again["added"], again["present"]) == (0, 0, 4)
    assert "Nothing new" in capsys.readouterr().out


def test_columns_can_be_named(run, workspace, folder):
    table = folder / "c.csv"
    table.write_text("one,two,register\nkurz,Das ist der Text,formal\n", "utf-8")
    code, report = run(table, "--create", "--text", "two", "--label", "formality=register")
    assert (code, report["added"], report["labels_recorded"]) == (0, 1, 1)
    with workspace.snapshot("field-notes") as snapshot:
        row = snapshot.sql("SELECT text, formality FROM segments", {}).to_pylist()[0]
    assert row == {"text": "Das ist der Text", "formality": "formal"}


def test_refused_rows_are_counted_and_no_success(run, folder, capsys):
    (folder / "a.csv").write_text("text,lang\nHabari za asubuhi,sw\n,en\n", "utf-8")
    code, report = run(folder / "a.csv", "--create")
    assert code == 1
    assert (report["added"], report["refused"]) == (1, {"empty_text": 1})
    assert "1 rows refused: empty_text" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.csv"], "no file"),
        (["a.csv", "--label", "formality=register"], "not the one of the text"),
        (["a.csv", "--text", "t", "--label", "formality"], "no scheme and column"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused_before_anything_is_imported(run, workspace, words, said):
    with pytest.raises(InvalidInputError, match=said):
        run(*words)
    assert workspace.ledger.jobs.list() == []
