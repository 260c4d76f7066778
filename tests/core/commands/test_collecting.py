"""`crawl` from the command line, against a real server on loopback."""

import json

import pytest
from web_site import serving

from core.cli import app
from core.errors import FetchRefusedError, InvalidInputError


@pytest.fixture
def run(workspace, tmp_path, monkeypatch):
    workspace.ledger.projects.create("Field notes")
    monkeypatch.setenv("ISOGLOSS_ALLOWED_PRIVATE_HOSTS", "localhost,127.0.0.1")
    report = tmp_path / "report.json"

    def run_command(*words: str) -> dict:
        given = ["crawl", *words, "--project", "field-notes", "--delay", "0"]
        app([*given, "--workspace", workspace.settings.workspace, "--json", str(report)], standalone_mode=False)
        return json.loads(report.read_text())

    return run_command


def test_pages_of_a_site_are_looked_at_and_collected(run, workspace):
    words = "Habari za asubuhi, rafiki yangu. Leo tunaenda sokoni kununua matunda na mboga za majani kwa ajili ya wiki."
    with serving() as site:
        site.page("/", words, links=["/b"], lang="sw")
        site.page("/b", words.replace("asubuhi", "jioni"), lang="sw")
        seen = run(f"{site.url}/", "--plan")["plan"][0]
        assert len(seen["paragraphs"]) == 1 and len(seen["links"]) == 1
        assert not workspace.corpus("field-notes").exists
        report = run(f"{site.url}/")["crawls"][0]
    assert (report["pages"], report["added"]) == (2, 2)


def test_private_host_that_is_not_allowed_is_refused(run, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_ALLOWED_PRIVATE_HOSTS", "")
    with pytest.raises(FetchRefusedError):
        run("http://127.0.0.1:9/", "--plan")


def test_unknown_way_of_reading_is_refused(run):
    with pytest.raises(InvalidInputError, match="everything"):
        run("http://localhost/", "--text", "all")
