"""Freeze a data version: pin what it is made from, write its files, tell the ledger.

The pin is the first recorded step, so a job that goes on after a crash freezes the same state of the corpus.
"""

from pydantic import BaseModel

from core.balancing.freezing import FreezeChoice, pin, publish, write_version
from core.balancing.manifest import Pin
from core.jobs.run import JobRun
from core.records import DataVersion


class FreezeRequest(BaseModel):
    """Which project, and what was chosen."""

    project_id: str
    choice: FreezeChoice = FreezeChoice()


class FreezeReport(BaseModel):
    """The data version that was made."""

    version_id: str
    number: int
    name: str
    content_hash: str
    rows: dict[str, int]
    left_out: dict[str, int]


class Written(BaseModel):
    """What the writing step found; the rest lies in the manifest."""

    left_out: dict[str, int]


def run(job: JobRun, request: FreezeRequest) -> FreezeReport:
    """The job."""
    job.progress(0, 3, unit="steps", phase="Fixing the state of the corpus")
    pinned = job.step("pin", pin, job.ws, request.project_id, job.id)
    job.check_cancelled()
    job.progress(1, 3, unit="steps", phase="Splitting and writing")
    written = job.step("write", write, job, request, pinned)
    job.check_cancelled()
    version = job.step("publish", tell_ledger, job, request, pinned)
    job.progress(3, 3, unit="steps", phase="Done")
    job.log(f"{version.name}: {sum(version.rows.values())} segments, {version.content_hash[:12]}")
    return FreezeReport(
        version_id=version.id,
        number=version.number,
        name=version.name,
        content_hash=version.content_hash,
        rows=dict(version.rows),
        left_out=written.left_out,
    )


def write(job: JobRun, request: FreezeRequest, pinned: Pin) -> Written:
    """Write rows and manifest."""
    manifest = write_version(job.ws, request.project_id, pinned, request.choice, job.account_id)
    return Written(left_out=manifest.contents.left_out)


def tell_ledger(job: JobRun, request: FreezeRequest, pinned: Pin) -> DataVersion:
    """Publish the data version from its manifest."""
    return publish(job.ws, write_version(job.ws, request.project_id, pinned, request.choice, job.account_id))
