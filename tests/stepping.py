"""A kind of job for tests: it writes a line per unit, exactly once in effect, at a pace that a test can interrupt."""

import os
import time
from pathlib import Path

from pydantic import BaseModel

from core.errors import FetchRefusedError, InvalidInputError
from core.jobs.registry import JobKind, Lane, register
from core.jobs.run import JobRun


class StepRequest(BaseModel):
    """`units` units of `seconds` each; the unit `fail_at` fails while the file `broken` exists."""

    units: int = 3
    seconds: float = 0.0
    fail_at: int | None = None
    defect: bool = False
    refuse_at: int | None = None


class StepReport(BaseModel):
    units: list[int]
    refused: int = 0


class Unit(BaseModel):
    number: int
    made: float


def run(job: JobRun, request: StepRequest) -> StepReport:
    numbers = job.step("plan", plan, request)
    done: list[int] = []
    refused = 0
    for at, number in enumerate(numbers):
        job.check_cancelled()
        try:
            done.append(job.step(f"unit {number}", work, job, request, number).number)
        except FetchRefusedError:
            refused += 1
        job.progress(at + 1, len(numbers), unit="units", phase="Stepping")
        job.log(f"unit {number} done")
    return StepReport(units=done, refused=refused)


def plan(request: StepRequest) -> tuple[int, ...]:
    return tuple(range(request.units))


def work(job: JobRun, request: StepRequest, number: int) -> Unit:
    with (job.folder / "begun.txt").open("a") as file:
        file.write(f"{number} {os.getpid()}\n")
    time.sleep(request.seconds)
    if number == request.refuse_at:
        raise FetchRefusedError("refused by the test", hint="none")
    if number == request.fail_at and (job.folder / "broken").exists():
        if request.defect:
            raise ZeroDivisionError("the test divides by zero")
        raise InvalidInputError(f"unit {number} is broken.", hint="Mend it.")
    result = job.folder / "results" / f"{number}.txt"
    result.parent.mkdir(exist_ok=True)
    new = result.with_suffix(".new")
    new.write_text(f"{number}\n")
    new.replace(result)
    return Unit(number=number, made=time.time())


def begun(folder: Path) -> list[int]:
    """The units that were begun, in order, with repetitions."""
    path = folder / "begun.txt"
    return [int(line.split()[0]) for line in path.read_text().splitlines()] if path.exists() else []


def results(folder: Path) -> list[int]:
    """The units whose result is there."""
    return sorted(int(path.stem) for path in (folder / "results").glob("*.txt"))


def register_test_kinds() -> None:
    register(JobKind("stepping", "Stepping", "stepping"))
    register(JobKind("stepping_models", "Stepping beside", "stepping", Lane.MODELS))
    register(JobKind("parent", "With a child", "stepping_parent", Lane.MODELS))
