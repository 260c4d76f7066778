"""`clean` from the command line: of a file, of a project."""

import json

import pytest
from segment_tables import segments

from core.cli import app
from core.errors import InvalidInputError, UnreadableFileError
from core.records import JobState

LINES = [
    {"text": "Write to anna@example.org.", "speaker": "A"},
    {"text": "cafÃ© au lait", "lang": "fr"},
    {"text": "<div><br/></div>"},
    {"text": "The market opens at seven every day.", "id": "m1"},
    {"text": "the market opens at  seven every day."},
    {"text": "Nothing wrong here at all."},
]


def run(*words: str) -> int:
    try:
        return int(app([str(word) for word in words], standalone_mode=False) or 0)
    except SystemExit as ended:
        return int(ended.code or 0)


def test_lines_come_back_with_verdict_reasons_cluster_and_personal_data(tmp_path):
    source, out, report = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "report.json"
    source.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    assert run("clean", source, "--out", out, "--json", report) == 0
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["verdict"], row["reasons"]) for row in found] == [
        ("review", ["personal_data"]),
        ("drop", ["mojibake"]),
        ("drop", ["markup"]),
        ("drop", ["duplicate"]),
        ("keep", []),
        ("keep", []),
    ]
    assert found[0]["personal_data"] == [{"start": 9, "end": 25, "kind": "email"}] and found[0]["speaker"] == "A"
    assert (found[1]["normalised"], found[1]["text"]) == ("café au lait", "cafÃ© au lait")
    assert [row["cluster"] for row in found] == [None, None, None, "5", "5", None]
    told = json.loads(report.read_text())
    assert (told["rows"], told["refused"], told["duplicates"], told["personal"]) == (6, 0, 1, 1)
    assert told["verdicts"] == {"review": 1, "drop": 3, "keep": 2}


def test_lines_that_cannot_be_used_keep_their_place(tmp_path, capsys):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('no JSON\n{"text": 3}\n\n{"text": "\\ud800"}\n{"text": "Fine."}\n', encoding="utf-8")
    assert run("clean", source, "--out", out) == 1
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row.get("line") for row in found] == [1, 2, 4, None] and found[3]["verdict"] == "keep"
    assert "3 lines could not be used" in capsys.readouterr().err


def test_unclear_wishes_are_refused_in_words(tmp_path):
    for words in ([], ["in.jsonl"], ["in.jsonl", "--out", "o", "--project", "p"]):
        with pytest.raises(InvalidInputError):
            run("clean", *words)
    with pytest.raises(UnreadableFileError):
        run("clean", tmp_path / "nothing.jsonl", "--out", tmp_path / "o")


def test_a_project_is_cleaned_by_the_command_itself(workspace, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_WORKSPACE", workspace.settings.workspace)
    workspace.ledger.projects.create("Field notes", languages=("sw", "en"))
    workspace.corpus("field-notes").append(segments(0, 12))
    assert run("clean", "--project", "Field notes") == 0
    job = workspace.ledger.jobs.list("field-notes")[0]
    assert (job.kind, job.state) == ("clean", JobState.DONE)
