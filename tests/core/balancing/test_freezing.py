import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from balance_project import LANGUAGES, balance_project, identify
from segment_tables import segments

from benchmarks import generating
from core.balancing.freezing import content_hash, pin, plan_freeze, publish, write_version
from core.balancing.frozen import frozen_rows_table, manifest_of, read_rows
from core.balancing.manifest import FreezeChoice
from core.balancing.mixture import Temperature
from core.balancing.splitting import Shares
from core.errors import ConflictError, InvalidInputError, JobCancelledError, NotFoundError
from core.jobs.inline import run_inline
from core.jobs.workflows import freeze
from core.jobs.workflows.find_duplicates import FindDuplicatesRequest
from core.jobs.workflows.freeze import FreezeRequest
from core.records import EventKind, NewEvent, Selection


@pytest.fixture
def project(workspace):
    return balance_project(workspace)


def frozen(ws, project, **choice):
    request = FreezeRequest(project_id=project.id, choice=FreezeChoice(**choice))
    report = run_inline(ws, "freeze", request, project_id=project.id)
    return ws.ledger.data_versions.get(project.id, report.version_id)


def label(ws, project, name, value, key, scheme="formality"):
    ws.ledger.events.record(project.id, "local", [NewEvent(key, name, EventKind.LABEL, value, scheme, 1)])


def test_the_plan_is_what_freezing_gives(workspace, project):
    plan = plan_freeze(workspace, project.id, FreezeChoice())
    assert not workspace.ledger.data_versions.list(project.id) and not workspace.corpus(project.id).tags()
    assert sum(plan.rows.values()) == 252 and plan.rows["test"] == pytest.approx(25, abs=12)
    assert (plan.groups, plan.largest_group, plan.left_out) == (21, 12, {})
    assert list(plan.languages) == list(LANGUAGES) and set(plan.domains) == set(plan.domains) - {""}
    assert [(share.licence, share.segments, share.sources) for share in plan.licences] == [
        ("CC0-1.0", 210, ("ar.tsv", "de.tsv", "en.tsv", "pt.tsv", "zh.tsv")),
        ("", 42, ("yo.tsv",)),
    ]
    assert "no_licence" in {note.code for note in plan.notes}
    version = frozen(workspace, project)
    assert manifest_of(version).contents == plan and dict(version.rows) == plan.rows


def test_a_situation_lies_in_one_split_in_all_languages_and_wordings(workspace, project):
    rows = read_rows(workspace, frozen(workspace, project))
    assert len(rows) == 252 and [row.id for row in rows] == sorted(row.id for row in rows)
    groups = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    for members in groups.values():
        assert len({row.split for row in members}) == 1 and len({row.domain for row in members}) == 1
        assert sorted((row.language, row.formality) for row in members) == sorted(
            (language, formality) for language in LANGUAGES for formality in ("colloquial", "formal")
        )
    assert any(row.text.startswith("Could you squeeze me in") for row in rows)


def test_freezing_twice_gives_the_same_contents_under_a_new_number(workspace, project):
    one, two = frozen(workspace, project), frozen(workspace, project, name="Second")
    assert (one.number, two.number, one.name, two.name) == (1, 2, "Version 1", "Second")
    assert one.content_hash == two.content_hash and one.id != two.id
    other = frozen(workspace, project, seed=99, keep_splits=False)
    assert other.content_hash != one.content_hash


def test_later_work_does_not_change_a_data_version(workspace, project):
    version = frozen(workspace, project)
    before = read_rows(workspace, version)
    label(workspace, project, before[0].id, "neutral", "later")
    corpus = workspace.corpus(project.id)
    corpus.fold(_overlay(workspace, project), workspace.ledger.events.latest(project.id))
    corpus.maintain()
    workspace.ledger.policies.put(project.id, thresholds={}, default_threshold=1.0, review_band=0.0)
    assert read_rows(workspace, version) == before
    assert content_hash(frozen_rows_table(version)) == version.content_hash
    with pytest.raises(InvalidInputError, match="no segment that could be frozen"):
        plan_freeze(workspace, project.id, FreezeChoice())


def _overlay(workspace, project):
    from core.tagging.projection import overlay

    return overlay(workspace.ledger, project.id, 0, workspace.ledger.events.latest(project.id))


def test_unfolded_and_folded_events_freeze_alike(workspace, project):
    one = frozen(workspace, project)
    workspace.corpus(project.id).fold(_overlay(workspace, project), workspace.ledger.events.latest(project.id))
    assert frozen(workspace, project).content_hash == one.content_hash


def test_segments_keep_the_split_of_an_earlier_version(workspace, project):
    first = {row.id: row.split for row in read_rows(workspace, frozen(workspace, project))}
    second = {row.id: row.split for row in read_rows(workspace, frozen(workspace, project, seed=4))}
    third = {row.id: row.split for row in read_rows(workspace, frozen(workspace, project, seed=4, keep_splits=False))}
    assert second == first and third != first


def test_the_selection_and_the_mixture_are_what_was_chosen(workspace, project):
    version = frozen(
        workspace,
        project,
        selection=Selection(languages=("yo", "de"), verdicts=("keep",), formality=("formal",)),
        shares=Shares(0.5, 0, 0.5),
        mixture=Temperature(alpha=0.0),
        unit="characters",
        budget=2000,
    )
    rows = read_rows(workspace, version)
    assert len(rows) == 42 and {(row.language, row.formality) for row in rows} == {("yo", "formal"), ("de", "formal")}
    mixture = manifest_of(version).contents.mixture
    train = sum(len(row.text) for row in rows if row.split == "train" and row.language == "de")
    assert {item.language: item.amount for item in mixture.languages} == pytest.approx({"de": 1000, "yo": 1000})
    assert mixture.epochs["de"] == pytest.approx(1000 / train) and version.rows["dev"] == 0


def test_tokens_must_have_been_counted(workspace, project):
    with pytest.raises(InvalidInputError, match="no count of tokens for “m”"):
        plan_freeze(workspace, project.id, FreezeChoice(unit="tokens", tokens_model="m"))


def test_what_has_no_language_is_left_out_and_counted(workspace, project):
    ids = [row.id for row in read_rows(workspace, frozen(workspace, project))][:3]
    corpus = workspace.corpus(project.id)
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["id", "declared_language"])
        pairs = zip(rows["id"].to_pylist(), rows["declared_language"].to_pylist(), strict=True)
        languages = pa.array([None if name in ids else language for name, language in pairs], pa.string())
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], "language": languages}))
    kept = [NewEvent(f"keep {name}", name, EventKind.RESTORE, "keep") for name in ids]
    workspace.ledger.events.record(project.id, "local", kept)
    plan = plan_freeze(workspace, project.id, FreezeChoice())
    assert plan.left_out == {"no_language": 3} and sum(plan.rows.values()) == 249


@pytest.mark.parametrize("moment", ["pin", "write", "publish"])
def test_a_job_that_dies_anywhere_ends_in_the_same_version(workspace, project, monkeypatch, moment):
    """Each step done once more after a crash: the same version, one row in the ledger, one tag, no stray files."""
    key = "job-1"
    pinned = pin(workspace, project.id, key)
    calm = write_version(workspace, project.id, pinned, FreezeChoice())
    folder = workspace.project_folder(project.id) / "versions" / "1"
    rows = (folder / "rows.parquet").read_bytes()

    if moment == "pin":
        label(workspace, project, read_ids(folder)[0], "neutral", "meanwhile")
        assert pin(workspace, project.id, key).corpus_version == pinned.corpus_version
    if moment == "write":
        (folder / "manifest.json").unlink()  # killed after the rows, before the manifest
    publish(workspace, write_version(workspace, project.id, pinned, FreezeChoice()))
    again = publish(workspace, write_version(workspace, project.id, pinned, FreezeChoice()))
    assert again.content_hash == calm.content_hash and (folder / "rows.parquet").read_bytes() == rows
    assert len(workspace.ledger.data_versions.list(project.id)) == 1
    assert list(workspace.corpus(project.id).tags()) == [pinned.corpus_tag]
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "rows.parquet"]


def read_ids(folder):
    import pyarrow.parquet as pq

    return pq.read_table(folder / "rows.parquet")["id"].to_pylist()


def test_a_cancelled_job_leaves_no_version_and_its_number_is_used_again(workspace, project, monkeypatch):
    def cancelled(*_arguments):
        raise JobCancelledError("stopped")

    with monkeypatch.context() as patched:
        patched.setattr(freeze, "tell_ledger", cancelled)
        with pytest.raises(JobCancelledError):
            frozen(workspace, project, name="Never")
    assert workspace.ledger.data_versions.list(project.id) == []
    version = frozen(workspace, project, name="First", selection=Selection(languages=("de",), verdicts=("keep",)))
    assert version.number == 1 and manifest_of(version).name == "First" and len(read_rows(workspace, version)) == 42


def test_missing_files_are_told_apart(workspace, project):
    version = frozen(workspace, project)
    (Path(version.path) / "manifest.json").write_text("{}")
    with pytest.raises(ConflictError, match="cannot be read"):
        manifest_of(version)
    (Path(version.path) / "manifest.json").unlink()
    with pytest.raises(NotFoundError, match="no data version"):
        manifest_of(version)
    (Path(version.path) / "rows.parquet").unlink()
    with pytest.raises(NotFoundError, match="are gone"):
        read_rows(workspace, version)


def test_a_project_without_segments_cannot_be_frozen(workspace):
    empty = workspace.ledger.projects.create("Empty")
    with pytest.raises(InvalidInputError, match="no segment"):
        plan_freeze(workspace, empty.id, FreezeChoice())
    with pytest.raises(NotFoundError, match="no segments"):
        pin(workspace, empty.id, "key")


def test_the_request_survives_json():
    """A job's request is stored as JSON."""
    choice = FreezeChoice(selection=Selection(languages=("sw",)), shares=Shares(0.6, 0.2, 0.2), mixture=Temperature())
    request = FreezeRequest(project_id="p", choice=choice)
    assert FreezeRequest.model_validate_json(request.model_dump_json()) == request
    assert json.loads(request.model_dump_json())["choice"]["mixture"] == {"method": "temperature", "alpha": 0.3}


def test_the_group_column_decides_what_belongs_together(workspace, project):
    workspace.ledger.projects.update(project.id, group_column=None)
    plan = plan_freeze(workspace, project.id, FreezeChoice())
    assert (plan.groups, plan.largest_group) == (126, 2), "two wordings stand in one row of a file"
    workspace.ledger.projects.update(project.id, group_column="no such column")
    assert plan_freeze(workspace, project.id, FreezeChoice()).groups == 126


def test_what_should_be_known_before_is_said(workspace):
    """Thirty segments in three documents, without labels and licence: shares and languages cannot be met."""
    project = workspace.ledger.projects.create("Three documents")
    workspace.corpus(project.id).append(segments(0, 30, declared_language="sw"))
    identify(workspace, project)
    notes = {note.code: note.message for note in plan_freeze(workspace, project.id, FreezeChoice()).notes}
    told = {"empty_split", "large_group", "untested_language", "no_formality", "no_domain", "no_licence"}
    assert set(notes) == told | {"not_compared"}
    assert notes["large_group"].startswith("10 of 30 segments belong together")
    assert notes["not_compared"].startswith("30 segments were never compared")


def test_near_duplicates_lie_in_one_split(workspace):
    """A hundred texts, each in two sources with one name changed and in a document of its own."""
    project = workspace.ledger.projects.create("Copied", languages=("en",))
    texts = generating.texts(100, np.zeros(100, np.int64), np.random.default_rng(1)).to_pylist()
    for source, name in enumerate(("Amina", "Amira")):
        copies = [f"{text} {name} {text[::-1]}" for text in texts]
        documents = [f"{name} {place}" for place in range(100)]
        more = {"source": name, "document_id": documents, "text": copies, "declared_language": "en"}
        workspace.corpus(project.id).append(segments(100 * source, 100, **more))
    identify(workspace, project)
    run_inline(workspace, "find_duplicates", FindDuplicatesRequest(project_id=project.id), project_id=project.id)
    rows = read_rows(workspace, frozen(workspace, project, selection=Selection()))
    clusters = {}
    for row in rows:
        clusters.setdefault(row.text.split("Ami")[0], set()).add(row.split)
    assert len(rows) == 200 and len(clusters) == 100
    assert all(len(splits) == 1 for splits in clusters.values())
    assert set.union(*clusters.values()) == {"train", "dev", "test"}
    notes = plan_freeze(workspace, project.id, FreezeChoice(selection=Selection())).notes
    assert "not_compared" not in {note.code for note in notes}
