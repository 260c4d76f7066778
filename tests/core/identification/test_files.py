"""JSON lines in, JSON lines out."""

import json

import pytest

from core.errors import InvalidInputError, UnreadableFileError
from core.identification.files import identify_file

pytestmark = pytest.mark.models

LINES = [
    {"text": "Die Kinder spielen jeden Abend vor unserem Haus.", "id": 3},
    {"text": "THE LIBRARY CLOSES AT SIX ON FRIDAYS."},
    {"text": "123 😀"},
    {"text": "Eme amba o ngulu.", "declared_language": "kmb"},
    {"text": "La bibliothèque ferme à dix-huit heures."},
    {"text": "e\u0301te\u0301 tre\u0300s chaud cette anne\u0301e", "lang": "fr"},
]


@pytest.fixture
def identified(tmp_path, store):
    def do(lines, **more):
        (tmp_path / "in.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        report = identify_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl", ["fasttext"], store, **more)
        return report, [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    return do


def test_every_line_comes_back_with_its_verdict(identified):
    report, found = identified([json.dumps(line) for line in LINES], expected=["de", "en"])
    outcomes = [(row["language"], row["verdict"], row["reason"]) for row in found]
    assert outcomes == [
        ("de", "keep", "identified"),
        ("en", "keep", "identified"),
        (None, "drop", "no_text"),
        (None, "unsupported", "unsupported"),
        ("fr", "drop", "not_expected"),
        ("fr", "drop", "not_expected"),
    ]
    assert found[0]["id"] == 3
    assert found[0]["spans"] == [
        {"start": 0, "end": len(LINES[0]["text"]), "language": "de", "probability": found[0]["probability"]}
    ]
    assert found[2]["spans"] == []
    assert found[0]["votes"][0]["detector"] == "fasttext"
    assert found[5]["text"] == LINES[5]["text"]  # as it was given, not as it was read
    assert (report.rows, report.refused) == (6, 0)
    assert report.verdicts == {"keep": 2, "drop": 3, "unsupported": 1}
    assert report.languages == {"de": 1, "en": 1, "und": 2, "fr": 2}


def test_without_expected_languages_none_is_out_of_place(identified):
    _, found = identified([json.dumps(LINES[4])])
    assert (found[0]["language"], found[0]["verdict"]) == ("fr", "keep")


def test_lines_that_cannot_be_used_keep_their_place(identified):
    lines = [json.dumps(LINES[0]), "not json", "", "[1]", '{"nope": 1}', '{"text": "\\ud800"}', json.dumps(LINES[1])]
    report, found = identified(lines)
    assert [row.get("line") for row in found] == [None, 2, 4, 5, 6, None]
    assert "not JSON" in found[1]["error"]
    assert "no “text”" in found[2]["error"]
    assert "lone surrogate" in found[4]["error"]
    assert (report.rows, report.refused) == (2, 4)


def test_an_empty_file_gives_an_empty_file(identified):
    report, found = identified([])
    assert (report.rows, found) == (0, [])


def test_what_cannot_be_done_says_why(tmp_path, store, identified):
    with pytest.raises(UnreadableFileError, match="no file"):
        identify_file(tmp_path / "gone.jsonl", tmp_path / "out.jsonl", ["fasttext"], store)
    with pytest.raises(InvalidInputError, match="not a language tag"):
        identified([], expected=["gibberish!"])
