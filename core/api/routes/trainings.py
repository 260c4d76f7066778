"""Trainings: a plan, a start, how a run stands, its card and its adapter. Runs are listed under results."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject, OwnedProject
from core.errors import NotFoundError
from core.jobs.submitting import submit
from core.jobs.workflows.train import TrainRequest
from core.records import Job, Run
from core.training.card import zip_adapter
from core.training.folder import RunFolder
from core.training.recipe import Recipe
from core.training.watching import Watched, watch

router = APIRouter(prefix="/projects/{project_id}", tags=["training"])


class Training(BaseModel):
    """A recipe to plan or to train; `key` makes sending it twice start one job."""

    key: Annotated[str, Field(min_length=1, max_length=150)]
    recipe: Recipe
    name: str = Field(default="", max_length=120)


class RunState(BaseModel):
    """A run and everything that can be seen of it: stage, steps, curves, measures, plan."""

    run: Run
    watched: Watched


@router.post("/plans", status_code=202)
def plan_training(workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, wanted: Training) -> Job:
    """Work out what a recipe would take, as a job whose report is the plan; nothing is trained."""
    request = TrainRequest(project_id=project.id, recipe=wanted.recipe, name=wanted.name)
    return submit(workspace, "plan", request, key=wanted.key, project_id=project.id, account_id=account.id)


@router.post("/runs", status_code=202)
def start_training(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, wanted: Training
) -> Job:
    """Train, as a job; cancelling it saves, trying it again goes on from what was saved."""
    request = TrainRequest(project_id=project.id, recipe=wanted.recipe, name=wanted.name)
    return submit(workspace, "train", request, key=wanted.key, project_id=project.id, account_id=account.id)


@router.get("/runs/{run_id}")
def read_run(workspace: CurrentWorkspace, project: MemberProject, run_id: str) -> RunState:
    """How a run stands."""
    run = workspace.ledger.runs.get(project.id, run_id)
    return RunState(run=run, watched=watch(RunFolder(Path(run.path))))


@router.get("/runs/{run_id}/card", response_class=PlainTextResponse)
def read_card(workspace: CurrentWorkspace, project: MemberProject, run_id: str) -> str:
    """What is told about a finished run, as Markdown."""
    folder = RunFolder(Path(workspace.ledger.runs.get(project.id, run_id).path))
    if not folder.finished:
        raise NotFoundError("This run has no card yet.", hint="Its training has not finished.")
    return folder.card.read_text(encoding="utf-8")


@router.get("/runs/{run_id}/adapter", response_class=FileResponse)
def fetch_adapter(workspace: CurrentWorkspace, project: MemberProject, run_id: str) -> FileResponse:
    """The adapter of a finished run, with its recipe and card, as a zip."""
    path = zip_adapter(RunFolder(Path(workspace.ledger.runs.get(project.id, run_id).path)))
    return FileResponse(path, filename=f"{project.id}-{run_id}.zip", media_type="application/zip")
