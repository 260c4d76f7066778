"""Sources: what each comes to, taking one down with a preview, collecting one again."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject, OwnedProject
from core.collection.standing import Standing, standings
from core.jobs.erasing.asking import LONGEST_NOTE, take_down
from core.jobs.erasing.reach import Reach, preview
from core.jobs.recollecting import recollect
from core.records import Erasure, Job

router = APIRouter(prefix="/projects/{project_id}", tags=["sources"])
Key = Annotated[str, Field(min_length=1, max_length=150)]


class TakeDown(BaseModel):
    """Taking a source down; `note` says why, is kept for good, and must not quote the text."""

    key: Key
    note: str = Field(default="", max_length=LONGEST_NOTE)


class Again(BaseModel):
    """Collecting a source again."""

    key: Key


@router.get("/sources")
def list_sources(workspace: CurrentWorkspace, project: MemberProject) -> list[Standing]:
    """All sources, newest first, with their segments by language, kept share and duplicates."""
    return standings(workspace, project.id)


@router.get("/sources/{source_id}/takedown")
def preview_takedown(workspace: CurrentWorkspace, project: OwnedProject, source_id: str) -> Reach:
    """What taking the source down would touch; nothing is changed."""
    return preview(workspace, project.id, source_id)


@router.post("/sources/{source_id}/takedown", status_code=202)
def start_takedown(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, source_id: str, asked: TakeDown
) -> Job:
    """Erase the source's text for good; read the report under jobs."""
    return take_down(workspace, account, project.id, source_id, note=asked.note, key=asked.key)


@router.post("/sources/{source_id}/collect", status_code=202)
def collect_again(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, source_id: str, asked: Again
) -> Job:
    """Run the crawl or import that brought the source in once more."""
    return recollect(workspace, account, project.id, source_id, key=asked.key)


@router.get("/erasures")
def list_erasures(workspace: CurrentWorkspace, project: MemberProject) -> list[Erasure]:
    """What was erased: when, by whom, why and how much, newest first."""
    return workspace.ledger.erasures.list(project.id)
