"""Commands that look after a workspace: reports as JSON, exit codes, errors in words."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import stepping
from stepping import StepRequest

from core.cli import app
from core.errors import IsoglossError
from core.jobs.inline import run_inline
from core.jobs.submitting import create

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(workspace, tmp_path):
    """Runs a command in this process; gives (exit code, report)."""

    def run_command(*arguments: str) -> tuple[int, dict]:
        report = tmp_path / "report.json"
        report.unlink(missing_ok=True)
        words = [*arguments, "--workspace", workspace.settings.workspace, "--json", str(report)]
        try:
            code = app(words, standalone_mode=False) or 0
        except SystemExit as ended:
            code = ended.code
        return int(code), json.loads(report.read_text()) if report.exists() else {}

    return run_command


def test_help_is_quick_and_names_every_command():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "core", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for command in ("serve", "worker", "models", "account", "doctor", "jobs"):
        assert command in done.stdout
    heavy = {"torch", "lance", "duckdb", "dbos", "sqlalchemy", "streamlit", "pyarrow", "fastapi"}
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not heavy & loaded


def test_error_goes_to_stderr_with_what_to_do_and_no_traceback(workspace):
    environment = os.environ | {"ISOGLOSS_WORKSPACE": workspace.settings.workspace}
    done = subprocess.run(
        [sys.executable, "-m", "core", "jobs", "log", "nothing"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "There is no job “nothing”" in done.stderr and "Traceback" not in done.stderr


def test_doctor_finds_a_fresh_workspace_whole(run):
    code, report = run("doctor")
    assert (code, report["whole"]) == (0, True)


def test_doctor_names_damage_and_what_to_do(run, workspace):
    (workspace.folder / "secret").write_text("x")
    (workspace.folder / "secret").chmod(0o644)
    code, report = run("doctor")
    assert (code, report["whole"]) == (1, False)
    assert report["findings"] == [
        {
            "weight": "damage",
            "place": "secret",
            "problem": f"Others on this machine can read {workspace.folder / 'secret'}.",
            "repair": f"chmod 600 {workspace.folder / 'secret'}",
        }
    ]


def test_doctor_notices_a_damaged_database(run, workspace):
    (workspace.folder / "jobs.db").write_bytes(b"SQLite format 3\x00" + b"\x00" * 4080)
    code, report = run("doctor")
    assert code == 1
    assert [finding["place"] for finding in report["findings"]] == ["job engine"]


def test_doctor_notes_jobs_that_wait_for_a_worker(run, workspace):
    stepping.register_test_kinds()
    workspace.ledger.projects.create("P")
    create(workspace, "stepping", StepRequest(), key="k", project_id="p", account_id="local")
    code, report = run("doctor")
    assert (code, report["whole"]) == (0, True)  # worth knowing, no damage
    assert report["findings"][0]["weight"] == "note" and "core worker" in report["findings"][0]["repair"]


def test_jobs_are_listed_shown_stopped_and_retried(run, workspace):
    stepping.register_test_kinds()
    workspace.ledger.projects.create("P")
    run_inline(workspace, "stepping", StepRequest(units=2), project_id="p", key="done")
    waiting = create(workspace, "stepping", StepRequest(), key="k", project_id="p", account_id="local")
    _, listed = run("jobs", "list", "--project", "p")
    assert [job["state"] for job in listed["jobs"]] == ["queued", "done"]
    _, log = run("jobs", "log", listed["jobs"][1]["id"])
    assert log["lines"][0].endswith("unit 0 done")
    _, cancelled = run("jobs", "cancel", waiting.id)
    assert cancelled["job"]["state"] == "cancelled"
    _, again = run("jobs", "retry", waiting.id)
    assert again["job"]["state"] == "queued"


def test_accounts_are_added_listed_and_changed(run, workspace, monkeypatch):
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\nbattery staple\nstaple battery\n"))
    code, report = run("account", "add", "Amina", "--languages", "sw, EN", "--password-stdin")
    assert (code, report["account"]["name"], report["account"]["languages"]) == (0, "Amina", ["sw", "en"])
    assert report["account"]["is_admin"]  # the first one always is
    assert workspace.ledger.accounts.verify("Amina", "correct horse")
    run("account", "add", "Boris", "--password-stdin")
    _, listed = run("account", "list")
    assert sorted(account["name"] for account in listed["accounts"]) == ["Amina", "Boris"]
    run("account", "password", "amina", "--password-stdin")
    assert workspace.ledger.accounts.verify("Amina", "staple battery")
    assert "horse" not in json.dumps(report)
    run("account", "disable", "Boris")
    assert workspace.ledger.accounts.verify("Boris", "battery staple") is None
    run("account", "enable", "Boris")
    assert workspace.ledger.accounts.verify("Boris", "battery staple")
    with pytest.raises(IsoglossError, match="only administrator"):
        run("account", "admin", "Amina", "--no")
    with pytest.raises(IsoglossError, match="no account “Nobody”"):
        run("account", "password", "Nobody", "--password-stdin")


def test_token_is_shown_once_and_signs_in(run, workspace, monkeypatch, capsys):
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\n"))
    run("account", "add", "Amina", "--password-stdin")
    capsys.readouterr()
    _, report = run("account", "token", "Amina", "--purpose", "nightly export")
    secret = capsys.readouterr().out.strip()
    assert workspace.ledger.api_tokens.account(secret).name == "Amina"
    assert secret not in json.dumps(report)


def test_report_that_cannot_be_written_is_said(workspace):
    with pytest.raises(IsoglossError, match="could not be written"):
        app(["doctor", "--workspace", workspace.settings.workspace, "--json", "/proc/nothing.json"])
