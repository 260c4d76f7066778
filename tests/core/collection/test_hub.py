"""Data sets in hub layout: revision, columns, classes, translations, filter, cap, resuming, and hostile cards."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from core.cli import app
from core.collection.cursors import Cursor
from core.collection.sources import hub
from core.collection.sources.hub import HubChoice, first_rows, prepare_hub
from core.errors import InvalidInputError, UnreadableFileError
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import ImportRequest

CARD = """---
license: cc0-1.0
configs:
- config_name: talk
  data_files:
  - {split: train, path: talk/train-*}
  - {split: test, path: talk/test-*}
- config_name: pairs
  data_files:
  - {split: train, path: pairs/*}
dataset_info:
- config_name: talk
  features:
  - {name: sentence, dtype: string}
  - {name: lang, dtype: string}
  - {name: picture, dtype: binary}
  - name: register
    dtype:
      class_label:
        names: {'0': colloquial, '1': formal}
  splits:
  - {name: train, num_examples: 10, num_bytes: 1}
- config_name: pairs
  features:
  - name: translation
    dtype:
      translation:
        languages: [en, sw]
---
"""


@pytest.fixture
def folder(tmp_path):
    """A folder in hub layout with two configurations."""
    root = tmp_path / "greetings"
    (root / "talk").mkdir(parents=True)
    (root / "pairs").mkdir()
    rows = {
        "sentence": [f"row {n}" for n in range(10)],
        "lang": ["en", "sw"] * 5,
        "picture": pa.array([b"\x00"] * 10, pa.binary()),
        "register": [0, 1, -1, 0, 1] * 2,
    }
    pq.write_table(pa.table(rows), root / "talk" / "train-00000.parquet", row_group_size=4)
    pq.write_table(pa.table(rows).slice(0, 1), root / "talk" / "test-00000.parquet")
    pairs = [{"en": "Water", "sw": "Maji"}, {"en": "Fire", "sw": None}]
    pq.write_table(pa.table({"translation": pairs}), root / "pairs" / "data.parquet")
    (root / "README.md").write_text(CARD)
    return root


def choice(folder, **more):
    return HubChoice(**{"name": str(folder), "folder": True, "config": "talk", **more})


def bring_in(workspace, project, wanted):
    request = ImportRequest(project_id=project.id, kind="hub", hub=[wanted])
    return run_inline(workspace, "import", request, project_id=project.id)


def test_rows_come_in_with_language_labels_licence_and_revision(workspace, project, folder):
    report = bring_in(workspace, project, choice(folder))
    assert (report.added, report.refused, report.per_language, report.labels_recorded) == (
        10,
        {},
        {"en": 5, "sw": 5},
        8,
    )
    with workspace.snapshot(project.id) as snapshot:
        first, second, third, *_ = snapshot.page()
    assert (first.segment.text, first.segment.position, first.segment.licence) == ("row 0", 1, "cc0-1.0")
    assert (first.formality, second.formality, third.formality) == ("colloquial", "formal", None)
    assert "picture" not in first.segment.extra
    (source,) = workspace.ledger.sources.list(project.id)
    revision = prepare_hub(choice(folder)).revision
    assert (source.kind, source.locator) == ("hub", f"greetings:talk:train@{revision}")
    again = bring_in(workspace, project, choice(folder))
    assert (again.added, again.present, again.files[0].known_before) == (0, 10, True)


def test_another_revision_is_another_source(workspace, project, folder):
    bring_in(workspace, project, choice(folder))
    (folder / "talk" / "more.txt").write_text("changed")
    assert bring_in(workspace, project, choice(folder)).added == 10


def test_languages_and_rows_cut_a_data_set_down(workspace, project, folder):
    report = bring_in(workspace, project, choice(folder, languages=("sw",), rows=3))
    assert (report.added, report.per_language) == (3, {"sw": 3})
    assert bring_in(workspace, project, choice(folder)).present == 3  # the same rows have the same ids


def test_rows_in_other_languages_are_counted(workspace, project, folder):
    report = bring_in(workspace, project, choice(folder, languages=("sw",)))
    assert report.added + report.passed_over == 10 and report.added == report.rows > 0 < report.passed_over
    assert report.files[0].passed_over == report.passed_over


def test_a_column_of_translations_gives_linked_rows(workspace, project, folder):
    assert bring_in(workspace, project, choice(folder, config="pairs")).added == 3
    with workspace.snapshot(project.id) as snapshot:
        rows = {row.segment.text: row.segment for row in snapshot.page()}
    assert (rows["Maji"].parent_id, rows["Maji"].relation) == (rows["Water"].id, "translation-of")
    assert (rows["Maji"].document_id, rows["Maji"].declared_language) == (rows["Water"].document_id, "sw")
    assert rows["Fire"].parent_id is None


@pytest.mark.parametrize("done", [0, 3, 7, 10])
def test_reading_goes_on_at_any_row(folder, monkeypatch, done):
    monkeypatch.setattr(hub, "ROWS", 3)
    reader = prepare_hub(choice(folder)).open()
    rest = [
        (line, row["sentence"])
        for batch in reader.batches(Cursor(offset=done, line=done + 1, rows=done))
        for line, row in zip(batch.lines.to_pylist(), batch.table.to_pylist(), strict=True)
    ]
    assert rest == [(n + 1, f"row {n}") for n in range(done, 10)]


def test_a_look_shows_the_first_rows_and_the_columns(folder):
    prepared, rows = first_rows(choice(folder, split="test"))
    assert (prepared.mapping.text, prepared.mapping.language, prepared.mapping.labels) == (
        "sentence",
        "lang",
        {"formality": "register"},
    )
    assert rows.to_pylist() == [{"sentence": "row 0", "lang": "en", "register": "colloquial"}]


def test_wrong_names_are_typed_errors(folder, tmp_path):
    for wrong in ({"split": "nope"}, {"config": "nope"}):
        with pytest.raises(UnreadableFileError, match="nope"):
            prepare_hub(choice(folder, **wrong))
    with pytest.raises(InvalidInputError, match="no folder"):
        prepare_hub(choice(tmp_path / "absent"))
    for name in ("../etc", "a/b/c", "https://example.org/x", str(tmp_path)):
        with pytest.raises(InvalidInputError, match="no name of a data set"):
            prepare_hub(HubChoice(name=name))


def test_a_card_may_not_name_files_elsewhere(folder, tmp_path):
    secret = tmp_path / "secret.jsonl"
    secret.write_text('{"text": "not for you"}\n')
    (folder / "README.md").write_text(f"---\nconfigs:\n- config_name: talk\n  data_files: {secret}\n---\n")
    with pytest.raises(UnreadableFileError, match="outside of itself"):
        prepare_hub(choice(folder))


def test_the_command_reads_a_folder(workspace, project, folder, tmp_path):
    arguments = ["hub", str(folder), "-p", project.id, "--config", "talk", "--rows", "4"]
    where = ["--workspace", str(workspace.folder), "--json", str(tmp_path / "report.json")]
    done = CliRunner().invoke(app, [*arguments, *where], catch_exceptions=False)
    assert (done.exit_code, json.loads((tmp_path / "report.json").read_text())["added"]) == (0, 4)
    plan = CliRunner().invoke(app, [*arguments, "--plan"], catch_exceptions=False)
    assert "licence cc0-1.0" in plan.stdout
