"""The process that asks the models: started by the evaluation job, so that torch never lives in the worker.

    python -m core.jobs.child_main core.jobs.children.evaluation --run FOLDER --model FOLDER --suite NAME --generate N

The rows come from `evaluation/rows.jsonl` in the run's folder, which the job writes and removes again.
"""

import argparse
import sys
from pathlib import Path

from core.evaluation.asking import Asked
from core.evaluation.suites import SUITES
from core.jobs.child_main import report
from core.training.data import TrainingRow


def main(arguments: list[str]) -> int:
    """Ask one suite; progress goes to the job, predictions to the run's folder."""
    parser = argparse.ArgumentParser(prog="evaluation")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--suite", choices=sorted(SUITES), required=True)
    parser.add_argument("--generate", type=int, default=2)
    given = parser.parse_args(arguments)
    asked = Asked(given.run, given.model, read_rows(rows_file(given.run)), _tell, given.generate)
    SUITES[given.suite](asked)
    return 0


def rows_file(run_folder: Path) -> Path:
    """Where the rows lie while the models are asked."""
    return run_folder / "evaluation" / "rows.jsonl"


def read_rows(path: Path) -> list[TrainingRow]:
    """The rows that the job wrote."""
    import json

    with path.open(encoding="utf-8") as file:
        return [TrainingRow(**json.loads(line)) for line in file]


def _tell(done: int, total: int, phase: str) -> None:
    report(done=done, total=total, phase=phase)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
