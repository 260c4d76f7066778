"""`import`: files and folders into a project."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.options import JsonFile, ProjectName, WorkspaceFolder, opened, project_called, say, write_report
from core.errors import InvalidInputError

if TYPE_CHECKING:
    from core.collection.mapping import ColumnMapping
    from core.collection.preview import Preview
    from core.collection.reports import ImportReport

Create = Annotated[bool, typer.Option("--create", help="Make the project where there is none of that name.")]
TextColumn = Annotated[str, typer.Option("--text", help="The column that holds the text; otherwise guessed.")]
LabelColumns = Annotated[
    list[str] | None, typer.Option("--label", help="A column with labels, as scheme=column; may be repeated.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(import_files)


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders of them.")],
    project: ProjectName,
    *,
    text: TextColumn = "",
    language_column: Annotated[str, typer.Option(help="The column that names the language.")] = "",
    document_column: Annotated[str, typer.Option(help="The column that names the document.")] = "",
    label: LabelColumns = None,
    language: Annotated[str, typer.Option(help="The language of rows whose file says none, as a tag.")] = "",
    licence: Annotated[str, typer.Option(help="The licence under which the files came.")] = "",
    sentences: Annotated[
        bool, typer.Option("--sentences", help="Cut texts into sentences; the whole is kept.")
    ] = False,
    create: Create = False,
    plan: Annotated[bool, typer.Option("--plan", help="Only say how each file would be read.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Import files; what is there already is not added again."""
    from core.collection.archives import is_archive
    from core.collection.options import ReadOptions
    from core.collection.preview import preview
    from core.collection.reports import ImportReport
    from core.commands.working import do_job
    from core.jobs.workflows.import_files import FileToImport, ImportRequest

    mapping = columns_named(text, language_column, document_column, label or [])
    files, options = _listed(paths), ReadOptions(sentences=sentences)
    if plan:
        previews = [preview(path) for path in files if not is_archive(path)]
        for path in filter(is_archive, files):
            say(f"{path.name}: an archive; its files are read when it is imported")
        for shown in previews:
            _say_preview(shown, mapping or shown.mapping)
        write_report({"plan": previews}, json_file)
        return
    ws = opened(workspace)
    if create and project not in {name for one in ws.ledger.projects.list() for name in (one.id, one.name)}:
        ws.ledger.projects.create(project)
    project_id = project_called(ws, project).id
    request = ImportRequest(
        project_id=project_id,
        files=[FileToImport(path=str(path.resolve()), mapping=mapping, options=options) for path in files],
        declared_language=language or None,
        licence=licence,
    )
    report = do_job(ws, "import", request, ImportReport, project_id=project_id)
    say_import(report)
    write_report(report, json_file)
    if report.refused:
        raise typer.Exit(1)


def _listed(paths: list[Path]) -> list[Path]:
    from core.collection.folders import list_files

    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        listing = list_files(path)
        files += listing.files
        for ignored, reason in listing.ignored:
            say(f"left out {ignored}: {reason}")
    missing = [path for path in files if not path.is_file()]
    if missing:
        raise InvalidInputError(f"There is no file {missing[0]}.", hint="Check the path. Nothing was imported.")
    return files


def columns_named(text: str, language: str, document: str, labels: list[str]) -> "ColumnMapping | None":
    """The mapping that options name; None where they name none. Raises InvalidInputError where the text is missing."""
    from core.collection.mapping import ColumnMapping

    if not text:
        if language or document or labels:
            raise InvalidInputError("Columns were named, but not the one of the text.", hint="Give --text COLUMN too.")
        return None
    pairs = [label.split("=", 1) for label in labels]
    if wrong := [label for label, pair in zip(labels, pairs, strict=True) if len(pair) != 2]:
        raise InvalidInputError(f"“{wrong[0]}” names no scheme and column.", hint="Write it as formality=register.")
    return ColumnMapping(text=text, language=language or None, document=document or None, labels=dict(pairs))


def _say_preview(preview: "Preview", mapping: "ColumnMapping") -> None:
    typer.echo(f"{preview.path.name}: {preview.format}, {preview.encoding or 'no encoding'}")
    for column in preview.columns:
        typer.echo(f"  {column.name}: {' | '.join(column.examples[:3])[:100]}")
    typer.echo(f"  read as: {mapping.model_dump_json(exclude_none=True)}")


def say_import(report: "ImportReport") -> None:
    """Say what came in, file by file, and what did not."""
    for file in report.files:
        typer.echo(f"{file.name}: {file.rows:,} rows, {file.added:,} added, {file.present:,} already there")
    for reason, rows in report.refused.items():
        say(f"{rows:,} rows refused: {reason}")
    if report.nothing_new:
        typer.echo("Nothing new: all of it was there already.")
