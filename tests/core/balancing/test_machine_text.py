"""Text by machines: never in dev or test, never beside what it was made from there, and only a part of a language."""

import pyarrow as pa
import pytest
from balance_project import balance_project, identify

from core.balancing.freezing import plan_freeze
from core.balancing.frozen import manifest_of, read_rows
from core.balancing.machine_text import allowed
from core.balancing.manifest import FreezeChoice
from core.balancing.splitting import Shares, split_rows
from core.corpus import identity
from core.jobs.inline import run_inline
from core.jobs.workflows.freeze import FreezeRequest
from core.records import Selection


def translate_all(ws, project, source="en", target="ca", parents=None):
    """A machine row for each segment of a language, in a source of its own, as the translate job stores it."""
    with ws.snapshot(project.id) as snapshot:
        rows = snapshot.page(Selection(languages=(source,)), limit=1000)
    table = pa.Table.from_pylist(
        [
            {
                "id": identity.segment_id(f"mt {target}", row.segment.id, 0, ""),
                "text": f"{target} {row.segment.text}",
                "document_id": row.segment.document_id,
                "position": row.segment.position,
                "source_id": f"mt-{target}",
                "origin": "machine",
                "declared_language": target,
                "parent_id": row.segment.id,
                "relation": "translation-of",
                "job_id": f"mt-{target}",
            }
            for row in rows
        ]
    )
    ws.corpus(project.id).append(table)
    identify(ws, project)
    languages = (*ws.ledger.projects.get(project.id).languages, target)
    ws.ledger.projects.update(project.id, languages=tuple(sorted(set(languages))))
    return len(rows)


def frozen(ws, project, **choice):
    request = FreezeRequest(project_id=project.id, choice=FreezeChoice(**choice))
    report = run_inline(ws, "freeze", request, project_id=project.id)
    return ws.ledger.data_versions.get(project.id, report.version_id)


@pytest.fixture
def project(workspace):
    return balance_project(workspace)


def test_machine_rows_follow_their_parents_and_never_come_into_dev_or_test(workspace, project):
    made = translate_all(workspace, project)
    version = frozen(workspace, project, machine_share=1.0)
    rows = read_rows(workspace, version)
    split_of = {row.id: row.split for row in rows}
    contents = manifest_of(version).contents
    machine = [row for row in rows if row.language == "ca"]
    assert {row.split for row in machine} == {"train"} and contents.machine == {"ca": len(machine)}
    assert contents.left_out == {"machine_held_out": made - len(machine)} and 0 < len(machine) < made
    parents = {one.id: one.parent_id for one in workspace.corpus(project.id).get([row.id for row in machine])}
    assert {split_of[parent] for parent in parents.values()} == {"train"}
    before = {row.id: row.split for row in read_rows(workspace, frozen(workspace, project, machine_share=0.0))}
    assert before == {name: split for name, split in split_of.items() if name not in parents}


def test_the_share_of_machines_is_capped_for_each_language(workspace, project):
    translate_all(workspace, project, "en", "de")
    half = manifest_of(frozen(workspace, project, machine_share=0.2)).contents
    people = half.languages["de"]["train"] - half.machine["de"]
    assert half.machine == {"de": people // 4} and half.machine["de"] / half.languages["de"]["train"] <= 0.2
    assert half.left_out["machine_over_share"] > 0
    assert plan_freeze(workspace, project.id, FreezeChoice(machine_share=0.2)) == half, "the same ones each time"
    none = plan_freeze(workspace, project.id, FreezeChoice(machine_share=0.0))
    assert none.machine == {} and none.languages["de"]["train"] == people


def test_a_language_that_only_machines_wrote_is_not_frozen_by_default(workspace, project):
    made = translate_all(workspace, project)
    contents = plan_freeze(workspace, project.id, FreezeChoice())
    assert "ca" not in contents.languages and sum(contents.left_out.values()) == made


def test_what_was_tested_on_before_is_not_trained_on_in_translation(workspace, project):
    """The translations alone are frozen later: those of test segments stay out, though their parents are not chosen."""
    first = {row.id: row.split for row in read_rows(workspace, frozen(workspace, project))}
    translate_all(workspace, project)
    choice = FreezeChoice(selection=Selection(languages=("ca",), verdicts=("keep",)), machine_share=1.0)
    contents = plan_freeze(workspace, project.id, choice)
    with workspace.snapshot(project.id) as snapshot:
        english = snapshot.ids(Selection(languages=("en",)))
    held = sum(first[name] != "train" for name in english)
    assert contents.left_out == {"machine_held_out": held} and contents.rows["train"] == len(english) - held


def test_documents_stay_together_with_translations_of_parts_of_them(workspace):
    """Only half of each document is chosen; its translation, of a source of its own, still belongs to the document."""
    project = balance_project(workspace, tagged=False)
    workspace.ledger.projects.update(project.id, group_column=None)
    translate_all(workspace, project)
    choice = FreezeChoice(machine_share=1.0)
    plan = plan_freeze(workspace, project.id, choice)
    assert plan.groups == 126 and plan.largest_group in (2, 4), "two wordings a document, with their translations"


def rows_of(*rows):
    names = ("id", "source_id", "document_id", "exact_key", "parent_id", "domain", "group")
    made = [dict(zip(names, (*row[:2], *row[2:3], row[0], row[3], None, None), strict=True)) for row in rows]
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    return pa.Table.from_pylist(made, schema=schema).append_column("machine", pa.array([row[4] for row in rows]))


def test_two_translations_of_an_absent_segment_belong_together():
    table = rows_of(("a", "s", "1", "gone", True), ("b", "t", "2", "gone", True), ("c", "t", "3", None, False))
    assigned = split_rows(table, Shares(0, 0, 1), 1)
    assert assigned.groups == ("a", "a", "c") and assigned.splits == ("train", "train", "test")


@pytest.mark.parametrize(
    ("people", "made", "share", "may"),
    [(10, 30, 0.5, 10), (10, 3, 0.5, 3), (9, 9, 0.1, 1), (0, 5, 0.9, 0), (0, 5, 1.0, 5), (5, 5, 0.0, 0)],
)
def test_how_many_may_stand_beside_peoples_text(people, made, share, may):
    assert allowed(people, made, share) == may
