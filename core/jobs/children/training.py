"""The process that trains, or previews a training: started by a job, so that torch never lives in the worker.

    python -m core.jobs.child_main PARENT core.jobs.children.training --run FOLDER --model FOLDER [--threads N] [--plan]

The rows come from `rows.jsonl` in the run's folder, which the job writes and removes again. SIGTERM saves and ends.
"""

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from core.errors import IsoglossError
from core.jobs.child_main import report
from core.training.data import TrainingRow
from core.training.folder import Stage
from core.training.previewing import preview
from core.training.running import train

PHASES: dict[Stage, str] = {
    "load": "Loading the model",
    "tokenise": "Cutting texts into tokens",
    "baseline": "Measuring the base",
    "train": "Training",
    "evaluate": "Measuring the tuned model",
    "save": "Saving",
    "done": "Done",
}


def main(arguments: list[str]) -> int:
    """Train or preview; progress goes to the job, everything else into the run's folder."""
    parser = argparse.ArgumentParser(prog="training")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--plan", action="store_true")
    given = parser.parse_args(arguments)
    warnings.simplefilter("ignore", FutureWarning)  # between libraries; the job's log is for people
    rows = read_rows(rows_file(given.run))
    try:
        if given.plan:
            preview(given.run, rows, given.model, _tell, threads=given.threads)
        else:
            train(given.run, rows, given.model, _tell, threads=given.threads)
    except IsoglossError as error:
        report(error=error.message, hint=error.hint, kind=type(error).__name__)
        return 1
    return 0


def rows_file(run_folder: Path) -> Path:
    """Where the rows lie while the training runs."""
    return run_folder / "rows.jsonl"


def write_rows(run_folder: Path, rows: Sequence[TrainingRow]) -> None:
    """Lay the rows where the child reads them."""
    lines = (json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    rows_file(run_folder).write_text("".join(lines), encoding="utf-8")


def read_rows(path: Path) -> list[TrainingRow]:
    """The rows that the job wrote."""
    with path.open(encoding="utf-8") as file:
        return [TrainingRow(**json.loads(line)) for line in file]


def _tell(stage: Stage, done: int, total: int, eta: float | None) -> None:
    report(phase=PHASES[stage], done=done, total=total or None, eta=eta, is_step=stage == "train")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
