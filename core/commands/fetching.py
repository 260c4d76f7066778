"""`hub`: a data set of the Hugging Face hub, or a folder in its layout, into a project."""

from pathlib import Path
from typing import Annotated

import typer

from core.commands.importing import columns_named, say_import
from core.commands.options import JsonFile, ProjectName, WorkspaceFolder, listed, opened, project_called, write_report

Split = Annotated[str, typer.Option(help="Which split of it.")]
Rows = Annotated[int | None, typer.Option(help="At most so many rows.", min=1)]
Label = Annotated[list[str] | None, typer.Option("--label", help="A column with labels, as scheme=column.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("hub")(hub)


def hub(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as owner/name, or a folder in hub layout.")],
    project: ProjectName,
    *,
    config: Annotated[str, typer.Option(help="The configuration, where it has several.")] = "",
    split: Split = "train",
    revision: Annotated[str, typer.Option(help="Branch, tag or commit; the newest otherwise.")] = "",
    text: Annotated[str, typer.Option("--text", help="The column that holds the text; otherwise guessed.")] = "",
    language_column: Annotated[str, typer.Option(help="The column that names the language.")] = "",
    document_column: Annotated[str, typer.Option(help="The column that names the document.")] = "",
    label: Label = None,
    languages: Annotated[str, typer.Option(help="Only rows of these languages, with commas between.")] = "",
    rows: Rows = None,
    language: Annotated[str, typer.Option(help="The language of rows that name none, as a tag.")] = "",
    licence: Annotated[str, typer.Option(help="The licence; otherwise that of the card.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only say how it would be read.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Collect a data set of the hub; what is there already is not added again. The revision is recorded."""
    from core.collection.reports import ImportReport
    from core.collection.sources.hub import HubChoice, first_rows
    from core.commands.working import do_job
    from core.jobs.workflows.import_files import ImportRequest

    is_folder = Path(name).is_dir()
    choice = HubChoice(
        name=str(Path(name).resolve()) if is_folder else name,
        folder=is_folder,
        config=config or None,
        split=split,
        revision=revision or None,
        mapping=columns_named(text, language_column, document_column, label or []),
        languages=listed(languages),
        rows=rows,
    )
    if plan:
        prepared, first = first_rows(choice)
        typer.echo(f"{choice.shown} at {prepared.revision}, licence {prepared.licence or 'not named'}")
        for column in first.column_names:
            values = [value for value in first[column].to_pylist() if value][:3]
            typer.echo(f"  {column}: {' | '.join(values)[:100]}")
        typer.echo(f"  read as: {prepared.mapping.model_dump_json(exclude_none=True)}")
        write_report({"plan": prepared}, json_file)
        return
    ws = opened(workspace)
    project_id = project_called(ws, project).id
    request = ImportRequest(
        project_id=project_id, kind="hub", hub=[choice], declared_language=language or None, licence=licence
    )
    report = do_job(ws, "import", request, ImportReport, project_id=project_id)
    say_import(report)
    write_report(report, json_file)
    if report.refused:
        raise typer.Exit(1)
