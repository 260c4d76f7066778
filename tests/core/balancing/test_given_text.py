"""Which text is frozen and exported: as stored, normalised, redacted; and that it can be undone."""

import json

import pytest
from balance_project import identify

from core.balancing.exporting import ExportChoice, export
from core.balancing.freezing import content_hash
from core.balancing.frozen import frozen_rows_table, manifest_of, read_rows
from core.balancing.manifest import FreezeChoice
from core.cleaning import singly
from core.cleaning.giving import form, text_of
from core.cleaning.personal.spans import Kind, Span, to_json
from core.corpus.identity import segment_id
from core.corpus.rows import from_segments
from core.jobs.inline import run_inline
from core.jobs.workflows.clean import CleanRequest
from core.jobs.workflows.freeze import FreezeRequest
from core.limits import PersonalData
from core.records import FilterPolicy, Segment, Selection
from core.tagging import projection

TEXTS = {
    "Call Anna at  +49 30 901820 tonight.": "Call Anna at <PHONE> tonight.",
    "The  café is open.": "The café is open.",
    "an\u200bna@example.org wrote again": "<EMAIL> wrote again",
    "Nothing to change here.": "Nothing to change here.",
}


@pytest.fixture
def project(workspace):
    made = workspace.ledger.projects.create("Given", languages=("en",))
    rows = [
        Segment(segment_id("s", "d", place, text), text, f"d{place}", place, "s", declared_language="en")
        for place, text in enumerate(TEXTS)
    ]
    workspace.corpus(made.id).append(from_segments(rows, "job"))
    identify(workspace, made)
    run_inline(workspace, "clean", CleanRequest(project_id=made.id), project_id=made.id)
    return made


def put(workspace, project, **more):
    return workspace.ledger.policies.put(project.id, thresholds={}, default_threshold=0.5, review_band=0.2, **more)


def freeze(workspace, project):
    report = run_inline(
        workspace,
        "freeze",
        FreezeRequest(project_id=project.id, choice=FreezeChoice(selection=Selection())),
        project_id=project.id,
    )
    return workspace.ledger.data_versions.by_number(project.id, report.number)


def lines(workspace, project, folder, **choice):
    done = export(workspace, project.id, ExportChoice(format="jsonl", **choice), folder)
    return {json.loads(line)["text"] for line in done.path.read_text(encoding="utf-8").splitlines()}


def test_a_new_project_gives_the_stored_text(workspace, project, tmp_path):
    version = freeze(workspace, project)
    assert {row.text for row in read_rows(workspace, version)} == set(TEXTS)
    assert lines(workspace, project, tmp_path, version=1) == lines(workspace, project, tmp_path) == set(TEXTS)
    assert manifest_of(version).text_form == "" and manifest_of(version).limits["markup"]["action"] == "drop"


def test_normalised_and_redacted_text_is_frozen_exported_and_mixed(workspace, project, tmp_path):
    put(workspace, project, use_normalised=True, personal_data=PersonalData.REDACT)
    version = freeze(workspace, project)
    given = set(TEXTS.values())
    assert {row.text for row in read_rows(workspace, version)} == given
    assert lines(workspace, project, tmp_path) == lines(workspace, project, tmp_path, version=1) == given
    assert lines(workspace, project, tmp_path, version=1, mixed=True) == given
    assert manifest_of(version).text_form == "normalised redacted"


def test_redacting_leaves_the_rest_of_the_text_as_it_is_stored(workspace, project, tmp_path):
    put(workspace, project, personal_data=PersonalData.REDACT)
    found = lines(workspace, project, tmp_path)
    assert "Call Anna at  <PHONE> tonight." in found and "The  café is open." in found


def test_a_data_version_keeps_giving_what_it_was_frozen_with(workspace, project, tmp_path):
    put(workspace, project, use_normalised=True, personal_data=PersonalData.REDACT)
    first = freeze(workspace, project)
    put(workspace, project, use_normalised=False, personal_data=PersonalData.KEEP)
    second = freeze(workspace, project)
    assert {row.text for row in read_rows(workspace, first)} == set(TEXTS.values())
    assert lines(workspace, project, tmp_path, version=1) == set(TEXTS.values())
    assert {row.text for row in read_rows(workspace, second)} == set(TEXTS), "the stored text never changed"
    rows = [frozen_rows_table(version) for version in (first, second)]
    assert rows[0].drop_columns(["split", "group"]) == rows[1].drop_columns(["split", "group"])
    assert first.content_hash == content_hash(rows[0], "normalised redacted") != content_hash(rows[0])
    assert second.content_hash == content_hash(rows[1])


CAFE, CALL = "The  café is open.", "Call Anna at  +49 30 901820 tonight."


def decide(workspace, project, text, form, key="k"):
    with workspace.snapshot(project.id) as snapshot:
        (found,) = snapshot.sql("select id from segments where text = $text", {"text": text})["id"].to_pylist()
    singly.choose(workspace, project.id, "local", [found], form, key=key)
    return found


def everything(workspace, project, version, tmp_path):
    """What a data version gives by each way out; all of them must give the same."""
    read = {row.text for row in read_rows(workspace, version)}
    n = version.number
    assert read == lines(workspace, project, tmp_path, version=n) == lines(workspace, project, tmp_path, version=n)
    assert read == lines(workspace, project, tmp_path, version=n, mixed=True)
    return read


@pytest.mark.parametrize("folds", [False, True])
def test_an_original_that_was_kept_singly_is_frozen_and_exported(workspace, project, tmp_path, folds):
    put(workspace, project, use_normalised=True, personal_data=PersonalData.REDACT)
    usual = freeze(workspace, project)
    decide(workspace, project, CAFE, "original")
    decide(workspace, project, CALL, "original", key="l")
    if folds:
        projection.fold(workspace, project.id)
    wanted = {*TEXTS.values()} - {TEXTS[CAFE], TEXTS[CALL]} | {CAFE, "Call Anna at  <PHONE> tonight."}
    assert lines(workspace, project, tmp_path) == wanted
    version = freeze(workspace, project)
    assert everything(workspace, project, version, tmp_path) == wanted
    assert everything(workspace, project, usual, tmp_path) == {*TEXTS.values()}, "an older data version keeps its own"
    assert (manifest_of(usual).singly, manifest_of(version).singly) == (0, 2)
    assert usual.content_hash != version.content_hash
    singly.undo(workspace, project.id, "local", [decide(workspace, project, CAFE, "original")], key="k")
    assert lines(workspace, project, tmp_path) == wanted - {CAFE} | {TEXTS[CAFE]}
    assert everything(workspace, project, version, tmp_path) == wanted, "what was frozen stays as it was"


def test_a_normalised_text_that_was_accepted_singly_is_given_where_the_others_stay_as_stored(
    workspace, project, tmp_path
):
    decide(workspace, project, CAFE, "normalised")
    wanted = {*TEXTS} - {CAFE} | {TEXTS[CAFE]}
    assert lines(workspace, project, tmp_path) == wanted
    version = freeze(workspace, project)
    assert everything(workspace, project, version, tmp_path) == wanted
    assert manifest_of(version).text_form == "" and manifest_of(version).singly == 1


def test_a_decision_that_agrees_with_the_policy_changes_no_hash(workspace, project):
    before = freeze(workspace, project)
    decide(workspace, project, CAFE, "original")
    assert freeze(workspace, project).content_hash == before.content_hash


def test_the_card_says_what_was_done_to_the_texts(workspace, project, tmp_path):
    put(workspace, project, personal_data=PersonalData.REDACT)
    freeze(workspace, project)
    done = export(workspace, project.id, ExportChoice(format="hf", version=1), tmp_path)
    import zipfile

    with zipfile.ZipFile(done.path) as archive:
        (card,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith("README.md")]
    assert "placeholders such as <EMAIL>" in card


@pytest.mark.parametrize("use", [False, True])
def test_spans_are_those_of_the_text_that_is_given(use):
    personal = to_json([Span(2, 5, Kind.ID)], [Span(1, 4, Kind.ID)])
    policy = FilterPolicy("p", 1, use_normalised=use, personal_data=PersonalData.REDACT)
    assert text_of("a  123 b", "a 123 b", personal, policy) == ("a<ID>3 b" if use else "a <ID>3 b")
    assert text_of("a b", None, None, policy) == "a b"
    assert form(policy) == ("normalised redacted" if use else "redacted")
