"""Imports: add text at once, or start a crawl; files are added by path on the server's own machine."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.access.permissions import require_admin
from core.api.dependencies import CurrentAccount, CurrentWorkspace, OwnedProject
from core.collection.paste import PasteReport, add_text
from core.jobs.submitting import submit
from core.jobs.workflows.crawl import CrawlRequest
from core.jobs.workflows.import_files import ImportRequest
from core.records import Job

router = APIRouter(prefix="/projects/{project_id}", tags=["imports"])
Key = Annotated[str, Field(min_length=1, max_length=150)]


class NewText(BaseModel):
    """Text to be added at once, cut into segments by `unit`."""

    key: Key
    text: str = Field(max_length=5_000_000)
    unit: Literal["line", "paragraph", "whole"] = "line"
    declared_language: str | None = None
    name: str = ""


class StartImport(BaseModel):
    """An import of files that lie on the server's machine; for owners alone."""

    key: Key
    request: ImportRequest


class StartCrawl(BaseModel):
    """A crawl of one site."""

    key: Key
    request: CrawlRequest


@router.post("/texts")
def add(workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, new: NewText) -> PasteReport:
    """Add typed or pasted text."""
    return add_text(
        workspace,
        project.id,
        account.id,
        new.text,
        unit=new.unit,
        declared_language=new.declared_language,
        name=new.name,
        key=new.key,
    )


@router.post("/imports", status_code=202)
def start_import(
    workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, start: StartImport
) -> Job:
    """Start an import; administrators only, since files are read with the server's own rights."""
    require_admin(workspace, account)
    request = start.request.model_copy(update={"project_id": project.id})
    return submit(workspace, "import", request, key=start.key, project_id=project.id, account_id=account.id)


@router.post("/crawls", status_code=202)
def start_crawl(workspace: CurrentWorkspace, account: CurrentAccount, project: OwnedProject, start: StartCrawl) -> Job:
    """Start a crawl; read its report under jobs."""
    request = start.request.model_copy(update={"project_id": project.id})
    return submit(workspace, "crawl", request, key=start.key, project_id=project.id, account_id=account.id)
