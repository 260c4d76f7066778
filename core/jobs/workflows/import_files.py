"""Import files: each is prepared in one step and read in units of one batch each.

A file that cannot be read at all is listed with its reason, and the others go in. Labels that came with the files are
folded into the corpus at the end, so that boards need not join them at every look.
"""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from core import languages
from core.collection.archives import is_archive
from core.collection.cursors import Cursor
from core.collection.folders import sorted_out
from core.collection.importing import ImportSession, SourceFile, UnitResult
from core.collection.mapping import ColumnMapping
from core.collection.options import ReadOptions
from core.collection.preparing import PreparedFile, prepare
from core.collection.refusals import Refusal, RefusedList, counted
from core.collection.reports import FileReport, ImportReport, added_up
from core.collection.sources.hub import HubChoice, PreparedHub, prepare_hub
from core.errors import InvalidInputError, UnreadableFileError
from core.jobs.run import JobRun
from core.records import Origin, Source

COPIES = "utf8"  # folder of a job's UTF-8 copies
UNPACKED = "unpacked"  # folder of what came out of archives
ONE_DOCUMENT = "1"  # id of the document that a file of paragraphs is; not its name, which may change


class FileToImport(BaseModel):
    """A file on this machine; `mapping` None means the guessed one. `name` is what reports call it."""

    path: str
    name: str = ""
    options: ReadOptions = ReadOptions()
    mapping: ColumnMapping | None = None

    @property
    def shown(self) -> str:
        """Its name in reports."""
        return self.name or Path(self.path).name


class ImportRequest(BaseModel):
    """Which files, and what holds for all of their rows."""

    project_id: str
    files: list[FileToImport] = []
    declared_language: str | None = None  # for rows whose file says none
    kind: Literal["file", "folder", "sample", "hub"] = "file"
    hub: list[HubChoice] = []  # data sets of the hub, besides files
    origin: Origin = Origin.CORPUS
    licence: str = ""
    consent: str = ""


class OpenedFile(BaseModel):
    """A file prepared for reading, or why it cannot be read."""

    source: SourceFile | None
    report: FileReport
    refused_bytes: int


class UnpackedFile(BaseModel):
    """What came out of an archive."""

    files: list[FileToImport]
    report: FileReport
    refused_bytes: int


def run(job: JobRun, request: ImportRequest) -> ImportReport:
    """The job."""
    report = ImportReport(files=[])
    session = ImportSession(job.ws, request.project_id, job.id)
    unit = refused_bytes = 0
    try:
        files, refused_bytes = _listed(job, request, report)
        before = len(report.files)  # archives that were unpacked
        wanted: list[FileToImport | HubChoice] = [*files, *request.hub]
        for place, file in enumerate(wanted, start=before):
            job.check_cancelled()
            if isinstance(file, HubChoice):
                opened = job.step("open", open_hub, job, request, file, refused_bytes)
            else:
                opened = job.step("open", open_file, job, request, file, refused_bytes)
            refused_bytes = opened.refused_bytes
            counts = opened.report.model_copy(deep=True)
            report.files.append(counts)
            cursor, source = Cursor(), opened.source
            while source is not None:
                result = job.step("rows", session.unit, source, cursor, unit, refused_bytes)
                unit, cursor, refused_bytes = unit + 1, result.cursor, result.refused_bytes
                _count(report, counts, result)
                expected = _expected(report, len(wanted) + before, place, source, result)
                job.progress(report.rows, expected, phase=f"Reading {file.shown}")
                if result.finished:
                    break
                job.check_cancelled()
            job.log(_line(counts))
    finally:
        session.close()
    _total(report)
    job.step("finish", finish, job, report.labels_recorded)
    return report


def unpack_file(job: JobRun, file: FileToImport, place: int, refused_bytes: int) -> UnpackedFile:
    """Unpack an archive into the job's folder; what did not come out is put on the list of refusals."""
    import shutil

    from core.collection import archives

    folder = job.folder / UNPACKED / str(place)
    shutil.rmtree(folder, ignore_errors=True)  # of a step that was killed
    report, own = FileReport(name=file.shown, format="archive"), Path(file.path).name
    files: list[FileToImport] = []
    try:
        done = archives.unpack(Path(file.path), folder)
    except (UnreadableFileError, InvalidInputError) as error:
        refused = [Refusal(file.shown, 0, "unreadable", str(error))]
    else:
        names = {member.path: member.name.replace(own, file.shown, 1) for member in done.files}
        listing = sorted_out(folder)
        refused = [replace(bad, file=bad.file.replace(own, file.shown, 1)) for bad in done.refused]
        refused += [Refusal(names[path], 0, "unsupported_format") for path, _ in listing.ignored]
        files = [FileToImport(path=str(path), name=names[path], options=file.options) for path in listing.files]
    report.refused = counted(refused)
    length = RefusedList(job.folder).write(refused, after=refused_bytes)
    return UnpackedFile(files=files, report=report, refused_bytes=length)


def open_file(job: JobRun, request: ImportRequest, file: FileToImport, refused_bytes: int) -> OpenedFile:
    """Prepare a file and register its source; a file that cannot be read is put on the list of refusals."""
    from core.tagging import schemes

    report = FileReport(name=file.shown)
    try:
        constant = languages.standard_tag(request.declared_language) if request.declared_language else None
        prepared = prepare(
            Path(file.path),
            file.options,
            file.mapping,
            copies=job.folder / COPIES,
            schemes=schemes.of_project(job.ws, request.project_id),
        )
    except (UnreadableFileError, InvalidInputError) as error:
        report.refused = {"unreadable": 1}
        bad = Refusal(file.shown, 0, "unreadable", str(error))
        length = RefusedList(job.folder).write([bad], after=refused_bytes)
        return OpenedFile(source=None, report=report, refused_bytes=length)
    return _opened(job, request, file, prepared, report=report, constant=constant, refused_bytes=refused_bytes)


def open_hub(job: JobRun, request: ImportRequest, choice: HubChoice, refused_bytes: int) -> OpenedFile:
    """Resolve the revision of a data set of the hub and register it as a source; without a licence, that of its card.

    Raises UnreadableFileError where the hub cannot be reached: the job fails and may be started again.
    """
    from core.tagging import schemes

    constant = languages.standard_tag(request.declared_language) if request.declared_language else None
    prepared = prepare_hub(choice, schemes.of_project(job.ws, request.project_id))
    if not request.licence:
        request = request.model_copy(update={"licence": prepared.licence})
    report = FileReport(name=choice.shown, format="hub")
    return _opened(job, request, choice, prepared, report=report, constant=constant, refused_bytes=refused_bytes)


def _opened(
    job: JobRun,
    request: ImportRequest,
    file: FileToImport | HubChoice,
    prepared: PreparedFile | PreparedHub,
    *,
    report: FileReport,
    constant: str | None,
    refused_bytes: int,
) -> OpenedFile:
    """Register the source of what was prepared."""
    known = job.ws.ledger.sources.by_identity(request.project_id, prepared.identity)
    source = job.ws.ledger.sources.add(_source(job, request, file, prepared))
    opened = SourceFile(
        name=file.shown,
        source_id=source.id,
        file=prepared,
        origin=request.origin,
        licence=request.licence,
        declared_language=constant,
        document=ONE_DOCUMENT if prepared.options.unit == "paragraph" else None,
        collected_at=source.created_at or datetime.now(UTC),
    )
    report = report.model_copy(
        update={
            "source_id": source.id,
            "format": prepared.options.format or "",
            "encoding": prepared.options.encoding,
            "known_before": known is not None and known.job_id != job.id,
        }
    )
    return OpenedFile(source=opened, report=report, refused_bytes=refused_bytes)


def finish(job: JobRun, labels: int) -> int:
    """Fold the labels that came along and remove the copies; returns how many events were folded."""
    import shutil

    from core.tagging import projection

    for made in (COPIES, UNPACKED):
        shutil.rmtree(job.folder / made, ignore_errors=True)
    return projection.fold(job.ws, job.project_id).events if labels else 0


def _listed(job: JobRun, request: ImportRequest, report: ImportReport) -> tuple[list[FileToImport], int]:
    """The files to read, those in archives included, and the length of the list of refusals."""
    files: list[FileToImport] = []
    refused_bytes = 0
    for place, file in enumerate(request.files):
        if not is_archive(Path(file.path)):
            files.append(file)
            continue
        job.progress(0, None, phase=f"Unpacking {file.shown}")
        unpacked = job.step("unpack", unpack_file, job, file, place, refused_bytes)
        refused_bytes = unpacked.refused_bytes
        files += unpacked.files
        if unpacked.report.refused:
            report.files.append(unpacked.report.model_copy(deep=True))
    return files, refused_bytes


def _source(
    job: JobRun, request: ImportRequest, file: FileToImport | HubChoice, prepared: PreparedFile | PreparedHub
) -> Source:
    name = blake2b(f"{request.project_id}\n{prepared.identity}".encode(), digest_size=12).hexdigest()
    if isinstance(prepared, PreparedHub):
        kind, locator = "hub", f"{prepared.choice.shown}@{prepared.revision}"
    else:
        kind = request.kind
        locator = file.path if isinstance(file, FileToImport) and request.kind == "folder" else file.shown
    return Source(
        id=name,
        project_id=request.project_id,
        kind=kind,
        name=file.shown,
        identity=prepared.identity,
        locator=locator,
        origin=request.origin,
        licence=request.licence,
        consent=request.consent,
        job_id=job.id,
    )


def _count(report: ImportReport, file: FileReport, result: UnitResult) -> None:
    """Add a unit to the report of its file and to the whole."""
    for one in (report, file):
        one.rows += result.rows
        one.added += result.added
        one.present += result.present
        one.passed_over += result.passed_over
    file.refused = added_up(file.refused, result.refused)
    file.notes = added_up(file.notes, result.notes)
    report.labels_recorded += result.labels_recorded
    report.per_language = added_up(report.per_language, result.languages)
    for scheme, values in result.labels_unknown.items():
        report.labels_unknown[scheme] = added_up(report.labels_unknown.get(scheme, {}), values)


def _total(report: ImportReport) -> None:
    report.refused = added_up(*(file.refused for file in report.files))
    report.notes = added_up(*(file.notes for file in report.files))


def _expected(report: ImportReport, files: int, place: int, source: SourceFile, result: UnitResult) -> int:
    """About how many rows there will be in all: those of this file from the part read, other files like it."""
    if not source.file.total:  # a stream that does not say how long it is
        return report.rows
    whole = report.files[place].rows / max(result.done / max(source.file.total, 1), 1e-6)
    before = report.rows - report.files[place].rows
    return max(report.rows, int(before + whole * (files - place)))


def _line(report: FileReport) -> str:
    refused = ", ".join(f"{n} refused ({reason})" for reason, n in report.refused.items())
    line = f"{report.name}: {report.added} added, {report.present} already there"
    return line + (f", {refused}" if refused else "") + ("; imported before" if report.known_before else "")
