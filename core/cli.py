"""The command line: one door to the commands in `core.commands`.

Every command takes `--json FILE` for a machine-readable report. The exit code is 0 only when all was done; an error
goes to stderr as what happened and what to do, without a traceback. Commands import what they need when they run, so
that `--help` and tab completion are instant.
"""

import sys

import typer

from core.commands import (
    accounts,
    agreeing,
    balancing,
    cleaning,
    collecting,
    demonstrating,
    exporting,
    fetching,
    filtering,
    importing,
    models,
    serving,
    teaching,
    training,
    translating,
    upkeep,
)
from core.errors import IsoglossError

app = typer.Typer(
    name="core",
    help="Isogloss without a browser.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (
    serving,
    demonstrating,
    importing,
    fetching,
    collecting,
    filtering,
    teaching,
    cleaning,
    translating,
    agreeing,
    balancing,
    exporting,
    training,
    models,
    accounts,
    upkeep,
):
    room.add_to(app)


def main() -> None:
    """Run the command that the arguments name."""
    try:
        app()
    except IsoglossError as error:
        typer.echo(f"Error: {error.message}", err=True)
        if error.hint:
            typer.echo(error.hint, err=True)
        sys.exit(1)
