"""kill -9 of the worker at random moments while it erases: in the end no byte is left and nothing else is lost."""

import os
import random
import signal
import time

import pytest
from marked_project import OTHERS, files_with, marked_project
from worker_process import start_worker, wait_for, wait_for_state, working

from core.balancing.frozen import read_rows
from core.jobs.submitting import submit
from core.jobs.workflows.takedown import TakedownReport, TakedownRequest
from core.records import JobState


@pytest.mark.parametrize("kills", [3, pytest.param(8, marks=pytest.mark.slow)])
def test_erasing_survives_kills(workspace, kills):
    ws, chance = workspace, random.Random(5)
    project, source = marked_project(ws)
    rows = {row.id: row for row in read_rows(ws, ws.ledger.data_versions.by_number(project, 1))}
    asked = TakedownRequest(project_id=project, source_id=source)
    job = submit(ws, "takedown", asked, key="k", project_id=project, account_id="local")
    done = 0
    for _ in range(kills):
        worker = start_worker(ws)
        attempts = ws.ledger.jobs.get(job.id).attempts
        wait_for(lambda attempts=attempts: ws.ledger.jobs.get(job.id).attempts > attempts, what="the job's begin")
        time.sleep(chance.uniform(0, 0.8))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        done += 1
        if ws.ledger.jobs.get(job.id).state is JobState.DONE:
            break
    with working(ws):
        ended = wait_for_state(ws, job.id, JobState.DONE, seconds=120)
    report = TakedownReport.model_validate_json(ended.report)
    assert ended.attempts >= done and (report.segments, report.machine_made) == (7, 1)
    assert files_with(ws.folder) == []
    with ws.snapshot(project) as snapshot:
        left = sorted(row.segment.text for row in snapshot.page(limit=100))
    assert left == sorted([*OTHERS, f"Translated: {OTHERS[0]}"])
    version = ws.ledger.data_versions.by_number(project, 1)
    assert [rows[row.id] for row in read_rows(ws, version)] == read_rows(ws, version)
    assert (version.erased, len(read_rows(ws, version))) == (7, 31)
    assert [item.action for item in ws.ledger.audit.list(project)].count("source.take_down") == 1
