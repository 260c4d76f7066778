"""`export` from the command line."""

import csv
import json
from pathlib import Path

import identified
import pytest
from segment_tables import segments

from core.cli import app
from core.errors import InvalidInputError, NotFoundError


@pytest.fixture
def run(workspace, tmp_path):
    workspace.ledger.projects.create("Field notes", languages=("sw", "am"))
    workspace.corpus("field-notes").append(segments(0, 40))
    identified.identify(workspace, "field-notes")
    report = tmp_path / "report.json"

    def run_command(*words: str) -> dict:
        given = ["export", *words, "--project", "field-notes", "--out", str(tmp_path / "out")]
        app([*given, "--workspace", workspace.settings.workspace, "--json", str(report)], standalone_mode=False)
        return json.loads(report.read_text())

    return run_command


def test_all_segments_come_out_or_only_those_of_a_verdict(run):
    report = run("--format", "csv")
    with Path(report["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == report["rows"] == 40
    assert run("--verdicts", "keep")["rows"] == 20  # sw and am are expected, ar and en are not


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "docx"], "docx"),
        (["--verdicts", "keep,good"], "good"),
        (["--version", "1", "--verdicts", "keep"], "already"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused_in_words(run, words, said):
    with pytest.raises(InvalidInputError, match=said):
        run(*words)


def test_unknown_data_version_is_said(run):
    with pytest.raises(NotFoundError):
        run("--version", "7")
