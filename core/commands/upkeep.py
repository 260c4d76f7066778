"""`doctor` and `jobs`: is the workspace whole, and how is the long work going."""

from typing import Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, opened, write_report

jobs_group = typer.Typer(help="Jobs: list, show, stop, retry.", no_args_is_help=True)
JobId = Annotated[str, typer.Argument(help="The job's id, as `jobs list` shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("doctor")(doctor)
    app.add_typer(jobs_group, name="jobs")


def doctor(workspace: WorkspaceFolder = None, json_file: JsonFile = None) -> None:
    """Look the workspace over and say what would mend it; nothing is changed."""
    from core.jobs.examining import examine

    ws = opened(workspace)
    findings = examine(ws)
    for finding in findings:
        typer.echo(f"{finding.weight}: {finding.place}: {finding.problem}\n    {finding.repair}")
    is_whole = not any(finding.weight == "damage" for finding in findings)
    typer.echo(f"The workspace {ws.folder} is {'whole' if is_whole else 'damaged'}.")
    write_report({"workspace": str(ws.folder), "whole": is_whole, "findings": findings}, json_file)
    if not is_whole:
        raise typer.Exit(1)


@jobs_group.command("list")
def show_jobs(
    project: Annotated[str | None, typer.Option("--project", "-p", help="Only jobs of this project.")] = None,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """List the newest jobs."""
    from core.jobs.history import views

    shown = views(opened(workspace), project)
    for one in shown:
        share = "" if one.share is None else f"{one.share:.0%}"
        state = "waits for a worker" if one.waits_for_worker else one.job.state.value
        typer.echo(f"{one.job.id}  {one.job.project_id:20} {one.job.title:30} {state:18} {share:>5}")
    write_report({"jobs": [one.job for one in shown]}, json_file)


@jobs_group.command("log")
def show_log(job_id: JobId, workspace: WorkspaceFolder = None, json_file: JsonFile = None) -> None:
    """Show the log of a job."""
    from core.jobs.history import read_log

    lines = read_log(opened(workspace), job_id, lines=1000)
    for line in lines:
        typer.echo(line)
    write_report({"job": job_id, "lines": lines}, json_file)


@jobs_group.command("cancel")
def stop_job(job_id: JobId, workspace: WorkspaceFolder = None, json_file: JsonFile = None) -> None:
    """Ask a job to stop."""
    from core.jobs.submitting import cancel

    job = cancel(opened(workspace), job_id)
    typer.echo(f"“{job.title}” is {job.state}.")
    write_report({"job": job}, json_file)


@jobs_group.command("retry")
def retry_job(job_id: JobId, workspace: WorkspaceFolder = None, json_file: JsonFile = None) -> None:
    """Queue a failed or cancelled job again; a worker goes on where it stopped."""
    from core.jobs.submitting import retry

    job = retry(opened(workspace), job_id)
    typer.echo(f"“{job.title}” is {job.state}.")
    write_report({"job": job}, json_file)
