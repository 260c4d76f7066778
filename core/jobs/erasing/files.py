"""The files beside the corpus that hold a source's text: uploads, what jobs fetched, copied or wrote, and runs."""

import json
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from core.collection.archives import is_archive
from core.collection.preparing import file_hash
from core.collection.refusals import LIST
from core.collection.web import memory
from core.evaluation.predictions import forget
from core.jobs.erasing.scrubbing import Quotations, scrub_file
from core.records import Job, Source
from core.workspace import Workspace

MANY = 1_000_000
EXPORTS = "export"  # folder of an export job's files, workflows.export.FOLDER
COPIES = ("utf8", "unpacked")  # folders of an import job, workflows.import_files.COPIES and UNPACKED
TAUGHT = "taught"  # examples in the manifests of taught languages, identification.teaching.registry.FOLDER
ROWS = "rows.jsonl"  # what a training, its plan or an evaluation reads; left behind by a killed one
PACKED = (".zip", ".part", ".partial")
KEPT_OF_A_CRAWL = ("log.txt",)


def jobs_of(ws: Workspace, project_id: str) -> list[Job]:
    """All jobs of a project."""
    return ws.ledger.jobs.list(project_id, limit=MANY)


def made_by(job: Job, source: Source) -> bool:
    """Whether a job wrote, or was about to write, to a source."""
    if job.id == source.job_id or source.id in (job.report or ""):
        return True
    return job.kind == "crawl" and source.kind == "web" and source.name in job.request


def exports_of(ws: Workspace, project_id: str) -> list[Path]:
    """The files of all exports of a project, which may hold any of its segments."""
    folders = (ws.job_folder(job.id) / EXPORTS for job in jobs_of(ws, project_id) if job.kind == "export")
    return [path for folder in folders if folder.is_dir() for path in folder.iterdir()]


def uploads_of(ws: Workspace, project_id: str, source: Source) -> list[Path]:
    """The uploaded files that a source was read from: those with its hash, and those that its own jobs read."""
    folder = ws.project_folder(project_id) / "uploads"
    present = [path for path in folder.glob("*/*") if path.is_file()]
    same = [path for path in present if f"sha256:{file_hash(path)}" == source.identity]
    if same or source.kind not in ("file", "folder", "sample"):
        return same
    named = {path for job in jobs_of(ws, project_id) if made_by(job, source) for path in _paths(job)}
    read = [path for path in present if str(path) in named]
    return [path for path in read if is_archive(path)] or read  # without its hash, it came out of an archive


def erase_files(ws: Workspace, project_id: str, source: Source, ids: Collection[str], quotations: Quotations) -> int:
    """Delete or scrub every file of the project that may hold the text; returns how many files were touched.

    No job of the project may be reading its data meanwhile.
    """
    touched = 0
    memory.forget(ws.project_folder(project_id), source.id)
    for path in uploads_of(ws, project_id, source):
        shutil.rmtree(path.parent)
        touched += 1
    for path in exports_of(ws, project_id):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        touched += 1
    for job in jobs_of(ws, project_id):
        folder = ws.job_folder(job.id)
        if made_by(job, source):
            touched += _clear(job, folder, source)
        touched += _scrub(folder, quotations)
    touched += _scrub(ws.project_folder(project_id) / TAUGHT, quotations)
    for run in ws.ledger.runs.list(project_id):
        folder = Path(run.path)
        answers = (folder / "evaluation").glob("*.jsonl")
        touched += sum(forget(path, ids) > 0 for path in answers if path.name != ROWS)
        touched += _scrub(folder, quotations)
    return touched


def _paths(job: Job) -> Iterator[str]:
    request = json.loads(job.request)
    if isinstance(request, dict):
        for item in request.get("files", ()):
            yield str(item["path"])
            yield from item.get("options", {}).get("beside", ())  # the other sides of a pair


def _clear(job: Job, folder: Path, source: Source) -> int:
    """Take the source's own text out of the folder of a job that brought it in."""
    if job.kind == "crawl":
        fetched = [path for path in folder.iterdir() if path.name not in KEPT_OF_A_CRAWL]
        for path in fetched:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return len(fetched)
    for name in COPIES:
        shutil.rmtree(folder / name, ignore_errors=True)
    return int(_clear_refused(folder / LIST, source))


def _clear_refused(path: Path, source: Source) -> bool:
    """Keep why the rows of a source were refused, not what they held."""
    if not path.is_file():
        return False
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if len({item["file"] for item in lines}) == 1 or line["file"] == source.name:
            line["text"] = line["detail"] = ""
    draft = path.with_suffix(".part")
    draft.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    draft.replace(path)
    return True


def _scrub(folder: Path, quotations: Quotations) -> int:
    """Rows for a training go whole, and so do packed copies (made anew when asked for) and half-written files; other
    text files lose what quotes the texts. Checkpoints hold no text."""
    if not folder.is_dir():
        return 0
    touched = 0
    for path in [item for item in folder.rglob("*") if item.is_file()]:
        if path.name == ROWS or path.suffix in PACKED:
            path.unlink(missing_ok=True)  # a scrubbed file takes the half-written one with it
            touched += 1
        else:
            touched += scrub_file(path, quotations)
    return touched
