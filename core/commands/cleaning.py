"""`clean`: normalisation, quality, duplicates and personal data; of a file without a workspace, or of a project."""

from pathlib import Path
from typing import Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, opened, project_called, say, write_report
from core.errors import InvalidInputError


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("clean")(clean)


def clean(
    source: Annotated[Path | None, typer.Argument(metavar="IN.jsonl", help="Lines with a “text” each.")] = None,
    *,
    out: Annotated[Path | None, typer.Option("--out", help="Where the answered lines go.")] = None,
    project: Annotated[str, typer.Option("--project", "-p", help="Clean this project's segments instead.")] = "",
    processes: Annotated[int, typer.Option(help="Processes to use; 0 is one per core.", min=0)] = 0,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Clean: a file (each line comes back with its verdict and reasons; none is left out), or a project."""
    if project:
        if source or out:
            raise InvalidInputError("A file and a project were given.", hint="Give IN.jsonl --out …, or --project.")
        _clean_project(project, processes, workspace, json_file)
        return
    if source is None or out is None:
        raise InvalidInputError("There is nothing to clean.", hint="Give IN.jsonl --out OUT.jsonl, or --project.")
    from core.cleaning.files import clean_file

    report = clean_file(source, out, processes=processes)
    typer.echo(f"{report.rows:,} lines judged, written to {out}.")
    for reason, count in sorted(report.reasons.items(), key=lambda item: -item[1]):
        typer.echo(f"{reason:20} {count:>10,}")
    write_report(report, json_file)
    if report.refused:
        say(f"{report.refused:,} lines could not be used; each stands in {out} with its error.")
        raise typer.Exit(1)


def _clean_project(name: str, processes: int, folder: Path | None, json_file: Path | None) -> None:
    from core.commands.working import do_job
    from core.jobs.workflows.clean import CleanReport, CleanRequest

    ws = opened(folder)
    project = project_called(ws, name)
    request = CleanRequest(project_id=project.id, processes=processes)
    report = do_job(ws, "clean", request, CleanReport, project_id=project.id)
    typer.echo(f"The segments of {project.name} are cleaned.")
    write_report(report, json_file)
