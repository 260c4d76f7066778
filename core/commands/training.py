"""`train` and `evaluate`: a run from a recipe, and what it was worth."""

from pathlib import Path
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
from core.errors import NotFoundError

if TYPE_CHECKING:
    from core.jobs.workflows.evaluate import EvaluateReport
    from core.jobs.workflows.train import TrainReport
    from core.records import Run
    from core.training.plan import Plan
    from core.workspace import Workspace


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("train")(train)
    app.command("evaluate")(evaluate)


def train(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE.yaml", help="The recipe: what is trained, from what, how.")],
    project: ProjectName,
    *,
    name: Annotated[str, typer.Option(help="Name of the run.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only say what it would take; nothing is trained.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Train a run; stop it with Ctrl-C or `jobs cancel`, go on with `jobs retry`."""
    from core.commands.working import do_job
    from core.jobs.workflows.plan import PlanReport
    from core.jobs.workflows.train import TrainReport, TrainRequest
    from core.training.recipe import read_recipe

    wanted = read_recipe(recipe)
    ws = opened(workspace)
    project_id = project_called(ws, project).id
    request = TrainRequest(project_id=project_id, recipe=wanted, name=name)
    if plan:
        planned = do_job(ws, "plan", request, PlanReport, project_id=project_id)
        _say_plan(planned.plan)
        write_report(planned, json_file)
        return
    report = do_job(ws, "train", request, TrainReport, project_id=project_id)
    _say_trained(report)
    write_report(report, json_file)


def evaluate(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The run, by id or name.")],
    project: ProjectName,
    *,
    suite: Annotated[str, typer.Option(help="What is asked; by default the held-out rows of the run's own goal.")] = "",
    generate: Annotated[int, typer.Option(help="Texts to generate per language (rewriting).", min=0)] = 2,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Evaluate a run: base against tuned per language, with intervals and signatures."""
    from core.commands.working import do_job
    from core.jobs.workflows.evaluate import EvaluateReport, EvaluateRequest

    ws = opened(workspace)
    project_id = project_called(ws, project).id
    found = _run_called(ws, project_id, run)
    check_known([suite] if suite else [], [found.kind])
    request = EvaluateRequest(project_id=project_id, run_id=found.id, generate_per_language=generate)
    report = do_job(ws, "evaluate", request, EvaluateReport, project_id=project_id)
    _say_evaluated(report)
    write_report({"report": report, "scores": ws.ledger.scores.of_run(found.id)}, json_file)


def _run_called(ws: "Workspace", project_id: str, name: str) -> "Run":
    runs = ws.ledger.runs.list(project_id)
    for run in runs:
        if name in (run.id, run.name):
            return run
    known = ", ".join(run.id for run in runs) or "none yet"
    raise NotFoundError(f"There is no run “{name}”.", hint=f"Runs: {known}.")


def _say_plan(plan: "Plan") -> None:
    typer.echo(f"{plan.goal} with {plan.model}: {plan.steps:,} steps, about {plan.seconds / 60:.0f} minutes")
    typer.echo(f"memory {plan.memory_bytes / 1e9:.1f} GB, disk {plan.disk_bytes / 1e6:.0f} MB, {plan.threads} threads")
    for warning in plan.warnings:
        typer.echo(f"note: {warning}")


def _say_trained(report: "TrainReport") -> None:
    typer.echo(f"The run {report.run_id} is trained ({report.steps:,} steps).")
    for name, after in report.after.items():
        before = report.before.get(name)
        typer.echo(f"{name:24} {'' if before is None else f'{before:.3f} → '}{after:.3f}")


def _say_evaluated(report: "EvaluateReport") -> None:
    typer.echo(f"{report.items:,} items, {report.scores:,} scores of the suite {report.suite}")
    for found in report.comparisons:
        p = "" if found.p is None else f", p = {found.p:.3g}"
        typer.echo(f"{found.task} {found.metric}: tuned - base = {found.difference:+.4f}{p}")
