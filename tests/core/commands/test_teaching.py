"""`teach` from the command line: lines from a file, versions switched, and errors that say what to do."""

import json
import re

import pytest

from core.cli import app
from core.errors import InvalidInputError
from core.identification.teaching.registry import taught
from core.identification.wide.text import paragraphs

pytestmark = pytest.mark.models


@pytest.fixture(autouse=True)
def project(workspace, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_WORKSPACE", workspace.settings.workspace)
    monkeypatch.setenv("ISOGLOSS_MODELS", str(workspace.settings.model_folder))
    return workspace.ledger.projects.create("Dakar", languages=("wo",))


def run(*words: object) -> None:
    app([str(word) for word in words], standalone_mode=False)


def test_a_file_is_taught_and_its_version_switched_off_and_on(workspace, project, tmp_path, capsys):
    text = paragraphs(held_out=False)
    own = [one for label, one in zip(text.labels, text.texts, strict=True) if label == "wol_Latn"]
    lines = [part for one in own for part in re.split(r"(?<=[.;:,])\s", one) if len(part) > 20]
    (tmp_path / "wo.txt").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    run("teach", "wo", tmp_path / "wo.txt", "-p", project.id, "--json", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["tag"], report["version"], report["given"]) == ("wo", 1, len(lines))
    assert report["scores"]["f1"] > 0.9
    assert "wo, version 1: learnt from" in capsys.readouterr().out
    run("teach", "wo", "-p", project.id, "--off")
    assert taught(workspace, project.id)[0].asked.version is None
    run("teach", "wo", "-p", project.id, "--use", 1)
    assert taught(workspace, project.id)[0].asked.version == 1


def test_too_few_lines_and_a_file_that_is_no_text_are_refused(project, tmp_path):
    (tmp_path / "few.txt").write_text("Xale yi dañuy futbal ci biti.\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="Only 1 of 1 lines"):
        run("teach", "wo", tmp_path / "few.txt", "-p", project.id)
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(InvalidInputError, match="cannot be read as text"):
        run("teach", "wo", tmp_path / "bad.txt", "-p", project.id)
