"""`crawl`: text from web sites into a project."""

from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.options import (
    JsonFile,
    ProjectName,
    WorkspaceFolder,
    check_known,
    opened,
    project_called,
    say,
    write_report,
)

if TYPE_CHECKING:
    from core.collection.web.looking import Look

Pages = Annotated[int, typer.Option(help="Pages to ask for at most, per address.", min=1, max=20_000)]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("crawl")(crawl)


def crawl(
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="The pages to begin with.")],
    project: ProjectName,
    *,
    pages: Pages = 50,
    depth: Annotated[int, typer.Option(help="How many links away from the first page.", min=0, max=50)] = 1,
    prefix: Annotated[str, typer.Option(help="Only pages whose path begins so.")] = "",
    delay: Annotated[float, typer.Option(help="Seconds between two pages of a site.", min=0, max=60)] = 1.0,
    text: Annotated[str, typer.Option(help="article (the main text) or everything (every paragraph).")] = "article",
    licence: Annotated[str, typer.Option(help="Licence of pages that name none.")] = "",
    language: Annotated[list[str] | None, typer.Option(help="Only pages that declare this language.")] = None,
    host: Annotated[list[str] | None, typer.Option(help="A further host that may be fetched from.")] = None,
    sitemaps: Annotated[bool, typer.Option("--sitemaps", help="Begin from sitemaps and feeds too.")] = False,
    pairs: Annotated[bool, typer.Option(help="Follow and align language versions (hreflang).")] = True,
    revisit: Annotated[bool, typer.Option("--revisit", help="Look again at all pages collected before.")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Only look at the first page; nothing is added.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Collect text from web pages and the pages they link to on the same site."""
    from core.commands.working import do_job
    from core.jobs.workflows.crawl import CrawlReport, CrawlRequest

    check_known([text], ["article", "everything"])
    ws = opened(workspace)
    project_id = project_called(ws, project).id
    requests = [
        CrawlRequest.model_validate(
            {
                "project_id": project_id,
                "url": url,
                "pages": pages,
                "depth": depth,
                "prefix": prefix,
                "delay": delay,
                "text": text,
                "licence": licence,
                "languages": language or [],
                "hosts": host or [],
                "sitemaps": sitemaps,
                "pairs": pairs,
                "revisit": revisit,
            }
        )
        for url in urls
    ]
    if plan:
        from core.collection.web.looking import look

        seen = [look(ws, one.url, prefix=one.prefix, text=one.text) for one in requests]
        for page in seen:
            _say_seen(page)
        write_report({"plan": seen}, json_file)
        return
    reports = []
    for request in requests:
        say(f"Collecting from {request.url} …")
        reports.append(do_job(ws, "crawl", request, CrawlReport, project_id=project_id))
        typer.echo(reports[-1].model_dump_json(indent=2))
    write_report({"crawls": reports}, json_file)


def _say_seen(page: "Look") -> None:
    typer.echo(f"{page.url}: {page.title or 'no title'}")
    typer.echo(f"  {len(page.paragraphs)} paragraphs (article {page.article}, everything {page.everything})")
    typer.echo(f"  {len(page.links)} links would be followed; {page.robots}")
    if page.note:
        typer.echo(f"  {page.note}")
