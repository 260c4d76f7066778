"""The sample project's text and its gold labels."""

from core.collection.sample import (
    MAPPING,
    dirt_files,
    gold,
    sample_languages,
    sample_rows,
    write_sample_files,
)
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import FileToImport, ImportRequest


def test_the_sample_has_both_wordings_of_every_situation():
    languages = sample_languages()
    assert len(languages) >= 12
    for language in languages:
        rows = sample_rows(language)
        assert len({row.situation for row in rows}) * 2 == len(rows) >= 200
        assert {row.wording for row in rows} == {"colloquial", "formal"}
        assert len({row.domain for row in rows}) >= 6


def test_gold_labels_are_of_the_segments_that_an_import_brings_in(workspace, project, tmp_path):
    chosen = {"languages": ("en", "yo"), "situations": tuple(row.situation for row in sample_rows("en")[:10])}
    files = [
        FileToImport(path=str(path), mapping=MAPPING) for path in write_sample_files(tmp_path / "sample", **chosen)
    ]
    request = ImportRequest(project_id=project.id, files=files, kind="sample")
    report = run_inline(workspace, "import", request, project_id=project.id)
    labels = list(gold(**chosen))
    assert report.added == len({label.segment_id for label in labels}) == 20
    segments = workspace.corpus(project.id).get([label.segment_id for label in labels])
    assert len(segments) == 20
    assert {segment.declared_language for segment in segments} == {"en", "yo"}
    assert all(segment.extra["situation"] == segment.document_id for segment in segments)
    assert {label.value for label in labels if label.scheme == "formality"} == {"colloquial", "formal"}


def test_dirty_files_are_listed():
    assert {path.name for path in dirt_files()} >= {
        "broken_rows.csv",
        "wrong_language.csv",
        "mojibake.tsv",
        "chat_log.txt",
    }
