"""kill -9 of the worker at random moments while it identifies and cleans: the corpus equals an undisturbed run's."""

import csv
import random
from pathlib import Path

import pyarrow as pa
import pytest
from segment_tables import segments
from worker_process import kill_while_working, start_worker, wait_for_state, working

from core.jobs.inline import run_inline
from core.jobs.submitting import submit
from core.jobs.workflows.identify import IdentifyReport, IdentifyRequest
from core.records import JobState
from core.settings import ROOT

pytestmark = pytest.mark.models
COLUMNS = (
    "id, text, language, language_score, language_status, votes, identified, spans, second_language,"
    " cleaned, normalised, graphemes, letter_share, script_share, repetition, mojibake, personal_data"
)


def sample_texts() -> list[list[str]]:
    """Fifty of the sample's texts per language."""
    files = sorted((ROOT / "data" / "samples" / "parallel").glob("*.tsv"))
    return [[text for row in read(path)[:25] for text in (row["colloquial"], row["formal"])] for path in files]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def fill(ws, project_id: str) -> int:
    """One fragment per language; how many rows there are."""
    rows = 0
    for number, texts in enumerate(sample_texts()):
        ws.corpus(project_id).append(segments(rows, len(texts), unit=number, text=texts))
        rows += len(texts)
    return rows


def contents(ws, project_id: str) -> pa.Table:
    with ws.snapshot(project_id) as snapshot:
        return snapshot.sql(f"SELECT {COLUMNS} FROM segments ORDER BY id", {})


@pytest.mark.parametrize("kills", [2, pytest.param(5, marks=pytest.mark.slow)])
def test_identifying_and_cleaning_survive_kills(workspace, kills):
    ws, chance = workspace, random.Random(11)
    for name in ("Killed", "Undisturbed"):
        ws.ledger.projects.create(name, languages=("sw", "am", "ar", "en", "ja"))
    rows = fill(ws, "killed")
    assert fill(ws, "undisturbed") == rows
    request = IdentifyRequest(project_id="killed", processes=1, clean=True)
    job = submit(ws, "identify", request, key="k", project_id="killed", account_id="local")
    for _ in range(kills):
        kill_while_working(ws, job.id, start_worker(ws), chance)
    with working(ws):
        done = wait_for_state(ws, job.id, JobState.DONE, seconds=120)
    alone = IdentifyRequest(project_id="undisturbed", processes=1, clean=True)
    run_inline(ws, "identify", alone, project_id="undisturbed")
    assert done.attempts == kills + 1
    report = IdentifyReport.model_validate_json(done.report)
    assert report.summary.rows == rows and report.summary.counts.waiting == 0
    assert ws.corpus("killed").open().count_rows("cleaned is null") == 0
    killed, undisturbed = contents(ws, "killed"), contents(ws, "undisturbed")
    assert killed.num_rows == rows  # no row lost or doubled
    assert killed.equals(undisturbed)
