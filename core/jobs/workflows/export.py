"""Write an export into the job's folder, where it can be downloaded."""

from pathlib import Path

from pydantic import BaseModel

from core.balancing.exporting import ExportChoice, export
from core.jobs.erasing.refusing import refuse_while_erasing
from core.jobs.run import JobRun

FOLDER = "export"  # inside the job's folder


class ExportRequest(BaseModel):
    """Which project, and what is exported how."""

    project_id: str
    choice: ExportChoice


class ExportReport(BaseModel):
    """The file that was written; `changed_cells` of a CSV got an apostrophe so that no spreadsheet runs them, `erased`
    rows of the data version were erased on request since it was frozen and are not in the file."""

    path: str
    rows: int
    bytes: int
    changed_cells: int
    erased: int = 0


def run(job: JobRun, request: ExportRequest) -> ExportReport:
    """The job."""
    report = job.step("write", write, job, request)
    job.log(f"{report.rows} segments, {report.bytes} bytes: {Path(report.path).name}")
    if report.erased:
        job.log(f"{report.erased} segments of this data version were erased on request and are not in the file.")
    return report


def write(job: JobRun, request: ExportRequest) -> ExportReport:
    """Write the whole export; begun again after a crash. Raises ConflictError while a source is being erased."""
    refuse_while_erasing(job.ws, request.project_id)

    def heard(done: int, total: int) -> None:
        job.progress(done, total, phase="Writing")
        job.check_cancelled()

    done = export(job.ws, request.project_id, request.choice, job.folder / FOLDER, heard)
    return ExportReport(
        path=str(done.path), rows=done.rows, bytes=done.bytes, changed_cells=done.changed_cells, erased=done.erased
    )
