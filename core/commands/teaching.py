"""`teach`: a detector for a language that the others lack, from lines of it; which version has a say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.options import JsonFile, ProjectName, WorkspaceFolder, opened, project_called, write_report
from core.errors import InvalidInputError

if TYPE_CHECKING:
    from core.identification.teaching.registry import TaughtVersion
    from core.workspace import Workspace


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("teach")(teach)


def teach(
    tag: Annotated[str, typer.Argument(help="The language or variety: wo, hi-Latn, en-x-pidgin.")],
    lines: Annotated[Path | None, typer.Argument(metavar="LINES.txt", help="A text file, one line each.")] = None,
    *,
    project: ProjectName,
    source: Annotated[list[str] | None, typer.Option(help="A source that holds this language only (its id).")] = None,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="Segments a person said are in it.")] = False,
    use: Annotated[int, typer.Option(help="Teach nothing: let this version have the say.", min=0)] = 0,
    off: Annotated[bool, typer.Option("--off", help="Teach nothing: take the say from all versions.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Teach a language from a few hundred lines, and show how well it is told from its neighbours."""
    from core.identification.teaching import registry

    ws = opened(workspace)
    found = project_called(ws, project)
    if use or off:
        asked = registry.ask(ws, found.id, tag, None if off else use, "local")
        typer.echo(f"{tag}: no version has a say." if off else f"{tag}: version {use} has the say.")
        write_report(asked, json_file)
        return
    version = _taught(ws, found.id, tag, lines, tuple(source or ()), confirmed=confirmed)
    _show(version)
    write_report(version, json_file)


def _taught(
    ws: "Workspace", project_id: str, tag: str, lines: Path | None, sources: tuple[str, ...], *, confirmed: bool
) -> "TaughtVersion":
    from core.commands.working import do_job
    from core.identification.teaching.material import Choice
    from core.jobs.workflows.teach import TeachReport, TeachRequest

    choice = Choice(tag=tag, texts=_read(lines) if lines else (), sources=sources, confirmed=confirmed)
    request = TeachRequest(project_id=project_id, choice=choice)
    return do_job(ws, "teach", request, TeachReport, project_id=project_id).version


def _read(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path} cannot be read as text: {error}", hint="Give a file in UTF-8.") from error


def _show(version: "TaughtVersion") -> None:
    scores = version.scores
    typer.echo(f"{version.tag}, version {version.version}: learnt from {version.lines:,} of {version.given:,} lines.")
    for name, one in (("recall", scores.recall), ("precision", scores.precision)):
        typer.echo(f"{name:10} {one.value:.3f}  ({one.low:.3f}-{one.high:.3f}, {one.part:,} of {one.whole:,})")
    typer.echo(f"{'F1':10} {scores.f1:.3f}")
    typer.echo("Neighbours: lines of it called so, its own lines taken for it")
    for near in scores.neighbours:
        tested = f"{near.wrong:>6,} of {near.lines:,} ({near.origin})" if near.lines else "     no lines of it"
        typer.echo(f"  {near.tag:12} {near.called:>6,} {tested}")
