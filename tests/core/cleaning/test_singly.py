"""The form of single texts: listed page by page, counted, recorded once, undone, refused."""

import pyarrow as pa
import pytest
from tagging_project import tagging_project

from core.cleaning import singly
from core.errors import InvalidInputError, NotFoundError
from core.tagging import undoing


@pytest.fixture
def project(workspace):
    """Twelve Swahili and two English segments; the even ones would read otherwise."""
    texts = {"sw": [f"Sentensi  ya {n}" for n in range(12)], "en": ["Number  0", "Number  1"]}
    made = tagging_project(workspace, texts=texts)
    corpus = workspace.corpus(made.id)
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["text"])
        read = [text.replace("  ", " ") if int(text[-1]) % 2 == 0 else None for text in rows["text"].to_pylist()]
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], "normalised": read}))
    return made


def listed(workspace, project, **more):
    with workspace.snapshot(project.id) as snapshot:
        return singly.changed(snapshot, **more)


def counts(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        found = singly.decided(snapshot)
    return found.changed, found.original, found.normalised


def test_rows_that_would_read_otherwise_are_listed_page_by_page(workspace, project):
    every = listed(workspace, project, limit=100)
    assert len(every) == 7 and all(row.normalised == row.segment.text.replace("  ", " ") for row in every)
    first = listed(workspace, project, limit=4)
    assert first + listed(workspace, project, limit=4, after=first[-1].number) == every
    assert [row.segment.text for row in listed(workspace, project, language="en")] == ["Number  0"]


def test_a_choice_is_recorded_once_counted_listed_and_undone(workspace, project):
    ids = [row.segment.id for row in listed(workspace, project)]
    for _ in range(2):
        singly.choose(workspace, project.id, "local", ids[:2], "original", key="one")
    singly.choose(workspace, project.id, "local", ids[1:3], "normalised", key="two")
    assert workspace.ledger.events.latest(project.id) == 4
    assert counts(workspace, project) == (7, 1, 2)
    assert [row.segment.id for row in listed(workspace, project, form="original")] == ids[:1]
    assert [row.segment.id for row in listed(workspace, project, form="normalised")] == ids[1:3]
    for _ in range(2):
        singly.undo(workspace, project.id, "local", ids[1:3], key="two")
    assert counts(workspace, project) == (7, 2, 0), "what held before holds again"
    undoing.undo(workspace, project.id, "local")
    assert counts(workspace, project) == (7, 1, 0), "it is a decision like others"


def test_what_differs_from_the_policy_has_a_number_and_a_hash_of_its_own(workspace, project):
    ids = [row.segment.id for row in listed(workspace, project)]
    singly.choose(workspace, project.id, "local", ids[:2], "original", key="one")
    singly.choose(workspace, project.id, "local", ids[2:5], "normalised", key="two")
    policy = workspace.ledger.policies
    with workspace.snapshot(project.id) as snapshot:
        as_stored = singly.otherwise(snapshot, ids)
        assert singly.otherwise(snapshot, ids[:2]) == (0, "")
    policy.put(project.id, thresholds={}, default_threshold=0.5, review_band=0.2, use_normalised=True)
    with workspace.snapshot(project.id) as snapshot:
        normalised = singly.otherwise(snapshot, ids)
    assert (as_stored[0], normalised[0]) == (3, 2) and as_stored[1] != normalised[1]


def test_another_form_and_another_segment_are_refused(workspace, project):
    with pytest.raises(InvalidInputError, match="no form “polished”"):
        singly.choose(workspace, project.id, "local", [], "polished", key="k")
    with pytest.raises(NotFoundError, match="no segment “nowhere”"):
        singly.choose(workspace, project.id, "local", ["nowhere"], "original", key="k")
    assert workspace.ledger.events.latest(project.id) == 0
