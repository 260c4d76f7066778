"""What each source comes to: languages, kept share, duplicates with other sources, who brought it in."""

import pytest
from marked_project import identified_as

from core.collection.paste import add_text
from core.collection.standing import shared_with, standings
from core.errors import ConflictError
from core.jobs.inline import run_inline
from core.jobs.recollecting import can_recollect, recollect
from core.jobs.workflows.find_duplicates import FindDuplicatesRequest
from core.jobs.workflows.import_files import FileToImport, ImportReport, ImportRequest
from core.records import LOCAL_ACCOUNT, EventKind, NewEvent


@pytest.fixture
def project(workspace, tmp_path):
    made = workspace.ledger.projects.create("Mtaa", languages=("sw",)).id
    add_text(workspace, made, "local", "Habari yako\nKaribu  nyumbani\nAsante sana", key="a", name="One")
    add_text(workspace, made, "local", "karibu nyumbani\nNdiyo", key="b", name="Two")
    path = tmp_path / "three.txt"
    path.write_text("ASANTE SANA\nHapana\n", encoding="utf-8")
    request = ImportRequest(project_id=made, files=[FileToImport(path=str(path))])
    run_inline(workspace, "import", request, project_id=made, key="i")
    identified_as(workspace, made)
    return made


def test_each_source_is_counted(workspace, project):
    with workspace.snapshot(project) as snapshot:
        first = snapshot.page(limit=1)[0].segment.id
    workspace.ledger.events.record(project, "local", [NewEvent("k", first, EventKind.RESTORE, "drop")])
    found = {one.source.name: one for one in standings(workspace, project)}
    assert {name: (one.segments, one.kept, one.shared, one.by) for name, one in found.items()} == {
        "One": (3, 2, 2, "You"),
        "Two": (2, 2, 1, "You"),
        "three.txt": (2, 2, 1, "You"),
    }
    assert found["One"].languages == {"sw": 3} and found["One"].kept_share == pytest.approx(2 / 3)
    names = {one.source.id: name for name, one in found.items()}
    shared = shared_with(workspace, project, found["One"].source.id)
    assert {names[source]: n for source, n in shared.items()} == {"Two": 1, "three.txt": 1}


def test_near_duplicates_in_other_sources_count_once_they_were_looked_for(workspace, project):
    text = "The library lends books, maps and films to everybody who lives in the town, and to travellers as well."
    for name, one in (("Four", text), ("Five", text.replace("films", "music"))):
        add_text(workspace, project, "local", one, key=name, name=name)
    counted = {one.source.name: one.shared for one in standings(workspace, project)}
    assert (counted["Four"], counted["Five"]) == (0, 0)
    run_inline(workspace, "find_duplicates", FindDuplicatesRequest(project_id=project), project_id=project)
    found = {one.source.name: one for one in standings(workspace, project)}
    assert {name: one.shared for name, one in found.items()} == {**counted, "Four": 1, "Five": 1}
    assert shared_with(workspace, project, found["Four"].source.id) == {found["Five"].source.id: 1}


def test_a_file_that_is_there_is_read_again(workspace, project, tmp_path):
    found = {one.source.name: one.source for one in standings(workspace, project)}
    assert can_recollect(workspace, project, found["three.txt"]) and not can_recollect(workspace, project, found["One"])
    job = recollect(workspace, LOCAL_ACCOUNT, project, found["three.txt"].id, key="again")
    assert recollect(workspace, LOCAL_ACCOUNT, project, found["three.txt"].id, key="again") == job
    report = run_inline(
        workspace, "import", ImportRequest.model_validate_json(job.request), project_id=project, key="now"
    )
    assert isinstance(report, ImportReport) and (report.added, report.present) == (0, 2)
    (tmp_path / "three.txt").unlink()
    with pytest.raises(ConflictError, match="cannot be collected again"):
        recollect(workspace, LOCAL_ACCOUNT, project, found["three.txt"].id, key="gone")
