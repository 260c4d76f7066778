"""The job over real corpora: columns, who is kept, increments, crashes, takedown."""

import random
from functools import wraps

import numpy as np
import pyarrow as pa
import pytest
from segment_tables import segments

from benchmarks import generating
from core.cleaning.duplicates import Likeness, hashing
from core.cleaning.duplicates.hashing import pending_rows
from core.cleaning.duplicates.reading import mark_of, marks_of
from core.cleaning.duplicates.store import SignatureStore
from core.errors import JobCancelledError
from core.identification.restoring import leave_out, take_back
from core.jobs.inline import run_inline
from core.jobs.workflows import find_duplicates
from core.jobs.workflows.takedown import TakedownRequest
from core.records import EventKind, NewEvent
from core.tagging import labelling

LONG = "The library lends books, maps and films to everybody who lives in the town, and to travellers as well."
NEAR = LONG.replace("films", "music")
OTHER = "Nobody had told the carpenter that the roof would have to carry two metres of snow every winter."
SHORT = "Two tickets to Paris, please."


def row(workspace, project, text):
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.sql("select * from segments where text = $t", {"t": text}).to_pylist()[0]


def all_columns(workspace, name):
    with workspace.snapshot(name) as snapshot:
        return snapshot.sql("select id, compared, cluster, similarity from segments order by id")


def test_clusters_join_sources_and_languages_and_name_the_kept_member(add, find, columns, workspace, project):
    add(LONG, OTHER, SHORT, language="en")
    add(NEAR, SHORT.upper(), LONG.upper(), language="de")
    report = find()
    assert columns() == {
        LONG: (LONG, None),
        OTHER: (None, None),
        SHORT: (SHORT, None),
        NEAR: (LONG, pytest.approx(88 / 106)),
        SHORT.upper(): (SHORT, 1.0),
        LONG.upper(): (LONG, 1.0),
    }
    assert report.model_dump() == {"rows": 6, "texts": 3, "clusters": 2, "segments": 5, "near": 1, "changed": 6}
    assert row(workspace, project, OTHER)["compared"] == Likeness().number


def test_a_label_a_persons_choice_and_cleaner_text_decide_who_is_kept(add, find, columns, workspace, project):
    add(LONG, NEAR, LONG.upper())
    label = NewEvent(
        key="1",
        segment_id=row(workspace, project, NEAR)["id"],
        kind=EventKind.LABEL,
        scheme="formality",
        value="neutral",
    )
    labelling.record(workspace, project.id, "local", [label])
    find()
    assert {kept for kept, _ in columns().values()} == {NEAR}
    take_back(workspace, project.id, "local", [row(workspace, project, LONG.upper())["id"]], key="2")
    assert find().changed == 3
    assert {kept for kept, _ in columns().values()} == {LONG.upper()}
    leave_out(workspace, project.id, "local", [row(workspace, project, LONG.upper())["id"]], key="3")
    leave_out(workspace, project.id, "local", [row(workspace, project, NEAR)["id"]], key="4")
    find()
    assert {kept for kept, _ in columns().values()} == {LONG}


def test_the_shorter_of_two_is_left_out_unless_it_is_cleaner(add, find, columns, workspace, project):
    longer = LONG + " [edit] [edit]"
    add(LONG, longer)
    find()
    assert columns()[LONG][0] == longer
    corpus = workspace.corpus(project.id)
    fragment = corpus.fragments()[0]
    rows = corpus.fragment_table(fragment, ["text"])
    markup = pa.array([0.2 if "[edit]" in text else 0.0 for text in rows["text"].to_pylist()], pa.float32())
    corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], "markup": markup}))
    find()
    assert columns()[longer][0] == LONG


def test_only_new_texts_are_hashed_and_the_result_is_that_of_one_run(workspace, find, project):
    whole = workspace.ledger.projects.create("Whole", languages=("en",))
    texts = edited(600)
    for start in range(0, 600, 200):
        part = segments(start, 200, unit=start, text=texts[start : start + 200])
        workspace.corpus(project.id).append(part)
        workspace.corpus(whole.id).append(part)
        assert find().texts == len(set(texts[start : start + 200]) - set(texts[:start]))
        assert pending_rows(workspace.corpus(project.id), Likeness()) == 0
    assert find(whole).clusters > 50
    assert all_columns(workspace, project.id).equals(all_columns(workspace, whole.id))
    assert find().changed == 0


def test_another_likeness_makes_all_rows_pending_and_forgets_the_old_signatures(add, find, columns, workspace, project):
    add(LONG, NEAR)
    find()
    assert pending_rows(workspace.corpus(project.id), Likeness(0.9)) == 2
    find(threshold=0.9)
    assert set(columns().values()) == {(None, None)}
    folders = (workspace.project_folder(project.id) / "duplicates").iterdir()
    assert [folder.name for folder in folders] == [str(Likeness(0.9).number)]


@pytest.mark.parametrize("stop", ["hash", "compare", "settle", "fill"])
def test_a_job_that_broke_off_anywhere_is_gone_on_with(workspace, find, project, monkeypatch, stop):
    texts = edited(400)
    workspace.corpus(project.id).append(segments(0, 200, unit=0, text=texts[:200]))
    workspace.corpus(project.id).append(segments(200, 200, unit=1, text=texts[200:]))
    undisturbed = workspace.ledger.projects.create("Undisturbed", languages=("en",))
    workspace.corpus(undisturbed.id).append(segments(0, 400, unit=0, text=texts))
    find(undisturbed)
    step = getattr(find_duplicates._Work, stop)
    calls = []

    @wraps(step)
    def broken(self, *arguments):
        calls.append(step(self, *arguments))  # what it wrote is there, that it is done is not
        if len(calls) == 2 or stop == "settle":
            raise JobCancelledError("Broken off.")
        return calls[-1]

    with monkeypatch.context() as patched:
        patched.setattr(find_duplicates._Work, stop, broken)
        with pytest.raises(JobCancelledError):
            find()
    find()
    assert all_columns(workspace, project.id).equals(all_columns(workspace, undisturbed.id))


def test_a_comparison_goes_on_from_what_an_earlier_process_found(workspace, project):
    from core.cleaning.duplicates.finding import Comparison
    from core.cleaning.duplicates.hashing import hash_unit

    corpus, likeness = workspace.corpus(project.id), Likeness()
    corpus.append(segments(0, 300, text=edited(300)))
    store = SignatureStore(workspace.project_folder(project.id), likeness)
    store.begin()
    while hash_unit(corpus, store, 0, limit=70).texts:
        pass
    once = Comparison(corpus, store, likeness)
    for band in range(32):
        once.band(band)
    again = Comparison(corpus, store, likeness)
    again.band(31)  # takes up the links of all bands before
    assert np.array_equal(again.linking.groups, once.linking.groups)
    assert len(np.unique(once.linking.groups)) < store.count


def test_what_a_killed_writer_left_behind_is_cut_off(tmp_path):
    from core.cleaning.duplicates.signing import sign

    store = SignatureStore(tmp_path, Likeness())
    store.begin()
    store.add(np.array([5], np.uint64), sign([LONG]))
    with (store.folder / "marks").open("ab") as file:
        file.write(b"half a mark")
    store.add(np.array([3], np.uint64), sign([OTHER]))
    assert store.marks().tolist() == [5, 3]
    assert np.array_equal(store.signatures().bands, sign([LONG, OTHER]).bands)


def test_takedown_drops_the_signatures_and_sets_the_cluster_free(add, find, columns, workspace, project):
    kept = add(LONG + " Ask at the desk.", OTHER)
    add(LONG, NEAR, OTHER)
    find()
    assert columns()[NEAR][0] == LONG + " Ask at the desk."
    request = TakedownRequest(project_id=project.id, source_id=kept)
    run_inline(workspace, "takedown", request, project_id=project.id)
    assert columns() == {LONG: (None, None), NEAR: (None, None), OTHER: (None, None)}
    store = SignatureStore(workspace.project_folder(project.id), Likeness())
    assert sorted(store.marks().tolist()) == sorted(mark_of(text) for text in (LONG, NEAR, OTHER))
    held = [path.read_bytes() for path in store.folder.rglob("*") if path.is_file()]
    gone = mark_of(LONG + " Ask at the desk.").to_bytes(8, "little")
    assert not any(gone in content for content in held)
    assert pending_rows(workspace.corpus(project.id), Likeness()) == 3
    assert find().texts == 0
    assert columns()[NEAR][0] == LONG


def test_an_empty_project_and_one_without_duplicates(add, find, columns):
    assert find().model_dump() == {"rows": 0, "texts": 0, "clusters": 0, "segments": 0, "near": 0, "changed": 0}
    add(OTHER)
    assert (find().rows, columns()) == (1, {OTHER: (None, None)})


def test_marks_are_the_first_half_of_the_key():
    assert marks_of(pa.chunked_array([["00000000000000ff" + "0" * 16, "f" * 32]])).tolist() == [255, 2**64 - 1]


def edited(count):
    """Generated texts of which every other one is followed by a copy that differs little, or not at all."""
    rng = np.random.default_rng(4)
    halves = generating.texts(2 * count, rng.integers(0, 14, 2 * count), rng).to_pylist()
    chance = random.Random(4)
    texts = []
    for one, other in zip(halves[:count:2], halves[1:count:2], strict=True):
        text = f"{one} {other}"
        copy = chance.choice([text, text[:-3], text.replace(text[10], "z", 1)])
        texts += [text, copy]
    return texts


def test_long_texts_are_hashed_a_few_at_a_time(workspace, project, monkeypatch):
    corpus, likeness = workspace.corpus(project.id), Likeness()
    corpus.append(segments(0, 6, text=[f"{place} " + "word " * 100 * place for place in range(1, 7)]))
    monkeypatch.setattr(hashing, "UNIT_POINTS", 1_600)
    store = SignatureStore(workspace.project_folder(project.id), likeness)
    store.begin()
    sizes = []
    while (unit := hashing.hash_unit(corpus, store, 0)).texts:
        sizes.append(unit.texts)
    assert sizes == [2, 1, 1, 1, 1] and store.count == 6
