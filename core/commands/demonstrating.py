"""`demo`: the whole loop on the sample project."""

from typing import Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, opened, say, write_report


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("demo")(demo)


def demo(
    share: Annotated[float, typer.Option(min=0.05, max=1, help="Which share of the sample's situations.")] = 1.0,
    max_steps: Annotated[int | None, typer.Option(min=1, help="At most so many steps a training.")] = None,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Run the whole loop on the sample: import, identify, tag, balance, freeze, train, evaluate."""
    from core.demo.loop import run_demo

    report = run_demo(opened(workspace), share=share, max_steps=max_steps, tell=say)
    for name, stage in report.stages.items():
        say(f"{name}: {stage.seconds:.0f} s, {stage.kept} kept, {stage.review} to review")
    for trained in report.training:
        say(f"{trained.recipe} ({trained.metric}): {trained.before:.3f} -> {trained.after:.3f}, p = {trained.p}")
    write_report(report, json_file)
