"""Take a source down: erase its text wherever it lies, and leave tombstones.

Nothing is named twice and nothing is read twice: the ids are the tombstones that the first step writes, and each later
step may be repeated. From that first step on no training, evaluation or export of the project may begin (they wait for
it), and those under way are waited for. What is left out of a data version is told by the data version.
"""

import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from core.balancing.lessening import lessen
from core.cleaning.duplicates.erasing import forget
from core.errors import ConflictError
from core.jobs.erasing.files import erase_files, jobs_of
from core.jobs.erasing.reach import segments_of, texts_of
from core.jobs.erasing.scrubbing import Quotations
from core.jobs.registry import Lane, kind_of
from core.jobs.run import JobRun
from core.records import FINAL_STATES, Erasure, Job
from core.training.card import mark_erased
from core.training.folder import RunFolder

WAIT_SECONDS = 0.5
STEPS = 6
ROUNDS = 5  # what was just being added to the source when it was closed is looked for again

Reason = Literal["takedown", "consent_withdrawn"]


class TakedownRequest(BaseModel):
    """Which source, and why; `note` is kept in the audit log and must not quote the text."""

    project_id: str
    source_id: str
    reason: Reason = "takedown"
    note: str = ""


class TakedownReport(BaseModel):
    """What was erased: segments (`machine_made` of them in other sources), files deleted or changed, data versions
    that lost rows (number: rows), notes emptied, bytes that left the corpus."""

    source_id: str
    segments: int
    machine_made: int
    files: int
    versions: dict[int, int]
    notes: int
    bytes: int


class Begun(BaseModel):
    """How many tombstones there are, and how many of them are for segments that a machine made."""

    segments: int
    machine_made: int


def run(job: JobRun, request: TakedownRequest) -> TakedownReport:
    """The job."""
    _tell(job, 0, "Closing the source")
    begun = job.step("begin", begin, job, request)
    _wait_for_others(job)
    _tell(job, 1, "Deleting files that hold the text")
    files = job.step("files", files_step, job, request)
    _tell(job, 2, "Copying what stays of data versions")
    versions = job.step("versions", versions_step, job, request)
    _tell(job, 3, "Erasing segments")
    freed = job.step("corpus", corpus_step, job, request)
    _tell(job, 4, "Rewriting the ledger")
    notes = job.step("ledger", ledger_step, job, request)
    total = job.step("finish", finish, job, request)
    _tell(job, STEPS, "Done")
    job.log(f"{total} segments erased; {files} files; data versions {sorted(versions) or 'none'}.")
    return TakedownReport(
        source_id=request.source_id,
        segments=total,
        machine_made=begun.machine_made,
        files=files,
        versions=versions,
        notes=notes,
        bytes=freed,
    )


def begin(job: JobRun, request: TakedownRequest) -> Begun:
    """Close the source and write the tombstones. Raises NotFoundError."""
    ledger = job.ws.ledger
    ledger.sources.take_down(request.project_id, request.source_id)
    consent = ledger.consents.of_source(request.project_id, request.source_id)
    if consent is not None:
        ledger.consents.withdraw(consent.id)
    own, made = segments_of(job.ws, request.project_id, request.source_id)
    erasure = ledger.erasures.begin(_erasure(job, request), [*own, *made])
    return Begun(segments=erasure.segments, machine_made=len(made))


def files_step(job: JobRun, request: TakedownRequest) -> int:
    """Delete and scrub files, then the reports of jobs in the ledger; the texts are still there to be recognised by."""
    ids = job.ws.ledger.erasures.segment_ids(job.id)
    source = job.ws.ledger.sources.get(request.project_id, request.source_id)
    quotations = Quotations(texts_of(job.ws, request.project_id, ids))
    touched = erase_files(job.ws, request.project_id, source, set(ids), quotations)
    for other in jobs_of(job.ws, request.project_id):
        _scrub_row(job, other, quotations)
    return touched


def versions_step(job: JobRun, request: TakedownRequest) -> dict[int, int]:
    """Let each data version stand on its own, without the erased rows; number -> rows that it lost in all."""
    ids = set(job.ws.ledger.erasures.segment_ids(job.id))
    source = job.ws.ledger.sources.get(request.project_id, request.source_id)
    versions = job.ws.ledger.data_versions.list(request.project_id)
    now = [lessen(job.ws, version, ids, source, closed_name(request.source_id)) for version in versions]
    by_id = {after.id: after for after in now}
    for one in job.ws.ledger.runs.list(request.project_id):
        if one.data_version_id in by_id:
            mark_erased(RunFolder(Path(one.path)), by_id[one.data_version_id])
    return {after.number: after.erased for after in now if after.erased}


def corpus_step(job: JobRun, request: TakedownRequest) -> int:
    """Erase the rows; what came in while the source was being closed too. Returns the bytes freed."""
    freed = 0
    ids = job.ws.ledger.erasures.segment_ids(job.id)
    for _ in range(ROUNDS):
        freed += job.ws.corpus(request.project_id).erase(ids).bytes_removed
        own, made = segments_of(job.ws, request.project_id, request.source_id)
        ids = [*own, *made]
        if not ids:
            forget(job.ws.corpus(request.project_id), job.ws.project_folder(request.project_id), _erased(job))
            return freed
        job.ws.ledger.erasures.begin(_erasure(job, request), ids)
    raise ConflictError("Somebody keeps adding to the source.", hint="Stop that, then retry this job.")


def _erased(job: JobRun) -> list[str]:
    return list(job.ws.ledger.erasures.segment_ids(job.id))


def ledger_step(job: JobRun, request: TakedownRequest) -> int:
    """Empty notes, replace the source's name, forget results of ended jobs, rewrite both databases."""
    from core.jobs import engine

    ledger, url = job.ws.ledger, job.ws.settings.engine_url
    notes = ledger.events.forget_notes(request.project_id, ledger.erasures.segment_ids(job.id))
    ledger.sources.take_down(request.project_id, request.source_id, closed_name(request.source_id))
    ended = [other for other in jobs_of(job.ws, request.project_id) if other.state in FINAL_STATES]
    engine.forget(url, ended)
    ledger.compact()
    engine.compact(url)
    return notes


def finish(job: JobRun, request: TakedownRequest) -> int:
    """Write the audit entry and let trainings and exports go on; how many segments were erased."""
    ledger = job.ws.ledger
    (erasure,) = (item for item in ledger.erasures.list(request.project_id) if item.id == job.id)
    if erasure.finished_at is None:
        detail = {"segments": str(erasure.segments), "reason": request.reason, "note": request.note}
        ledger.audit.append(
            job.account_id, "source.take_down", request.source_id, project_id=request.project_id, detail=detail
        )
        ledger.erasures.finish(job.id)
    return erasure.segments


def closed_name(source_id: str) -> str:
    """What a source is called once it was taken down; its old name may be the beginning of its text."""
    return f"Taken down {source_id[:8]}"


def _erasure(job: JobRun, request: TakedownRequest) -> Erasure:
    return Erasure(
        id=job.id,
        project_id=request.project_id,
        source_id=request.source_id,
        account_id=job.account_id,
        reason=request.reason,
        note=request.note,
    )


def _wait_for_others(job: JobRun) -> None:
    """Wait until no job of the project is at work on its data beside this one."""
    while busy := _at_work(job):
        _tell(job, 0, f"Waiting for “{busy[0].title}” to end")
        job.check_cancelled()
        time.sleep(WAIT_SECONDS)


def _at_work(job: JobRun) -> list[Job]:
    others = jobs_of(job.ws, job.project_id)
    return [one for one in others if one.state in ("running", "stopping") and kind_of(one.kind).lane is Lane.MODELS]


def _scrub_row(job: JobRun, other: Job, quotations: Quotations) -> None:
    report = quotations.without_json(other.report) if other.report else None
    told = {name: text and quotations.without(text) for name, text in (("error", other.error), ("hint", other.hint))}
    if (report, told["error"], told["hint"]) != (other.report, other.error, other.hint):
        error, hint = (None if text is None else str(text) for text in told.values())
        job.ws.ledger.jobs.change(other.id, when=[other.state], report=report, error=error, hint=hint)


def _tell(job: JobRun, done: int, phase: str) -> None:
    job.progress(done, STEPS, unit="steps", phase=phase)
