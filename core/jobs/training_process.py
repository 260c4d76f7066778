"""The training process as its jobs see it: rows laid out, progress passed on, its error raised as it was meant."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from core import errors
from core.errors import IsoglossError
from core.jobs.child import ChildFailedError, ProgressLine, run_child
from core.jobs.children.training import rows_file, write_rows
from core.jobs.run import JobRun
from core.training.data import TrainingRow

TELL_SECONDS = 2.0  # how often a listener hears of steps
GRACE_SECONDS = 120.0  # for the step under way and the checkpoint, on a machine that is busy

OnStep = Callable[[int, int], None]  # step, steps


def run_training_process(
    job: JobRun,
    folder: Path,
    model: Path,
    rows: Sequence[TrainingRow],
    *,
    plan_only: bool = False,
    on_step: OnStep | None = None,
) -> None:
    """Run the child in `folder` and wait for it; the rows lie there while it runs.

    Raises what the child reported, JobCancelledError when the job was stopped (the child has saved).
    """
    arguments = ["--run", str(folder), "--model", str(model), "--threads", str(job.ws.settings.training_threads)]
    voice = _Voice(job, on_step)
    write_rows(folder, rows)
    try:
        run_child(
            job,
            module="core.jobs.children.training",
            arguments=[*arguments, *(["--plan"] if plan_only else [])],
            on_progress=voice.hear,
            grace=GRACE_SECONDS,
        )
    except ChildFailedError as error:
        raise voice.error or error from error
    finally:
        rows_file(folder).unlink(missing_ok=True)


class _Voice:
    """Turns the child's lines into the job's progress, and keeps its error."""

    def __init__(self, job: JobRun, on_step: OnStep | None) -> None:
        self.job = job
        self.on_step = on_step
        self.error: IsoglossError | None = None
        self.told_at = 0.0

    def hear(self, line: ProgressLine) -> None:
        """One line of the child."""
        if "error" in line:
            self.error = _error_class(str(line["kind"]))(str(line["error"]), hint=str(line["hint"]))
            return
        unit = "steps" if line["is_step"] else "texts"
        self.job.progress(int(line["done"]), line["total"], unit=unit, phase=str(line["phase"]))
        if self.on_step and line["is_step"] and time.monotonic() - self.told_at > TELL_SECONDS:
            self.told_at = time.monotonic()
            self.on_step(int(line["done"]), int(line["total"] or 0))


def _error_class(name: str) -> type[IsoglossError]:
    found = getattr(errors, name, IsoglossError)
    return found if isinstance(found, type) and issubclass(found, IsoglossError) else IsoglossError
