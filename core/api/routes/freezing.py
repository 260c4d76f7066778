"""Balance and data versions: the board, targets, a preview, freezing, manifests, and files to take away."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject, OwnedProject
from core.balancing.asking import set_targets
from core.balancing.axes import Axis, Unit
from core.balancing.board import read_board
from core.balancing.excluding import left_out
from core.balancing.exporting import ExportChoice
from core.balancing.freezing import plan_freeze
from core.balancing.frozen import manifest_of
from core.balancing.manifest import Contents, FreezeChoice, Manifest
from core.balancing.targets import Deficit
from core.errors import ConflictError, NotFoundError
from core.jobs.submitting import submit
from core.jobs.workflows.export import ExportReport, ExportRequest
from core.jobs.workflows.freeze import FreezeRequest
from core.records import Job, JobState, Target

router = APIRouter(prefix="/projects/{project_id}", tags=["balance"])

Key = Annotated[str, Field(min_length=1, max_length=150)]


class Board(BaseModel):
    """The state of balance over kept segments: axes with their figures, empty cells, targets that are not met."""

    unit: Unit
    segments: int
    characters: int
    tokens: int
    uncounted: int
    language: Axis
    formality: Axis
    domain: Axis
    empty_cells: int
    all_cells: int
    deficits: tuple[Deficit, ...]


class WantedTarget(BaseModel):
    """How many kept segments a cell should have; what is left out means 'any', and 0 takes the target away."""

    language: str | None = None
    formality: str | None = None
    domain: str | None = None
    wanted: int = Field(ge=0)


class Preview(BaseModel):
    """What freezing would give now, and what it would leave out, by reason."""

    contents: Contents
    left_out: dict[str, int]


class Freezing(BaseModel):
    """Freezing a data version; `key` makes sending it twice freeze one."""

    key: Key
    choice: FreezeChoice = FreezeChoice()


class Exporting(BaseModel):
    """Writing a file to take away; `key` makes sending it twice write one."""

    key: Key
    choice: ExportChoice


@router.get("/balance")
def read_balance(
    workspace: CurrentWorkspace,
    project: MemberProject,
    unit: Unit = Unit.SEGMENTS,
    model: Annotated[str | None, Query(description="Whose tokens are meant.")] = None,
) -> Board:
    """What each language, formality and domain has and lacks."""
    board = read_board(workspace, project.id, unit=unit, tokens_model=model)
    return Board.model_validate(board, from_attributes=True)


@router.get("/targets")
def list_targets(workspace: CurrentWorkspace, project: MemberProject) -> list[Target]:
    """How much each cell should have."""
    return workspace.ledger.targets.list(project.id)


@router.put("/targets")
def put_targets(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, wanted: list[WantedTarget]
) -> list[Target]:
    """Set targets, one number a cell; sending them again changes nothing."""
    targets = [Target(project.id, item.language, item.formality, item.domain, item.wanted) for item in wanted]
    set_targets(workspace, account, project.id, targets)
    return workspace.ledger.targets.list(project.id)


@router.post("/data-versions/preview")
def preview_version(workspace: CurrentWorkspace, project: MemberProject, choice: FreezeChoice) -> Preview:
    """What freezing would give now; nothing is written."""
    return Preview(
        contents=plan_freeze(workspace, project.id, choice),
        left_out=left_out(workspace, project.id, choice.selection),
    )


@router.post("/data-versions", status_code=202)
def freeze_version(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, wanted: Freezing
) -> Job:
    """Freeze a data version, as a job; its report names the number."""
    request = FreezeRequest(project_id=project.id, choice=wanted.choice)
    return submit(workspace, "freeze", request, key=wanted.key, project_id=project.id, account_id=account.id)


@router.get("/data-versions/{number}")
def read_version(workspace: CurrentWorkspace, project: MemberProject, number: int) -> Manifest:
    """Everything there is to know about a data version but its rows."""
    return manifest_of(workspace.ledger.data_versions.by_number(project.id, number))


@router.post("/exports", status_code=202)
def start_export(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, wanted: Exporting
) -> Job:
    """Write a file, as a job; fetch it from `exports/{job_id}/file` once the job is done."""
    request = ExportRequest(project_id=project.id, choice=wanted.choice)
    return submit(workspace, "export", request, key=wanted.key, project_id=project.id, account_id=account.id)


@router.get("/exports/{job_id}/file", response_class=FileResponse)
def fetch_export(workspace: CurrentWorkspace, project: MemberProject, job_id: str) -> FileResponse:
    """The file that an export wrote."""
    job = workspace.ledger.jobs.get(job_id)
    if job.project_id != project.id or job.kind != "export":
        raise NotFoundError(f"There is no export “{job_id}” in this project.")
    if job.state is not JobState.DONE or not job.report:
        raise ConflictError(f"The export is {job.state}.", hint="Wait until the job is done.")
    path = Path(ExportReport.model_validate_json(job.report).path)
    if not path.is_file():
        raise NotFoundError("The file of this export is gone.", hint="Export it again.")
    return FileResponse(path, filename=path.name)
