"""`export`: a data version, or the segments as they are now, as files for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from core.commands.options import (
    JsonFile,
    ProjectName,
    WorkspaceFolder,
    check_known,
    listed,
    opened,
    project_called,
    write_report,
)
from core.errors import InvalidInputError


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export)


def export(
    project: ProjectName,
    *,
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")],
    format: Annotated[
        str, typer.Option(help="csv, jsonl, parquet, label-studio, conllu or hf (a Hugging Face folder).")
    ] = "csv",
    version: Annotated[int | None, typer.Option(help="Number of a data version; otherwise all as it is now.")] = None,
    verdicts: Annotated[str, typer.Option(help="Only segments of these verdicts, with commas: keep,review.")] = "",
    mixed: Annotated[bool, typer.Option("--mixed", help="Train rows as often as the mixture says.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Export segments with their tags."""
    from core.balancing.exporting import ExportChoice, Format
    from core.balancing.exporting import export as write
    from core.records import Selection, Verdict

    wanted = listed(verdicts)
    check_known([format], Format)
    check_known(wanted, Verdict)
    if version is not None and wanted:
        raise InvalidInputError("A data version has its segments already.", hint="Leave --verdicts or --version out.")
    ws = opened(workspace)
    choice = ExportChoice(format=Format(format), version=version, selection=Selection(verdicts=wanted), mixed=mixed)
    written = write(ws, project_called(ws, project).id, choice, out)
    typer.echo(f"{written.rows:,} segments, {written.bytes:,} bytes: {written.path}")
    write_report(written, json_file)
