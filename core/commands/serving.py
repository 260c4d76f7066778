"""`serve` and `worker`: the two processes of a workspace."""

import logging
import os
import sys
from typing import Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, opened, write_report
from core.settings import ROOT


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("serve")(serve)
    app.command("worker")(worker)


def serve(
    address: Annotated[str, typer.Option(help="The address to listen at; others than loopback need an account.")] = "",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8501,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Serve the app (what `streamlit run app.py` runs)."""
    from core.api.starting import check_address

    ws = opened(workspace)
    listening = address or "127.0.0.1"
    check_address(ws, listening)
    write_report({"address": listening, "port": port, "workspace": str(ws.folder)}, json_file)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.address", listening, "--server.port", str(port)]
    os.chdir(ROOT)
    os.environ["ISOGLOSS_WORKSPACE"] = ws.settings.workspace
    ws.ledger.dispose()
    os.execv(sys.executable, command)  # noqa: S606 - an argument list, no shell


def worker(
    leave_after: Annotated[
        float | None, typer.Option(help="Leave after so many seconds in which no app ran and no job was open.")
    ] = None,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Do the jobs of the workspace until told to end (the app starts one by itself)."""
    from core.jobs.worker import serve as work

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    ws = opened(workspace)
    work(ws, leave_after=leave_after)
    write_report({"workspace": str(ws.folder), "ended": "when told to"}, json_file)
