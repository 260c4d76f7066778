"""The import job: what goes in, what is there already, what is refused; labels; going on after a crash."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.collection import preparing
from core.collection.cursors import Cursor
from core.collection.importing import ImportSession
from core.collection.mapping import ColumnMapping
from core.collection.refusals import Refusal, RefusedList, read_refused
from core.collection.reports import source_counts
from core.jobs.inline import run_inline
from core.jobs.run import JobRun
from core.jobs.workflows import import_files
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.records import Selection

DIRT = Path(__file__).resolve().parents[3] / "data" / "samples" / "dirt"


@pytest.fixture
def bring_in(workspace, project):
    """bring_in(paths or FileToImport…) -> the report of an import of these."""

    def do(*files, **more):
        wanted = [file if isinstance(file, FileToImport) else FileToImport(path=str(file)) for file in files]
        request = ImportRequest(project_id=project.id, files=wanted, **more)
        return run_inline(workspace, "import", request, project_id=project.id)

    return do


@pytest.fixture
def table(tmp_path):
    """A CSV file of rows (text, language, formality, speaker)."""

    def do(*rows, name="rows.csv"):
        path = tmp_path / name
        lines = ["text,language,formality,speaker", *(",".join(row) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return do


def test_rows_come_in_with_language_labels_and_own_columns(workspace, project, table, bring_in):
    path = table()
    path.write_text('text,language,formality,speaker\n"Sema, bro",sw,colloquial,S1\nGood day,EN,formal,\n')
    report = bring_in(path, licence="CC0-1.0")
    assert (report.rows, report.added, report.present, report.refused) == (2, 2, 0, {})
    assert (report.labels_recorded, report.per_language) == (2, {"sw": 1, "en": 1})
    with workspace.snapshot(project.id) as snapshot:
        first, second = snapshot.page()
        assert (first.segment.text, first.segment.declared_language, first.formality) == (
            "Sema, bro",
            "sw",
            "colloquial",
        )
        assert (dict(first.segment.extra), first.segment.licence) == ({"speaker": "S1"}, "CC0-1.0")
        assert (second.segment.declared_language, second.formality, second.segment.position) == ("en", "formal", 3)
        (source,) = workspace.ledger.sources.list(project.id)
        assert source_counts(snapshot) == {source.id: (2, 0)}
    assert (source.name, source.kind, source.identity[:7]) == ("rows.csv", "file", "sha256:")


def test_the_same_file_again_adds_nothing_and_says_so(tmp_path, table, bring_in):
    path = table(("Habari", "sw", "", ""), ("Hello", "en", "", ""))
    assert bring_in(path).added == 2
    other = tmp_path / "other name.csv"
    other.write_bytes(path.read_bytes())
    again = bring_in(other)
    assert (again.added, again.present, again.nothing_new) == (0, 2, True)
    assert again.files[0].known_before


def test_the_same_text_in_two_files_is_two_rows(table, bring_in):
    assert bring_in(table(("Habari", "sw", "", ""), name="a.csv")).added == 1
    assert bring_in(table(("Habari", "sw", "", "x"), name="b.csv")).added == 1


def test_text_is_stored_in_nfc(workspace, project, tmp_path, bring_in):
    path = tmp_path / "nfd.txt"
    path.write_text("e\u0301te\u0301 o\u0323\u0300\n", encoding="utf-8")
    bring_in(path)
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.page()[0].segment.text == "été ọ̀"


def test_dirty_files_go_in_row_by_row(workspace, project, bring_in):
    report = bring_in(*sorted(DIRT.iterdir()))
    assert report.rows == report.added + report.present + sum(report.refused.values())
    assert (report.added, sum(report.refused.values())) == (569, 13)
    by_name = {file.name: file for file in report.files}
    assert by_name["broken_rows.csv"].refused == {
        "wrong_columns": 5,
        "empty_text": 3,
        "invalid_encoding": 2,
        "nul": 1,
        "repeated_header": 1,
        "unclosed_quote": 1,
    }
    job = workspace.ledger.jobs.list(project.id)[0]
    listed = read_refused(workspace, job.id)
    assert [(bad.file, bad.line, bad.reason) for bad in listed][:2] == [
        ("broken_rows.csv", 7, "wrong_columns"),
        ("broken_rows.csv", 9, "wrong_columns"),
    ]
    assert listed[1].text == "The last bus was full"
    assert read_refused(workspace, job.id, limit=1, offset=2)[0].line == 11


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(tmp_path, table, workspace, project, bring_in):
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing else")
    report = bring_in(broken, tmp_path / "gone.txt", table(("Habari", "sw", "", "")))
    assert (report.added, report.refused) == (1, {"unreadable": 2})
    listed = read_refused(workspace, workspace.ledger.jobs.list(project.id)[0].id)
    assert [(bad.file, bad.line) for bad in listed] == [("broken.parquet", 0), ("gone.txt", 0)]
    assert "cannot be read as Parquet" in listed[0].detail


def test_a_mapping_decides_over_the_guess(workspace, project, table, bring_in):
    path = table(("Habari", "sw", "formal", "Mama Asha alisema"))
    bring_in(FileToImport(path=str(path), mapping=ColumnMapping(text="speaker")))
    with workspace.snapshot(project.id) as snapshot:
        segment = snapshot.page()[0].segment
    assert (segment.text, segment.declared_language) == ("Mama Asha alisema", None)
    assert dict(segment.extra) == {"text": "Habari", "language": "sw", "formality": "formal"}


def test_values_that_are_not_of_the_scheme_are_reported(table, bring_in):
    values = ("formal", "Colloquial", "posh", "posh")
    rows = [(f"text {place}", "en", value, "") for place, value in enumerate(values)]
    report = bring_in(table(*rows))
    assert (report.labels_recorded, report.labels_unknown) == (2, {"formality": {"posh": 2}})


def test_a_declared_language_for_all_rows_fills_the_gaps(table, bring_in):
    report = bring_in(table(("a b", "en", "", ""), ("c d", "", "", "")), declared_language="sw")
    assert report.per_language == {"en": 1, "sw": 1}


def test_other_encodings_come_in_through_a_copy_that_is_removed(workspace, project, tmp_path, bring_in):
    path = tmp_path / "rows.txt"
    path.write_bytes("Le café coûte très cher à la gare, où l’été dure.\n".encode("cp1252") * 5)
    report = bring_in(path)
    assert (report.files[0].encoding, report.added) == ("cp1252", 5)
    job = workspace.ledger.jobs.list(project.id)[0]
    assert not (workspace.job_folder(job.id) / import_files.COPIES).exists()


def test_parquet_and_jsonl_give_the_same_segments(workspace, project, tmp_path, bring_in):
    rows = [{"text": f"Sentence number {n}", "language": "en", "year": 2000 + n} for n in range(300)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    bring_in(tmp_path / "rows.parquet", tmp_path / "rows.jsonl")
    with workspace.snapshot(project.id) as snapshot:
        found = snapshot.sql(
            "select text, position, declared_language, extra, count(*) as n from segments group by all"
        )
    assert set(found["n"].to_pylist()) == {2}
    assert len(found) == 300


def test_paragraphs_of_a_file_are_one_document(workspace, project, tmp_path, bring_in):
    path = tmp_path / "story.txt"
    path.write_text("Once upon a time\nthere was a hare.\n\nThe hare was\nvery clever.\n")
    bring_in(path)
    with workspace.snapshot(project.id) as snapshot:
        first, second = (row.segment for row in snapshot.page(Selection()))
    assert (first.document_id, second.document_id) == ("1", "1")
    assert (first.position, second.position, second.text) == (1, 4, "The hare was\nvery clever.")


class Crash(BaseException):
    """As if the worker had been killed."""


@pytest.mark.parametrize("fatal", [1, 2, 3])
def test_an_import_that_was_cut_off_goes_on_to_the_same_corpus(
    workspace, project, tmp_path, monkeypatch, bring_in, fatal
):
    monkeypatch.setattr(preparing, "BATCH_BYTES", 400)
    path = tmp_path / "rows.csv"
    rows = [f"Sentence number {n},en" if n % 7 else f"too,many,columns {n}" for n in range(80)]
    path.write_text("text,language\n" + "\n".join(rows) + "\n")
    original, calls = ImportSession.unit, []

    def dying(self, *arguments):
        result = original(self, *arguments)
        calls.append(arguments)
        if len(calls) == fatal:
            raise Crash
        return result

    monkeypatch.setattr(ImportSession, "unit", dying)
    request = ImportRequest(project_id=project.id, files=[FileToImport(path=str(path))])
    recorded: list[object] = []
    with pytest.raises(Crash):
        import_files.run(Replayed(workspace, project.id, recorded), request)
    report = import_files.run(Replayed(workspace, project.id, recorded), request)
    assert (report.rows, report.added, report.present) == (80, 68, 0)
    assert report.refused == {"wrong_columns": 12}
    listed = read_refused(workspace, "job")
    assert [bad.line for bad in listed] == [n + 2 for n in range(80) if n % 7 == 0]
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.count() == 68


class Replayed(JobRun):
    """A job whose finished steps are recorded, as the engine does it."""

    def __init__(self, ws, project_id, recorded):
        self.ws, self.id, self.project_id, self.folder = ws, "job", project_id, ws.job_folder("job")
        self._recorded, self._at = recorded, 0

    def step(self, name, function, *arguments, **more):
        if self._at == len(self._recorded):
            self._recorded.append(function(*arguments, **more))
        self._at += 1
        return self._recorded[self._at - 1]

    def progress(self, *_, **__): ...

    def log(self, line): ...

    def check_cancelled(self): ...


def test_a_unit_asked_for_out_of_turn_opens_the_file_there(workspace, project, tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "BATCH_BYTES", 60)
    path = tmp_path / "rows.txt"
    path.write_text("".join(f"Sentence number {n}\n" for n in range(20)))
    job = Replayed(workspace, project.id, [])
    request = ImportRequest(project_id=project.id, files=[])
    source = import_files.open_file(job, request, FileToImport(path=str(path)), 0).source
    session = ImportSession(workspace, project.id, "job")
    first = session.unit(source, Cursor(), 0, 0)
    second = session.unit(source, first.cursor, 1, 0)
    again = session.unit(source, first.cursor, 1, 0)
    session.close()
    assert (again.cursor, again.added, again.present) == (second.cursor, second.added, 0)
    late = session.unit(source, Cursor(offset=10**6, line=99), 2, 0)
    session.close()
    assert (late.finished, late.rows) == (True, 0)


def test_the_list_of_refusals_is_cut_back_before_a_unit_is_repeated(tmp_path):
    refused = RefusedList(tmp_path)
    first = refused.write([Refusal("a", 1, "nul", text="x\udcff")], after=0)
    refused.write([Refusal("a", 2, "nul")], after=first)
    refused.write([Refusal("a", 3, "nul")], after=first)
    lines = (tmp_path / "refused.jsonl").read_text().splitlines()
    assert [json.loads(line)["line"] for line in lines] == [1, 3]
