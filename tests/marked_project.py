"""A project in which one text, with a word that stands nowhere else, lies in every place where text can lie."""

import json
import zipfile
from pathlib import Path

import pyarrow as pa

from core.balancing.exporting import ExportChoice
from core.balancing.freezing import FreezeChoice
from core.collection.paste import add_text
from core.collection.uploads import save_upload
from core.corpus import identity
from core.corpus.rows import from_segments
from core.jobs.inline import run_inline
from core.jobs.workflows.export import ExportRequest
from core.jobs.workflows.freeze import FreezeRequest
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.records import FINAL_STATES, EventKind, Job, JobState, NewEvent, Origin, Run, Segment

MARK = "zqxjkvwy"
TEXTS = [f"{MARK} habari ya asubuhi {n}" for n in range(6)]
OTHERS = [f"Karibu nyumbani, rafiki yangu wa {n}" for n in range(30)]


def files_with(folder: Path, text: str = MARK) -> list[str]:
    """The files below `folder` whose bytes hold the text."""
    found = [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]
    return sorted(str(path.relative_to(folder)) for path in found)


def identified_as(ws, project_id: str, tag: str = "sw") -> None:
    corpus = ws.corpus(project_id)
    for fragment in corpus.pending_fragments(1):
        rows = corpus.fragment_table(fragment, ["id"])
        size = len(rows)
        values = {
            "language": pa.array([tag] * size),
            "language_score": pa.array([0.9] * size, pa.float32()),
            "language_status": pa.array(["identified"] * size),
            "identified": pa.array([1] * size, pa.int32()),
        }
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], **values}))


def marked_project(ws):
    """The project's id and the id of the source that holds the marked text; everything else is another's."""
    project = ws.ledger.projects.create("Mtaa", languages=("sw",)).id
    add_text(ws, project, "local", "\n".join(OTHERS), key="others", declared_language="sw")
    content = "text,speaker\n" + "".join(f"{text},S1\n" for text in TEXTS) + f",{MARK} empty\n"
    upload = save_upload(ws, project, "marked.csv", [content.encode()])
    request = ImportRequest(project_id=project, files=[FileToImport(path=str(upload))], declared_language="sw")
    report = run_inline(ws, "import", request, project_id=project, key="import")
    source = report.files[0].source_id
    _machine_child(ws, project, source)
    identified_as(ws, project)
    segments = [item for item in _segments(ws, project) if item.source_id == source]
    events = [NewEvent("note", segments[0].id, EventKind.NOTE, f"quotes {segments[0].text}")]
    events.append(NewEvent("label", segments[1].id, EventKind.LABEL, "formal", "formality", 1))
    ws.ledger.events.record(project, "local", events)
    run_inline(ws, "freeze", FreezeRequest(project_id=project, choice=FreezeChoice()), project_id=project, key="f1")
    choice = ExportChoice(format="jsonl", version=1)
    run_inline(ws, "export", ExportRequest(project_id=project, choice=choice), project_id=project, key="export")
    _training(ws, project, segments)
    _leftovers(ws, project, source)
    return project, source


def _leftovers(ws, project: str, source: str) -> None:
    """What a killed import and a translation leave in the folders of their jobs, and a crawler's memory."""
    import_folder = next(ws.job_folder(job.id) for job in ws.ledger.jobs.list(project) if job.kind == "import")
    (import_folder / "unpacked" / "0").mkdir(parents=True)
    (import_folder / "unpacked" / "0" / "marked.csv").write_text("\n".join(TEXTS))
    refused = {"file": "id", "line": 0, "reason": "too_long", "detail": "", "text": TEXTS[2][:200]}
    ws.ledger.jobs.create(Job("translated", project, "translate", "Translate", JobState.DONE))
    (ws.job_folder("translated") / "refused.jsonl").write_text(json.dumps(refused) + "\n")
    memory = ws.project_folder(project) / "web" / f"{source}.db"
    memory.parent.mkdir()
    memory.write_text(MARK)


def _segments(ws, project: str) -> list[Segment]:
    with ws.snapshot(project) as snapshot:
        return [row.segment for row in snapshot.page(limit=1000)]


def _machine_child(ws, project: str, source: str) -> None:
    """Two texts that a machine made in another source: one from a marked segment, one from another."""
    made = []
    segments = _segments(ws, project)
    parents = [next(s for s in segments if s.source_id == source), next(s for s in segments if s.source_id != source)]
    for place, parent in enumerate(parents):
        text = f"Translated: {parent.text}"
        name = identity.segment_id("machine", parent.document_id, place, text)
        made.append(
            Segment(name, text, parent.document_id, place, "machine", Origin.MACHINE, "sw", parent.id, "translation-of")
        )
    ws.corpus(project).append(from_segments(made, "machine"))


def _training(ws, project: str, segments: list[Segment]) -> None:
    """What trainings and evaluations leave, written as they write it."""
    version = ws.ledger.data_versions.by_number(project, 1)
    folder = ws.run_folder(project, "run-1")
    ws.ledger.runs.add(
        Run("run-1", project, "One", "rewriting", "tiny", version.id, "{}", 1, str(folder), state="trained")
    )
    (folder / "data.lock.json").write_text(json.dumps({"content_hash": version.content_hash}))
    (folder / "card.md").write_text("# run-1\n")
    (folder / "evaluation").mkdir()
    rows = "".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in segments)
    (folder / "rows.jsonl").write_text(rows)
    (folder / "evaluation" / "rows.jsonl").write_text(rows)
    answers = [
        {"source_id": segments[0].id, "target_id": segments[1].id, "tuned_text": f"{MARK}!"},
        {"source_id": "0" * 32, "target_id": "1" * 32, "tuned_text": "Karibu"},
    ]
    lines = "".join(json.dumps(item) + "\n" for item in answers)
    (folder / "evaluation" / "rewriting.jsonl").write_text(lines + '{"complete": true, "items": 2}\n')
    plan = {"sample": [{"text": f"Rewrite: {segments[0].text}", "learnt": segments[1].text}], "steps": 3}
    (folder / "plan.json").write_text(json.dumps(plan, ensure_ascii=False))
    (folder / ".plan.json.part").write_text(json.dumps(plan, ensure_ascii=False))
    with zipfile.ZipFile(folder / "adapter.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "plan.json", "plan.json")
    ws.ledger.jobs.create(
        Job("planned", project, "plan", "Preview", JobState.FAILED, report=json.dumps({"plan": plan}),
            error="It failed.", hint=f"The first one is “{segments[0].text[:80]}”. Check it.")
    )  # fmt: skip
    (ws.job_folder("planned") / "log.txt").write_text(f"Begun\nThe first one is “{segments[0].text}”.\nEnded\n")
    assert all(job.state in FINAL_STATES for job in ws.ledger.jobs.list(project))
