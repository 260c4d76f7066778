"""Stopping, pausing and going on with a crawl.

Paused is a cancelled job: what it collected is stored, and retrying the job goes on where it stopped. Stopped is a job
that ends as if its limit had been reached: a mark in its folder tells it to, and survives a crash.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.workspace import Workspace

FILE = "stop"


def stop(ws: "Workspace", job_id: str) -> None:
    """Ask a crawl to end with what it has. Harmless when asked twice or too late."""
    (ws.job_folder(job_id) / FILE).touch()


def is_stopped(folder: Path) -> bool:
    """Whether somebody asked the crawl in `folder` to end."""
    return (folder / FILE).exists()
