"""kill -9 of the worker at random moments while it trains: the run equals one that was never disturbed."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from balance_project import balance_project
from safetensors.torch import load_file
from tiny_models import make_encoder
from worker_process import start_worker, wait_for, wait_for_state, working

from core.jobs.inline import run_inline
from core.jobs.submitting import submit
from core.jobs.workflows.freeze import FreezeRequest
from core.jobs.workflows.train import TrainReport, TrainRequest
from core.records import JobState
from core.settings import Settings
from core.training.folder import RunFolder, read_metrics
from core.training.recipe import Recipe
from core.training.running import newest_step
from core.workspace import open_workspace

STEPS = 400
RECIPE = Recipe.model_validate({
    "goal": "classification", "model": "tiny-encoder",
    "method": {"rank": 4, "dropout": 0.2},
    "effort": {"epochs": 100, "max_steps": STEPS, "batch_rows": 8, "max_tokens": 128},
    "machine": {"threads": 1, "checkpoint_seconds": 1.5},  # so that most kills fall between two checkpoints
})  # fmt: skip


@pytest.fixture
def ws(tmp_path):
    """A workspace with a frozen project and a tiny encoder in its own model store."""
    settings = Settings(workspace=str(tmp_path / "workspace"), worker_autostart=False, _env_file=None, models=None)
    opened = open_workspace(settings)
    opened.models.add_folder(make_encoder(tmp_path / "tiny-encoder", ["good morning", "habari ya asubuhi"]))
    project = balance_project(opened)
    run_inline(opened, "freeze", FreezeRequest(project_id=project.id), project_id=project.id)
    yield opened
    opened.ledger.dispose()


def trace(ws, run_id: str) -> list[tuple[int, str, float]]:
    """Step, rows and loss of each step."""
    folder = RunFolder(Path(ws.ledger.runs.get("everyday", run_id).path))
    return [(m.step, m.rows, m.loss) for m in read_metrics(folder) if m.stage == "train" and m.step]


def kill_while_training(ws, job_id: str, chance: random.Random) -> int:
    """Start a worker and kill it a random while after its child took steps; the last step by the job's progress."""
    before = ws.ledger.jobs.get(job_id)
    saved = newest_step(run_folder(ws))
    worker = start_worker(ws)

    def takes_steps() -> bool:
        job = ws.ledger.jobs.get(job_id)
        return job.attempts > before.attempts and job.phase == "Training" and job.done > saved + 3

    wait_for(takes_steps, 240, what="steps of the training")
    time.sleep(chance.uniform(0, 1.5))
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    return ws.ledger.jobs.get(job_id).done


def run_folder(ws) -> RunFolder:
    """The folder of the project's newest run; one that is not there before there is a run."""
    runs = ws.ledger.runs.list("everyday")
    return RunFolder(Path(runs[0].path) if runs else ws.folder / "none")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_training_survives_kills(ws, kills):
    chance = random.Random(13)
    request = TrainRequest(project_id="everyday", recipe=RECIPE)
    job = submit(ws, "train", request, key="k", project_id="everyday", account_id="local")
    lost = 0
    for _ in range(kills):
        told = kill_while_training(ws, job.id, chance)
        lost += told - newest_step(run_folder(ws))
    with working(ws):
        done = wait_for_state(ws, job.id, JobState.DONE, seconds=400)
    assert done.attempts == kills + 1
    killed = TrainReport.model_validate_json(done.report)
    undisturbed = run_inline(ws, "train", request, project_id="everyday")
    assert killed.steps == undisturbed.steps == STEPS
    one, two = trace(ws, killed.run_id), trace(ws, undisturbed.run_id)
    assert [step for step, _, _ in one] == list(range(1, STEPS + 1))  # each step once
    assert [rows for _, rows, _ in one] == [rows for _, rows, _ in two]  # in the same order of the data
    assert [loss for _, _, loss in one] == pytest.approx([loss for _, _, loss in two], rel=1e-5)
    assert killed.after == pytest.approx(undisturbed.after, rel=1e-5)
    adapters = [
        load_file(Path(ws.ledger.runs.get("everyday", report.run_id).path) / "adapter" / "adapter_model.safetensors")
        for report in (killed, undisturbed)
    ]
    assert all(adapters[0][name].allclose(adapters[1][name], atol=1e-6) for name in adapters[1])
    assert kills == 1 or lost > 0  # some fell between two checkpoints
