"""Taking a source down: its text is gone from every byte of the workspace, and everything else stays."""

import json

import pytest
from marked_project import MARK, OTHERS, TEXTS, files_with, marked_project

from core.balancing.exporting import ExportChoice
from core.balancing.freezing import content_hash
from core.balancing.frozen import frozen_rows_table, manifest_of, read_rows
from core.collection.refusals import read_refused
from core.errors import ConflictError, NotFoundError, PermissionDeniedError
from core.jobs.erasing.asking import take_down
from core.jobs.erasing.reach import preview
from core.jobs.frozen import frozen_rows
from core.jobs.inline import run_inline
from core.jobs.submitting import job_id, submit
from core.jobs.workflows.export import ExportRequest
from core.jobs.workflows.freeze import FreezeRequest
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.jobs.workflows.takedown import TakedownRequest
from core.records import Erasure, Job, JobState, Role
from core.training.card import erased_since
from core.training.folder import RunFolder


@pytest.fixture
def marked(workspace):
    return workspace, *marked_project(workspace)


def erase(ws, project, source, key="down", **request):
    asked = TakedownRequest(project_id=project, source_id=source, **request)
    return run_inline(ws, "takedown", asked, project_id=project, key=key)


def texts(ws, project):
    with ws.snapshot(project) as snapshot:
        return sorted(row.segment.text for row in snapshot.page(limit=1000))


def test_the_preview_counts_what_is_touched_and_changes_nothing(marked):
    ws, project, source = marked
    before = files_with(ws.folder)
    reach = preview(ws, project, source)
    assert (reach.segments, reach.machine_made, reach.kept_children, reach.decisions) == (7, 1, 0, 2)
    assert [(item.version.number, item.rows) for item in reach.versions] == [(1, 7)]
    assert [run.id for run in reach.runs] == ["run-1"] and (reach.exports, reach.uploads) == (1, 1)
    assert files_with(ws.folder) == before and len(before) >= 12, before
    places = ("segments.lance", "uploads", "unpacked", "export", "refused.jsonl", "plan.json", "ledger.db", "rewriting")
    assert not [place for place in places if not any(place in name for name in before)], before
    with pytest.raises(NotFoundError):
        preview(ws, project, "nowhere")


def test_no_byte_is_left(marked):
    ws, project, source = marked
    report = erase(ws, project, source, note="asked by letter")
    assert files_with(ws.folder) == []
    assert (report.segments, report.machine_made, report.versions, report.notes) == (7, 1, {1: 7}, 1)
    assert texts(ws, project) == sorted([*OTHERS, f"Translated: {OTHERS[0]}"])
    assert ws.ledger.erasures.list(project)[0].finished_at and ws.ledger.erasures.list(project)[0].segments == 7
    (entry,) = [item for item in ws.ledger.audit.list(project) if item.action == "source.take_down"]
    assert entry.subject == source and entry.detail["note"] == "asked by letter"
    assert ws.ledger.sources.get(project, source).taken_down_at
    assert len(ws.ledger.events.since(project, 0)) == 2, "decisions stay, without text"


def test_what_others_made_stays_readable(marked):
    ws, project, source = marked
    before = {row.id: row for row in read_rows(ws, ws.ledger.data_versions.by_number(project, 1))}
    old_hash = ws.ledger.data_versions.by_number(project, 1).content_hash
    erase(ws, project, source)
    version = ws.ledger.data_versions.by_number(project, 1)
    rows = read_rows(ws, version)
    assert [before[row.id] for row in rows] == rows and len(rows) == len(before) - 7 == sum(version.rows.values())
    assert (version.erased, version.detached) == (7, True) and version.content_hash != old_hash
    assert version.content_hash == content_hash(frozen_rows_table(version)) == manifest_of(version).content_hash
    folder = ws.run_folder(project, "run-1")
    kept = (folder / "evaluation" / "rewriting.jsonl").read_text().splitlines()
    assert len(kept) == 2 and json.loads(kept[1]) == {"complete": True, "items": 1}
    assert json.loads((folder / "plan.json").read_text())["steps"] == 3
    said = "7 segments of “Version 1”, which this model was trained on, were erased on request since."
    assert (folder / "card.md").read_text() == f"# run-1\n\n## Erased since\n\n{said}\n"
    assert not (folder / "adapter.zip").exists(), "a packed copy holds the plan with its samples"
    assert erased_since(RunFolder(folder), version) == 7
    assert (ws.job_folder("planned") / "log.txt").read_text() == "Begun\n(erased)\nEnded\n"
    (refused,) = read_refused(ws, job_id(project, "import"))
    assert (refused.reason, refused.line, refused.text) == ("empty_text", 8, "")


def test_an_export_of_a_reduced_version_says_what_is_missing(marked):
    ws, project, source = marked
    erase(ws, project, source)
    for form in ("jsonl", "hf"):
        choice = ExportChoice(format=form, version=1)
        report = run_inline(ws, "export", ExportRequest(project_id=project, choice=choice), project_id=project)
        assert (report.erased, report.rows) == (7, 31)
    assert files_with(ws.folder) == []
    again = run_inline(ws, "freeze", FreezeRequest(project_id=project), project_id=project)
    assert sum(again.rows.values()) == 31 and ws.ledger.data_versions.by_number(project, 2).erased == 0


def test_a_second_takedown_reaches_versions_that_stand_alone(marked):
    ws, project, source = marked
    erase(ws, project, source)
    (paste,) = [item for item in ws.ledger.sources.list(project) if item.kind == "paste"]
    assert paste.name.startswith("“Karibu nyumbani")
    erase(ws, project, paste.id, key="second")
    assert files_with(ws.folder, "Karibu nyumbani, rafiki") == [] and texts(ws, project) == []
    version = ws.ledger.data_versions.by_number(project, 1)
    assert version.erased == 38 and read_rows(ws, version) == []


def test_the_same_file_does_not_come_back_by_accident(marked, tmp_path):
    ws, project, source = marked
    path = tmp_path / "again.csv"
    path.write_text("text,speaker\n" + "".join(f"{text},S1\n" for text in TEXTS) + f",{MARK} empty\n")
    erase(ws, project, source)
    request = ImportRequest(project_id=project, files=[FileToImport(path=str(path))])
    with pytest.raises(ConflictError, match="was taken down"):
        run_inline(ws, "import", request, project_id=project)


def test_nothing_reads_the_data_meanwhile(marked):
    ws, project, source = marked
    ws.ledger.erasures.begin(Erasure("job", project, source, "local", "takedown"), [])
    with pytest.raises(ConflictError, match="is being erased"):
        frozen_rows(ws, ws.ledger.data_versions.by_number(project, 1))
    with pytest.raises(ConflictError, match="is being erased"):
        choice = ExportChoice(format="jsonl")
        run_inline(ws, "export", ExportRequest(project_id=project, choice=choice), project_id=project)


def test_a_training_under_way_is_waited_for(marked):
    from core.errors import JobCancelledError

    ws, project, source = marked
    ws.ledger.jobs.create(Job("busy", project, "train", "Train", JobState.RUNNING))
    asked = TakedownRequest(project_id=project, source_id=source)
    with pytest.raises(JobCancelledError):
        run_inline(ws, "takedown", asked, project_id=project, key="w", is_asked_to_stop=lambda: True)
    assert (
        len(texts(ws, project)) == 38 and ws.ledger.jobs.get(job_id(project, "w")).phase == "Waiting for “Train” to end"
    )


def test_only_owners_take_down(marked):
    ws, project, source = marked
    ws.ledger.accounts.create("Owner", "maji baridi sana", is_admin=True)
    annotator = ws.ledger.accounts.create("Ana", "maji baridi sana")
    ws.ledger.members.put(project, annotator.id, Role.ANNOTATOR)
    with pytest.raises(PermissionDeniedError):
        take_down(ws, annotator, project, source, key="k")
    assert not [job for job in ws.ledger.jobs.list(project) if job.kind == "takedown"]


def test_the_request_can_be_sent_twice(marked):
    ws, project, source = marked
    asked = TakedownRequest(project_id=project, source_id=source)
    first = submit(ws, "takedown", asked, key="k", project_id=project, account_id="local")
    assert submit(ws, "takedown", asked, key="k", project_id=project, account_id="local") == first


def test_a_file_of_an_archive_takes_the_archive_with_it(workspace):
    import io
    import zipfile

    from core.collection.uploads import save_upload

    project = workspace.ledger.projects.create("Mtaa").id
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", "\n".join(TEXTS))
        archive.writestr("two.txt", "\n".join(OTHERS))
    names = {"both.zip": packed.getvalue(), "three.txt": b"Ndiyo\nHapana\n"}
    paths = {name: save_upload(workspace, project, name, [content]) for name, content in names.items()}
    files = [FileToImport(path=str(path)) for path in paths.values()]
    run_inline(workspace, "import", ImportRequest(project_id=project, files=files), project_id=project)
    source = next(one for one in workspace.ledger.sources.list(project) if "one.txt" in one.name)
    assert preview(workspace, project, source.id).uploads == 1
    erase(workspace, project, source.id)
    assert files_with(workspace.folder) == [] and not paths["both.zip"].exists() and paths["three.txt"].exists()
    assert texts(workspace, project) == sorted([*OTHERS, "Ndiyo", "Hapana"])


def test_what_a_crawl_fetched_goes_with_its_site(workspace):
    from core.collection.web.memory import memory_path
    from core.records import Source

    project = workspace.ledger.projects.create("Mtaa").id
    source = workspace.ledger.sources.add(Source("site", project, "web", "example.org", "web:example.org", job_id="c1"))
    for name, site in (("c1", "example.org"), ("c2", "example.org"), ("c3", "other.org")):
        job = Job(name, project, "crawl", "Crawl", JobState.FAILED, request=json.dumps({"url": f"https://{site}/sw/"}))
        workspace.ledger.jobs.create(job)
        (workspace.job_folder(name) / "frontier.db").write_text(f"{MARK} {site}")
        (workspace.job_folder(name) / "log.txt").write_text("Collecting\n")
    path = memory_path(workspace.project_folder(project), source.id)
    path.parent.mkdir()
    path.write_text(MARK)
    erase(workspace, project, source.id)
    assert files_with(workspace.folder) == ["jobs/c3/frontier.db"] and not path.exists()
    assert (workspace.job_folder("c1") / "log.txt").read_text() == "Collecting\n"


def test_on_postgres_too(settings, postgres_url):
    from postgres_server import new_database

    from core.workspace import open_workspace

    changed = settings.model_copy(update={"database_url": new_database(postgres_url)})
    ws = open_workspace(changed)
    project, source = marked_project(ws)
    report = erase(ws, project, source)
    assert (report.segments, report.versions, report.notes) == (7, {1: 7}, 1) and files_with(ws.folder) == []
    assert MARK not in "".join(f"{job.report}{job.hint}{job.error}" for job in ws.ledger.jobs.list(project))
    assert read_rows(ws, ws.ledger.data_versions.by_number(project, 1))
    ws.ledger.dispose()
