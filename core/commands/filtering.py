"""`identify`: which language each text is in; of a file without a workspace, or of a project."""

from pathlib import Path
from typing import Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, listed, opened, project_called, say, write_report
from core.errors import InvalidInputError


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("identify")(identify)


def identify(
    source: Annotated[Path | None, typer.Argument(metavar="IN.jsonl", help="Lines with a “text” each.")] = None,
    *,
    out: Annotated[Path | None, typer.Option("--out", help="Where the answered lines go.")] = None,
    project: Annotated[str, typer.Option("--project", "-p", help="Identify this project's segments instead.")] = "",
    detectors: Annotated[str, typer.Option(help="Detectors to ask, with commas between them.")] = "",
    expected: Annotated[str, typer.Option(help="Languages that are expected, as tags with commas.")] = "",
    only_expected: Annotated[
        bool, typer.Option("--only-expected", help="No other language occurs: choose among the expected ones.")
    ] = False,
    processes: Annotated[int, typer.Option(help="Processes to use; 0 is one per core.", min=0)] = 0,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Identify languages: of a file (each line comes back answered), or of a project."""
    names = listed(detectors)
    if only_expected and (project or not listed(expected)):
        raise InvalidInputError(
            "Only expected languages are to be named, but none is given with --expected.",
            hint="Give --expected TAGS with a file; a project says it in its settings.",
        )
    if project:
        if source or out:
            raise InvalidInputError("A file and a project were given.", hint="Give IN.jsonl --out …, or --project.")
        _identify_project(project, names, processes, workspace, json_file)
        return
    if source is None or out is None:
        raise InvalidInputError("There is nothing to identify.", hint="Give IN.jsonl --out OUT.jsonl, or --project.")
    _identify_file(
        source,
        out,
        names=names,
        expected=listed(expected),
        only_expected=only_expected,
        processes=processes,
        folder=workspace,
        json_file=json_file,
    )


def _identify_file(
    source: Path,
    out: Path,
    *,
    names: tuple[str, ...],
    expected: tuple[str, ...],
    only_expected: bool,
    processes: int,
    folder: Path | None,
    json_file: Path | None,
) -> None:
    from core.identification.files import identify_file
    from core.models.store import ModelStore
    from core.records import Project
    from core.settings import Settings

    settings = Settings(workspace=str(folder)) if folder else Settings()
    report = identify_file(
        source,
        out,
        names or Project(id="", name="").detectors,
        ModelStore(settings.model_folder),
        expected=expected,
        only_expected=only_expected,
        processes=processes,
    )
    typer.echo(f"{report.rows:,} lines identified, written to {out}.")
    for tag, count in sorted(report.languages.items(), key=lambda item: -item[1]):
        typer.echo(f"{tag:12} {count:>10,}")
    write_report(report, json_file)
    if report.refused:
        say(f"{report.refused:,} lines could not be used; each stands in {out} with its error.")
        raise typer.Exit(1)


def _identify_project(
    name: str, names: tuple[str, ...], processes: int, folder: Path | None, json_file: Path | None
) -> None:
    from core.commands.working import do_job
    from core.jobs.workflows.identify import IdentifyReport, IdentifyRequest

    ws = opened(folder)
    project = project_called(ws, name)
    request = IdentifyRequest(project_id=project.id, detectors=names, processes=processes)
    report = do_job(ws, "identify", request, IdentifyReport, project_id=project.id)
    typer.echo(f"The segments of {project.name} are identified.")
    write_report(report, json_file)
