"""kill -9 of the worker at random moments while it imports: the corpus, the report, the list of refused rows and the
labels equal an undisturbed import's."""

import random
from pathlib import Path

import pytest
from worker_process import kill_while_working, start_worker, wait_for_state, working

from core.collection.refusals import read_refused
from core.collection.reports import ImportReport
from core.jobs.inline import run_inline
from core.jobs.submitting import submit
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.records import JobState

FILES, ROWS = 60, 3_000
EVERY = 500  # of so many rows one is empty and one is labelled
COLUMNS = "id, text, document_id, position, source_id, declared_language, extra, formality"


def write_files(folder: Path) -> list[Path]:
    """Files of rows that are all different; some rows are empty, some carry a label."""
    folder.mkdir()
    paths = []
    for number in range(FILES):
        lines = ["text,lang,formality,speaker"]
        for row in range(ROWS):
            text = "" if row % EVERY == 7 else f"Habari ya {number} na {row} rafiki yangu"
            lines.append(f"{text},sw,{'formal' if row % EVERY == 9 else ''},S{row % 5}")
        path = folder / f"{number:02}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def contents(ws, project_id: str):
    with ws.snapshot(project_id) as snapshot:
        return snapshot.sql(f"SELECT {COLUMNS} FROM segments ORDER BY id", {})


@pytest.mark.parametrize("kills", [2, pytest.param(5, marks=pytest.mark.slow)])
def test_importing_survives_kills(workspace, tmp_path, kills):
    ws, chance = workspace, random.Random(3)
    files = [FileToImport(path=str(path)) for path in write_files(tmp_path / "files")]
    for name in ("Killed", "Undisturbed"):
        ws.ledger.projects.create(name)
    job = submit(
        ws,
        "import",
        ImportRequest(project_id="killed", files=files),
        key="k",
        project_id="killed",
        account_id="local",
    )
    for _ in range(kills):
        kill_while_working(ws, job.id, start_worker(ws), chance)
    with working(ws):
        done = wait_for_state(ws, job.id, JobState.DONE, seconds=120)
    assert done.attempts == kills + 1
    expected = run_inline(
        ws, "import", ImportRequest(project_id="undisturbed", files=files), project_id="undisturbed", key="u"
    )
    other = ws.ledger.jobs.list("undisturbed")[0]
    report = ImportReport.model_validate_json(done.report)
    assert isinstance(expected, ImportReport)
    drop = {"files": {"__all__": {"source_id"}}}
    assert report.model_dump(exclude=drop) == expected.model_dump(exclude=drop)
    assert (report.added, report.refused) == (FILES * (ROWS - 6), {"empty_text": FILES * 6})
    refused = [(one.file, one.line, one.reason) for one in read_refused(ws, job.id, limit=10_000)]
    assert refused == [(one.file, one.line, one.reason) for one in read_refused(ws, other.id, limit=10_000)]
    killed, undisturbed = contents(ws, "killed"), contents(ws, "undisturbed")
    assert killed.num_rows == report.added  # no row lost or doubled
    assert killed.drop_columns(["source_id"]).equals(undisturbed.drop_columns(["source_id"]))
    assert ws.ledger.events.latest("killed") == ws.ledger.events.latest("undisturbed") == report.labels_recorded
