"""What all commands share: the options for workspace and report, opening, and the report itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel, TypeAdapter

from core.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from core.records import Project
    from core.workspace import Workspace

WorkspaceFolder = Annotated[
    Path | None, typer.Option("--workspace", help="The workspace's folder; otherwise ISOGLOSS_WORKSPACE.")
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write a machine-readable report to this file.")]
ProjectName = Annotated[str, typer.Option("--project", "-p", help="The project, by name or id.")]

Reportable = BaseModel | Mapping[str, object] | list[object]


def opened(folder: Path | None = None) -> "Workspace":
    """The workspace that the option or the settings name; made where there is none."""
    from core.settings import Settings
    from core.workspace import open_workspace

    return open_workspace(Settings(workspace=str(folder)) if folder else Settings())


def project_called(ws: "Workspace", name: str) -> "Project":
    """The project of that id or name; raises NotFoundError, naming those there are."""
    projects = ws.ledger.projects.list()
    for project in projects:
        if name in (project.id, project.name):
            return project
    known = ", ".join(project.id for project in projects) or "none yet"
    raise NotFoundError(f"There is no project “{name}”.", hint=f"Projects: {known}.")


def write_report(report: Reportable, path: Path | None) -> None:
    """Write the report as JSON where `--json` was given; raises InvalidInputError for a path that cannot be written."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TypeAdapter(object).dump_json(report, indent=2) + b"\n")
    except OSError as error:
        raise InvalidInputError(
            f"The report could not be written to {path}: {error.strerror}.", hint="Choose another file for --json."
        ) from error


def say(line: str) -> None:
    """Tell the person at the terminal something that is not the result (on stderr, so that pipes stay clean)."""
    typer.echo(line, err=True)
