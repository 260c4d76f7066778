"""`balance` and `freeze`: how a project stands, and a data version of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.options import (
    JsonFile,
    ProjectName,
    WorkspaceFolder,
    check_known,
    opened,
    project_called,
    write_report,
)
from core.errors import InvalidInputError

if TYPE_CHECKING:
    from core.balancing.manifest import FreezeChoice

Seed = Annotated[int, typer.Option(help="Which random split; the same seed gives the same one.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("balance")(balance)
    app.command("freeze")(freeze)


def balance(
    project: ProjectName,
    unit: Annotated[str, typer.Option(help="What is counted: segments, characters or tokens.")] = "segments",
    model: Annotated[str | None, typer.Option(help="Whose tokens are meant.")] = None,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Show what a project holds per language, formality and domain, and what is missing."""
    from core.balancing.axes import Unit
    from core.balancing.board import read_board

    check_known([unit], Unit)
    ws = opened(workspace)
    board = read_board(ws, project_called(ws, project).id, unit=Unit(unit), tokens_model=model)
    typer.echo(f"{board.total:,} {unit}; smallest cell {board.smallest_cell:,}; {board.empty_cells:,} cells empty")
    for axis in board.axes.values():
        typer.echo(f"\n{axis.name}: {axis.effective_number:.1f} as if equally large, evenness {axis.evenness:.2f}")
        for value in axis.values:
            typer.echo(f"  {value.label or 'not tagged':28} {value.amount:>12,} {value.share:>7.1%}")
    for lack in board.deficits[:20]:
        place = " × ".join(part or "any" for part in (lack.language, lack.formality, lack.domain))
        typer.echo(f"missing {lack.missing:,} of {lack.wanted:,}: {place}")
    write_report(board, json_file)


def freeze(
    project: ProjectName,
    *,
    name: Annotated[str, typer.Option(help="Name of the data version; by default its number.")] = "",
    shares: Annotated[str, typer.Option(help="Parts of train, dev and test.")] = "0.8,0.1,0.1",
    seed: Seed = 20,
    plan: Annotated[bool, typer.Option("--plan", help="Only say what it would give; nothing is written.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Freeze the kept segments as a data version with leak-free splits."""
    from core.balancing.freezing import plan_freeze
    from core.commands.working import do_job
    from core.jobs.workflows.freeze import FreezeReport, FreezeRequest

    ws = opened(workspace)
    project_id = project_called(ws, project).id
    choice = _choice(name, shares, seed)
    contents = plan_freeze(ws, project_id, choice)
    for split, rows in contents.rows.items():
        typer.echo(f"{split:6} {rows:>10,} segments")
    for reason, rows in contents.left_out.items():
        typer.echo(f"left out {rows:,}: {reason}")
    for note in contents.notes:
        typer.echo(f"note: {note.message}")
    if plan:
        write_report({"plan": contents}, json_file)
        return
    request = FreezeRequest(project_id=project_id, choice=choice)
    report = do_job(ws, "freeze", request, FreezeReport, project_id=project_id)
    typer.echo(f"{report.name} is frozen ({report.content_hash[:12]}).")
    write_report(report, json_file)


def _choice(name: str, shares: str, seed: int) -> "FreezeChoice":
    from core.balancing.manifest import FreezeChoice
    from core.balancing.splitting import Shares

    try:
        train, dev, test = (float(part) for part in shares.split(","))
    except ValueError as error:
        raise InvalidInputError(
            f"“{shares}” are not three parts.", hint="Give train, dev and test, such as 0.8,0.1,0.1."
        ) from error
    return FreezeChoice(name=name, shares=Shares(train, dev, test), seed=seed)
