"""A kind of job for tests that works in a child process."""

from pydantic import BaseModel

from core.jobs.child import run_child
from core.jobs.run import JobRun


class ChildRequest(BaseModel):
    arguments: list[str] = []
    grace: float = 5.0


class ChildReport(BaseModel):
    code: int
    heard: list[int]
    last_lines: list[str]


def run(job: JobRun, request: ChildRequest) -> ChildReport:
    return job.step("child", follow, job, request)


def follow(job: JobRun, request: ChildRequest) -> ChildReport:
    heard: list[int] = []

    def listen(line: dict) -> None:
        heard.append(line["step"])
        job.progress(line["step"], 1000, unit="steps", phase="Working")

    outcome = run_child(
        job, module="stepping_child", arguments=request.arguments, on_progress=listen, grace=request.grace
    )
    return ChildReport(code=outcome.code, heard=heard, last_lines=list(outcome.last_lines))
