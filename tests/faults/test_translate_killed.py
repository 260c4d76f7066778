"""kill -9 of the worker at random moments while it translates: the corpus equals an undisturbed run's, no row twice."""

import random

import pytest
from segment_tables import segments
from worker_process import kill_while_working, start_worker, wait_for_state, working

from core.collection.sample import sample_rows
from core.jobs.inline import run_inline
from core.jobs.submitting import submit
from core.jobs.workflows.translate import TranslateRequest
from core.records import JobState, Origin, Selection
from core.translation import speeds
from core.translation.engines.apertium import Apertium
from core.translation.engines.base import find_pair
from core.translation.options import TranslationChoice
from core.translation.reports import TranslateReport

pytestmark = pytest.mark.models
ROWS = 210  # both wordings of the sample's situations in English
CHOICE = TranslationChoice(
    engine="apertium", source="en", target="es", count=ROWS, limits={"round_trip": 40, "longest": 1.2}
)


def fill(ws, project_id: str) -> None:
    from balance_project import identify

    texts = [row.text for row in sample_rows("en")][:ROWS]
    ws.corpus(project_id).append(segments(0, len(texts), text=texts, declared_language="en"))
    identify(ws, ws.ledger.projects.get(project_id))


def contents(ws, project_id: str) -> list[tuple]:
    with ws.snapshot(project_id) as snapshot:
        rows = snapshot.page(Selection(origins=(Origin.MACHINE,)), limit=1000)
    return sorted((row.segment.id, row.segment.text, row.segment.parent_id, row.reason) for row in rows)


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_translating_survives_kills(workspace, kills):
    if find_pair(Apertium().pairs(), "en", "es") is None:
        pytest.skip("Apertium with apertium-eng-spa is not installed: apt-get install apertium apertium-eng-spa")
    ws, chance = workspace, random.Random(7)
    for name in ("Killed", "Undisturbed"):
        ws.ledger.projects.create(name, languages=("en", "es"))
        fill(ws, name.lower())
    request = TranslateRequest(project_id="killed", choice=CHOICE)
    job = submit(ws, "translate", request, key="k", project_id="killed", account_id="local")
    for _ in range(kills):
        kill_while_working(ws, job.id, start_worker(ws), chance)
    with working(ws):
        done = wait_for_state(ws, job.id, JobState.DONE, seconds=120)
    (ws.folder / speeds.FILE).unlink()  # else the measured speed would cut the second job into other units
    undisturbed = run_inline(
        ws, "translate", TranslateRequest(project_id="undisturbed", choice=CHOICE), project_id="undisturbed"
    )
    report = TranslateReport.model_validate_json(done.report)
    counts = {"rows", "added", "present", "failed_rows", "checks", "refused", "labels"}
    assert report.model_dump(include=counts) == undisturbed.model_dump(include=counts)
    assert (report.rows, report.added, report.present) == (ROWS, ROWS, 0) and report.failed_rows > 0
    killed, calm = contents(ws, "killed"), contents(ws, "undisturbed")
    assert len({row[2] for row in killed}) == ROWS, "each original has one translation"
    assert killed == calm
