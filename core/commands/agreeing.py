"""`agreement`: how far people say the same in a project, as figures with intervals; and everybody's own labels."""

from pathlib import Path
from typing import Annotated

import typer

from core.commands.options import JsonFile, ProjectName, WorkspaceFolder, opened, project_called, write_report


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("agreement")(agreement)


def agreement(
    project: ProjectName,
    scheme: Annotated[str, typer.Option(help="The scheme: formality, domain, …")] = "formality",
    labels: Annotated[Path | None, typer.Option(help="Write everybody's own labels to this CSV file.")] = None,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Agreement by language, least first; the JSON report holds every figure with its signature."""
    from core.agreement.board import agreement_board
    from core.agreement.exporting import own_labels_csv

    ws = opened(workspace)
    found = project_called(ws, project)
    board = agreement_board(ws, found.id, scheme)
    for row in (*board.languages, board.everything):
        alpha = row.figure("alpha")
        shown = alpha.why.value if alpha.why else f"{alpha.value:.3f} ({alpha.low or 0:.3f} to {alpha.high or 0:.3f})"
        language = "all" if row.language is None else row.language or "und"
        typer.echo(f"{language:10} {row.shared:>8,} shared  alpha {shown}")
    if labels is not None:
        labels.write_bytes(own_labels_csv(ws, found.id, scheme))
    write_report(board, json_file)
