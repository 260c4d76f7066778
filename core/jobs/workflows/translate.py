"""Translate segments: what is translated is fixed first, then done in units that are stored at once.

The ids of the segments lie in the job's folder, so that a job that goes on after a crash translates the same ones.
"""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from core.jobs.run import JobRun
from core.translation import speeds
from core.translation.choosing import chosen
from core.translation.options import TranslationChoice
from core.translation.planning import route_of
from core.translation.reports import TranslateReport, UnitResult
from core.translation.translating import route_source
from core.translation.units import TranslationUnits, unit_rows

IDS = "segments.json"
UNKNOWN_PACE = 0.5  # seconds a segment, where the engine was never measured


class TranslateRequest(BaseModel):
    """Which project, and what was chosen."""

    project_id: str
    choice: TranslationChoice


class TranslateWork(BaseModel):
    """What the job will do, fixed by its first step."""

    total: int
    unit_rows: int
    source_id: str
    route: str
    version: str
    begun: datetime


def run(job: JobRun, request: TranslateRequest) -> TranslateReport:
    """The job."""
    work = job.step("plan", make_plan, job, request)
    choice = request.choice
    job.log(f"{work.total} segments from {choice.source} to {choice.target} by {work.route} ({work.version})")
    report = TranslateReport(
        source_id=work.source_id, route=work.route, version=work.version, source=choice.source, target=choice.target
    )
    refused_bytes = 0
    with TranslationUnits(job.ws, request.project_id, job.id, choice) as units:
        for number in range(-(-work.total // work.unit_rows)):
            job.check_cancelled()
            result = job.step("unit", do_unit, job, units, work, number, refused_bytes)
            refused_bytes = result.refused_bytes
            report.add(result)
            job.progress(report.rows, work.total, phase="Translating")
    job.step("finish", finish, job, report)
    job.log(f"{report.added} translations added, {report.failed_rows} of them failed a check")
    return report


def make_plan(job: JobRun, request: TranslateRequest) -> TranslateWork:
    """Choose the segments, register the source, and write the ids down."""
    route = route_of(job.ws, request.choice)
    with job.ws.snapshot(request.project_id) as snapshot:
        ids = chosen(job.ws, request.project_id, snapshot, request.choice).ids
    _write(job.folder / IDS, ids)
    measured = speeds.speeds(job.ws.folder).get(route.key)
    return TranslateWork(
        total=len(ids),
        unit_rows=unit_rows(1 / measured.per_second if measured else UNKNOWN_PACE),
        source_id=route_source(job.ws, request.project_id, route, job.id).id,
        route=route.key,
        version=route.version,
        begun=datetime.now(UTC),
    )


def do_unit(job: JobRun, units: TranslationUnits, work: TranslateWork, number: int, refused_bytes: int) -> UnitResult:
    """One unit: translated, checked, stored."""
    start = number * work.unit_rows
    ids = json.loads((job.folder / IDS).read_text(encoding="utf-8"))[start : start + work.unit_rows]

    def heard(rows: int) -> None:
        job.progress(start + rows, work.total, phase="Translating")
        job.check_cancelled()

    return units.unit(ids, number, refused_bytes, work.begun, heard)


def finish(job: JobRun, report: TranslateReport) -> int:
    """Keep the measured speed and fold the labels that were taken over; returns how many events were folded."""
    from core.tagging import projection

    speeds.record(job.ws.folder, report.route, report.rows, report.seconds)
    return projection.fold(job.ws, job.project_id).events if report.labels else 0


def _write(path: Path, ids: Sequence[str]) -> None:
    fresh = path.with_suffix(f".{time.time_ns()}")
    fresh.write_text(json.dumps(list(ids)), encoding="utf-8")
    fresh.replace(path)
