"""Projects: list, read, make, change, archive."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject, OwnedProject
from core.languages import standard_tag
from core.records import Project

router = APIRouter(prefix="/projects", tags=["projects"])


class NewProject(BaseModel):
    """A project to be made; `languages` are the expected ones, as BCP 47 tags; `only_expected`: no other occurs."""

    name: str = Field(min_length=1, max_length=120)
    description: str = ""
    languages: list[str] = []
    only_expected: bool = False
    schemes: list[str] = ["formality", "domain"]


class ProjectChange(BaseModel):
    """What may be changed; what is left out stays."""

    name: str | None = None
    description: str | None = None
    languages: list[str] | None = None
    only_expected: bool | None = None
    archived: bool | None = None


@router.get("")
def list_projects(workspace: CurrentWorkspace, account: CurrentAccount, archived: bool = False) -> list[Project]:
    """The projects that you are a member of."""
    return workspace.ledger.projects.list(None if account.is_admin else account.id, archived=archived)


@router.post("", status_code=201)
def create_project(workspace: CurrentWorkspace, account: CurrentAccount, new: NewProject) -> Project:
    """Make a project; you become its owner. A name that is taken is refused, so sending it twice makes one."""
    return workspace.ledger.projects.create(
        new.name,
        account_id=account.id,
        description=new.description,
        languages=tuple(standard_tag(tag) for tag in new.languages),
        only_expected=new.only_expected,
        schemes=tuple(new.schemes),
    )


@router.get("/{project_id}")
def read_project(project: MemberProject) -> Project:
    """One project."""
    return project


@router.patch("/{project_id}")
def change_project(workspace: CurrentWorkspace, project: OwnedProject, change: ProjectChange) -> Project:
    """Rename, describe, declare languages and whether only they occur, archive or bring back."""
    if change.name is not None:
        workspace.ledger.projects.update(project.id, name=change.name)
    if change.description is not None:
        workspace.ledger.projects.update(project.id, description=change.description)
    if change.languages is not None:
        workspace.ledger.projects.update(project.id, languages=tuple(standard_tag(t) for t in change.languages))
    if change.only_expected is not None:
        workspace.ledger.projects.update(project.id, only_expected=change.only_expected)
    if change.archived is not None:
        workspace.ledger.projects.archive(project.id, archived=change.archived)
    return workspace.ledger.projects.get(project.id)
