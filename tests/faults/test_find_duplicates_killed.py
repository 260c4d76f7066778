"""kill -9 of the worker while it hashes, compares and writes: the corpus equals an undisturbed run's."""

import os
import random
import signal

from segment_tables import segments
from worker_process import start_worker, wait_for, wait_for_state, working

from core.cleaning.duplicates import Likeness
from core.cleaning.duplicates.finding import MEMBERS
from core.cleaning.duplicates.store import SignatureStore
from core.jobs.inline import run_inline
from core.jobs.submitting import submit
from core.jobs.workflows.find_duplicates import FindDuplicatesReport, FindDuplicatesRequest
from core.records import JobState

ROWS, PARTS = 6_000, 3


def texts() -> list[str]:
    """Half of them are copies of another, with a word left out or none."""
    chance = random.Random(2)
    words = ["".join(chance.choices("abdeghiklmnoprstuz", k=chance.randint(2, 9))) for _ in range(3_000)]
    made = [" ".join(chance.choices(words, k=16)) for _ in range(ROWS // 2)]
    return made + [
        text if place % 2 else text.replace(text.split()[place % 16], "", 1) for place, text in enumerate(made)
    ]


def contents(ws, project_id: str):
    with ws.snapshot(project_id) as snapshot:
        return snapshot.sql("select id, compared, cluster, similarity from segments order by id")


def test_finding_duplicates_survives_kills(workspace):
    ws, size = workspace, ROWS // PARTS
    given = texts()
    for name in ("Killed", "Undisturbed"):
        project = ws.ledger.projects.create(name, languages=("en",))
        for part in range(PARTS):
            rows = segments(part * size, size, unit=part, text=given[part * size : (part + 1) * size])
            ws.corpus(project.id).append(rows)
    request = FindDuplicatesRequest(project_id="killed")
    job = submit(ws, "find_duplicates", request, key="k", project_id="killed", account_id="local")
    store = SignatureStore(ws.project_folder("killed"), Likeness())
    for sign_of_life in ("marks", "drafts/links-6.npy", f"drafts/{MEMBERS}"):
        worker = start_worker(ws)
        wait_for((store.folder / sign_of_life).exists, what=sign_of_life)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    with working(ws):
        done = wait_for_state(ws, job.id, JobState.DONE, seconds=120)
    run_inline(ws, "find_duplicates", FindDuplicatesRequest(project_id="undisturbed"), project_id="undisturbed")
    assert done.attempts >= 3  # the last kill may have come too late
    report = FindDuplicatesReport.model_validate_json(done.report)
    assert report.clusters >= 0.9 * ROWS / 2 and report.near > ROWS / 6
    assert contents(ws, "killed").equals(contents(ws, "undisturbed"))
    assert [path.name for path in store.folder.rglob("*.part")] == []
