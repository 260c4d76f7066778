"""`identify` from the command line, of a file and of a project; a job done by the command or by the worker."""

import json
from pathlib import Path

import pytest
from segment_tables import segments
from worker_process import wait_for, working

from core.cli import app
from core.errors import InvalidInputError, NotFoundError
from core.records import JobState

pytestmark = pytest.mark.models


def run(*words: str) -> int:
    try:
        return int(app([str(word) for word in words], standalone_mode=False) or 0)
    except SystemExit as ended:
        return int(ended.code or 0)


@pytest.fixture(autouse=True)
def settings_of_the_workspace(workspace, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_WORKSPACE", workspace.settings.workspace)
    monkeypatch.setenv("ISOGLOSS_MODELS", str(workspace.settings.model_folder))


def test_file_comes_back_line_by_line_and_refused_lines_are_no_success(tmp_path: Path, capsys):
    source, out, report = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "report.json"
    lines = ['{"text": "Guten Morgen, wie geht es Ihnen heute?", "speaker": "A"}', "not JSON"]
    source.write_text("\n".join(lines) + "\n")
    assert run("identify", source, "--out", out, "--expected", "de,sw", "--json", report) == 1
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert (answers[0]["language"], answers[0]["verdict"], answers[0]["speaker"]) == ("de", "keep", "A")
    assert answers[1]["line"] == 2 and "not JSON" in answers[1]["error"]
    assert json.loads(report.read_text())["refused"] == 1
    assert "1 lines could not be used" in capsys.readouterr().err
    source.write_text(lines[0])
    assert run("identify", source, "--out", out) == 0


def test_where_only_expected_languages_occur_a_stranger_of_a_file_comes_out_as_one_of_them(tmp_path: Path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"text": "la casa"}\n')
    found = []
    for words in ([], ["--only-expected"]):
        assert run("identify", source, "--out", out, "--expected", "de,sw", "--detectors", "fasttext", *words) == 0
        found.append(json.loads(out.read_text())["language"])
    assert found[0] not in ("de", "sw")
    assert found[1] in ("de", "sw")


UNCLEAR = [
    [],
    ["in.jsonl"],
    ["in.jsonl", "--out", "o", "--project", "p"],
    ["in.jsonl", "--out", "o", "--only-expected"],
    ["--project", "p", "--only-expected"],
]


@pytest.mark.parametrize("words", UNCLEAR)
def test_unclear_wishes_are_refused_in_words(words):
    with pytest.raises(InvalidInputError):
        run("identify", *words)


def test_project_is_identified_by_the_command_itself_without_a_worker(workspace):
    workspace.ledger.projects.create("Field notes", languages=("sw", "en"))
    workspace.corpus("field-notes").append(segments(0, 12))
    with pytest.raises(NotFoundError, match="field-notes"):
        run("identify", "--project", "other")
    assert run("identify", "--project", "Field notes", "--detectors", "fasttext") == 0
    job = workspace.ledger.jobs.list("field-notes")[0]
    assert (job.kind, job.state, job.attempts) == ("identify", JobState.DONE, 1)


def test_project_is_identified_by_the_worker_where_one_lives(workspace, capsys):
    workspace.ledger.projects.create("Field notes", languages=("sw", "en"))
    workspace.corpus("field-notes").append(segments(0, 12))
    with working(workspace):
        wait_for(workspace.ledger.heartbeat.alive, what="the worker")
        assert run("identify", "--project", "field-notes", "--detectors", "fasttext") == 0
    assert "The worker does it as job" in capsys.readouterr().err
    assert not (workspace.job_folder(workspace.ledger.jobs.list("field-notes")[0].id) / "inline.json").exists()
