"""The columns of cleaning, in this process and in others; units and the job over a real corpus."""

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from identified import identify
from segment_tables import segments

from core.cleaning import units
from core.cleaning.cleaner import COLUMNS, clean
from core.cleaning.configuration import number, pending
from core.cleaning.pool import CleaningPool
from core.cleaning.units import clean_unit
from core.corpus.identity import segment_id
from core.corpus.rows import from_segments
from core.jobs.inline import run_inline
from core.jobs.workflows.clean import CleanRequest
from core.limits import LIMITS, Action, Limit
from core.records import Segment

TEXTS = ["cafÃ© au lait", "Write to a@b.org", "plain", "+254 712 345678", "a  b", ""]


def test_columns_of_a_batch():
    found = clean(pa.table({"text": TEXTS, "language": ["fr", "en", "en", "sw", "en", None]})).to_pylist()
    assert [row["normalised"] for row in found] == ["café au lait", None, None, None, "a b", None]
    assert (found[0]["mojibake"] > 0, found[0]["mojibake_left"], found[1]["mojibake_left"]) == (True, 0.0, None)
    kinds = [[span["kind"] for span in json.loads(row["personal_data"] or "[]")] for row in found]
    assert kinds == [[], ["email"], [], ["phone"], [], []]


def test_personal_data_of_the_normalised_text_has_its_own_place():
    """A hidden character within an address hides it in one text and not in the other."""
    (row,) = clean(pa.table({"text": ["to  an\u200bna@example.org"]})).to_pylist()
    spans = json.loads(row["personal_data"])
    assert row["normalised"] == "to anna@example.org"
    assert {"start": 3, "end": 19, "kind": "email", "of": "normalised"} in spans


@given(st.lists(st.text(max_size=20), max_size=5))
def test_a_row_does_not_depend_on_its_batch(texts):
    together = clean(pa.table({"text": pa.array(texts, pa.string())})).to_pylist()
    assert together == [row for text in texts for row in clean(pa.table({"text": [text]})).to_pylist()]


def test_other_processes_say_the_same_in_order():
    tables = [pa.table({"text": [f"{text} {place}" for text in TEXTS]}) for place in range(5)]
    with CleaningPool(processes=2) as pool:
        found = list(pool.map(iter(tables), rows=10**9))
        assert len(pool._children.children) == 2
    assert [part.to_pylist() for part in found] == [clean(table).to_pylist() for table in tables]
    assert found[0].schema == COLUMNS


@pytest.fixture
def project(workspace):
    return workspace.ledger.projects.create("Cleaning", languages=("en", "fr"))


def fill(workspace, project, *rows):
    """Rows of (text, declared language, parent), the parent as a place among the rows."""
    ids = [segment_id("source", "d", place, row[0]) for place, row in enumerate(rows)]
    made = [
        Segment(
            id=ids[place],
            text=text,
            document_id="d",
            position=place,
            source_id="s",
            declared_language=language,
            parent_id=None if parent is None else ids[parent],
            relation=None if parent is None else "translation-of",
        )
        for place, (text, language, parent) in enumerate(rows)
    ]
    workspace.corpus(project.id).append(from_segments(made, "job"))
    return ids


def do(workspace, project):
    return run_inline(workspace, "clean", CleanRequest(project_id=project.id, processes=1), project_id=project.id)


def reasons(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        return {row.segment.text: row.reason for row in snapshot.page(limit=100)}


def test_the_job_gives_each_row_its_reason(workspace, project):
    rows = [
        ("The committee will meet again on Tuesday.", "en", None),
        ("The committee will meet again on  TUESDAY.", "fr", 0),
        ("Le comité se réunira de nouveau mardi.", "fr", 0),
        ("Kofi Annan", "en", None),
        ("Kofi Annan ", "fr", 3),
        ("<div><br/></div>", "en", None),
        ("C'est un cafÃ© crÃ¨me.", "fr", None),
        ("spam " * 40, "en", None),
        ("Write to anna@example.org.", "en", None),
    ]
    fill(workspace, project, *rows)
    identify(workspace, project.id, tags=["en"])
    report = do(workspace, project)
    assert (report.rows, report.normalised, report.personal, report.untranslated) == (9, 4, 1, 2)
    found = reasons(workspace, project)
    assert list(found.values()) == [
        "identified",
        "untranslated_copy",
        "declared_differs",
        "identified",
        "declared_differs",
        "markup",
        "mojibake",
        "repetitive",
        "personal_data",
    ]
    assert [row[0] for row in rows] == list(found), "the stored text is as it was"


def test_only_new_rows_are_cleaned(workspace, project):
    fill(workspace, project, ("One.", "en", None))
    assert pending(workspace, project.id) == 1
    assert do(workspace, project).rows == 1
    assert (pending(workspace, project.id), do(workspace, project).rows) == (0, 0)
    workspace.corpus(project.id).append(segments(5, 3))
    assert (pending(workspace, project.id), do(workspace, project).rows) == (3, 3)
    assert set(workspace.corpus(project.id).open().to_table(columns=["cleaned"])["cleaned"].to_pylist()) == {number()}


def test_a_unit_that_is_repeated_does_what_is_left(workspace, project, monkeypatch):
    monkeypatch.setattr(units, "MOST_ROWS", 4)
    corpus = workspace.corpus(project.id)
    corpus.append(segments(0, 6))
    corpus.append(segments(6, 3, unit=1))
    with CleaningPool(processes=1) as pool:
        assert [clean_unit(corpus, pool).rows for _ in range(4)] == [4, 2, 3, 0]


def test_a_parent_may_lie_in_another_fragment(workspace, project):
    text = "The market opens at seven every day."
    first = fill(workspace, project, (text, "en", None))
    copy = Segment(segment_id("t", "e", 0, text), text, "e", 0, "t", declared_language="sw", parent_id=first[0])
    workspace.corpus(project.id).append(from_segments([copy], "job"))
    assert do(workspace, project).untranslated == 1


def test_a_moved_limit_computes_nothing(workspace, project):
    fill(workspace, project, ("Yes.", "en", None), ("A longer sentence.", "en", None))
    identify(workspace, project.id, tags=["en"])
    do(workspace, project)
    version = workspace.corpus(project.id).version
    workspace.ledger.policies.put(
        project.id,
        thresholds={},
        default_threshold=0.5,
        review_band=0.2,
        limits={"too_short": Limit(5, Action.DROP, {"en": 6})},
    )
    assert reasons(workspace, project) == {"Yes.": "too_short", "A longer sentence.": "identified"}
    assert workspace.corpus(project.id).version == version
    assert workspace.ledger.policies.current(project.id).limits["markup"] == LIMITS["markup"]
