"""Data versions, runs and their scores: what came out of the work, and starting an evaluation."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject, OwnedProject
from core.jobs.submitting import submit
from core.jobs.workflows.evaluate import EvaluateRequest
from core.records import DataVersion, Job, Run, Score

router = APIRouter(prefix="/projects/{project_id}", tags=["results"])


class Evaluation(BaseModel):
    """Starting an evaluation; `key` makes sending it twice start one."""

    key: str = Field(min_length=1, max_length=150)
    generate_per_language: int = Field(default=2, ge=0, le=50)


@router.get("/data-versions")
def list_versions(workspace: CurrentWorkspace, project: MemberProject) -> list[DataVersion]:
    """The frozen data versions, newest first."""
    return workspace.ledger.data_versions.list(project.id)


@router.get("/runs")
def list_runs(workspace: CurrentWorkspace, project: MemberProject) -> list[Run]:
    """The training runs, newest first."""
    return workspace.ledger.runs.list(project.id)


@router.get("/runs/{run_id}/scores")
def list_scores(workspace: CurrentWorkspace, project: MemberProject, run_id: str) -> list[Score]:
    """All scores of a run, each with interval, n and signature."""
    return workspace.ledger.scores.of_run(workspace.ledger.runs.get(project.id, run_id).id)


@router.post("/runs/{run_id}/evaluations", status_code=202)
def start_evaluation(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, run_id: str, wanted: Evaluation
) -> Job:
    """Evaluate a run: base against tuned on the held-out split."""
    run = workspace.ledger.runs.get(project.id, run_id)
    request = EvaluateRequest(project_id=project.id, run_id=run.id, generate_per_language=wanted.generate_per_language)
    return submit(workspace, "evaluate", request, key=wanted.key, project_id=project.id, account_id=account.id)
