"""What all commands share: the options for workspace and report, opening, and the report itself."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import TypeAdapter

from core.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from core.records import Project
    from core.workspace import Workspace

WorkspaceFolder = Annotated[
    Path | None, typer.Option("--workspace", help="The workspace's folder; otherwise ISOGLOSS_WORKSPACE.")
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write a machine-readable report to this file.")]
ProjectName = Annotated[str, typer.Option("--project", "-p", help="The project, by name or id.")]


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


def write_report(report: object, path: Path | None) -> None:
    """Write the report (a model, a dataclass, or a mapping of such) as JSON where `--json` was given.

    Raises InvalidInputError for a path that cannot be written.
    """
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TypeAdapter(object).dump_json(report, indent=2) + b"\n")
    except OSError as error:
        raise InvalidInputError(
            f"The report could not be written to {path}: {error.strerror}.", hint="Choose another file for --json."
        ) from error


def listed(text: str) -> tuple[str, ...]:
    """The parts of an option that holds several words with commas between them."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def check_known(words: Iterable[str], known: Iterable[str]) -> None:
    """Raise InvalidInputError for the first word that is not among the known ones."""
    choices = tuple(known)
    for word in words:
        if word not in choices:
            raise InvalidInputError(f"“{word}” is not known here.", hint=f"Choose from: {', '.join(choices)}.")


def say(line: str) -> None:
    """Tell the person at the terminal something that is not the result (on stderr, so that pipes stay clean)."""
    typer.echo(line, err=True)
