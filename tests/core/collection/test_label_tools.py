"""Exports of Label Studio, Argilla, doccano and Prodigy: texts, labels where annotators agree, all answers kept."""

import json

import pytest
from format_files import FILES, read

from core.collection.preview import preview
from core.collection.sources.files import format_of
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import FileToImport, ImportRequest

EXPORTS = {
    "label-studio.json": ("label-studio", ["Colloquial", "Formal", None]),
    "argilla.json": ("argilla", ["formal", None]),  # the second has two annotators of two minds
    "doccano.jsonl": ("doccano", ["formal", "colloquial", None]),
    "prodigy.jsonl": ("prodigy", ["colloquial", "formal", None]),  # the third was rejected
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_recognised_and_its_labels_are_mapped_to_the_scheme(name):
    wanted, labels = EXPORTS[name]
    seen = preview(FILES / name)
    column = seen.mapping.labels["formality"]
    assert (format_of(FILES / name).name, column) == (wanted, "formality" if name.endswith(".json") else "label")
    assert [row[column] for row in seen.rows] == labels


@pytest.mark.parametrize("name", EXPORTS)
def test_labels_come_into_the_project_and_annotators_into_extra(workspace, project, name):
    recorded = sum(label is not None for label in EXPORTS[name][1])
    request = ImportRequest(project_id=project.id, files=[FileToImport(path=str(FILES / name))])
    report = run_inline(workspace, "import", request, project_id=project.id)
    assert (report.labels_recorded, report.labels_unknown, report.refused) == (recorded, {}, {})
    with workspace.snapshot(project.id) as snapshot:
        rows = snapshot.page()
    assert sum(row.formality is not None for row in rows) == recorded
    if name != "doccano.jsonl":  # which does not say who
        assert all(row.segment.extra["annotator"] for row in rows if row.formality)


def test_label_studio_keeps_every_answer_with_who_and_when_and_passes_over_skips():
    rows, _ = read(FILES / "label-studio.json")
    first, second, third = (row[5] for row in rows)
    assert [(one["value"], one["by"], one["at"]) for one in json.loads(first["answers"])] == [
        ("Colloquial", "amina@example.org", "2024-05-01T08:00:00Z"),
        ("Colloquial", "4", "2024-05-02T08:00:00Z"),
    ]
    assert json.loads(first["spans"])[0]["labels"] == ["VERB"]
    assert (first["annotated at"], second["annotator"]) == ("2024-05-02T08:00:00Z", "3")
    assert (third["text"], "answers" in third) == ('Kesho {na} "keshokutwa".', False)


def test_label_studio_json_min_is_read_too(tmp_path):
    task = {"id": 1, "text": "Habari", "formality": "Neutral", "annotator": 2, "annotation_id": 9, "updated_at": "2024"}
    (tmp_path / "min.json").write_text(json.dumps([task]), encoding="utf-8")
    ((*_, row),), refused = read(tmp_path / "min.json")
    assert (row["text"], row["formality"], row["annotator"], refused) == ("Habari", "Neutral", "2", [])


def test_argilla_responses_by_annotator_are_read_too(tmp_path):
    record = {
        "fields": {"text": "Wait"},
        "responses": [
            {"values": {"formality": {"value": "neutral"}}, "user_id": "u1", "status": "submitted"},
            {"values": {"formality": {"value": "formal"}}, "user_id": "u2", "status": "discarded"},
        ],
    }
    (tmp_path / "old.json").write_text(json.dumps([record]), encoding="utf-8")
    ((*_, row),), _ = read(tmp_path / "old.json")
    assert (row["formality"], row["annotator"]) == ("neutral", "u1")


def test_argilla_keeps_a_disagreement_for_people_to_decide():
    rows, _ = read(FILES / "argilla.json")
    assert "formality" not in rows[1][5]
    assert [one["value"] for one in json.loads(rows[1][5]["answers"])] == ["colloquial", "formal"]
    assert json.loads(rows[0][5]["suggestions"])["formality"]["agent"] == "m1"


def test_plain_json_lines_are_none_of_them(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"id": 1, "text": "Hi", "label": "formal"}\n', encoding="utf-8")
    assert format_of(tmp_path / "x.jsonl").name == "jsonl"
