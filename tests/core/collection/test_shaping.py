"""Rows of a file as segments: declared languages, own columns, checks, documents."""

import json
from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from core.collection.cursors import Cursor
from core.collection.declaring import declared
from core.collection.extras import extra_objects
from core.collection.mapping import ColumnMapping
from core.collection.shaping import LONGEST_TEXT, Provenance, shape
from core.collection.sources.files.base import Batch

SHARED = Provenance("s1", "j1", datetime(2024, 5, 1, tzinfo=UTC), licence="CC0-1.0", declared_language="sw")
TEXT = st.none() | st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)


def strings(**columns):
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def shaped(mapping, provenance=SHARED, **columns):
    table = strings(**columns)
    lines = pa.array(range(2, len(table) + 2), pa.int64())
    return shape(Batch(table, lines, (), Cursor(), 0), mapping, provenance, 7)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8))
def test_own_columns_become_a_json_object_of_what_is_filled(rows):
    table = strings(**{'sp"eaker': [row[0] for row in rows], "place": [row[1] for row in rows]})
    for (speaker, place), found in zip(rows, extra_objects(table, table.column_names).to_pylist(), strict=True):
        wanted = {name: value for name, value in (('sp"eaker', speaker), ("place", place)) if value}
        assert (json.loads(found) if found else {}) == wanted


def test_own_columns_may_be_none():
    assert extra_objects(strings(a=["x"]), []).to_pylist() == [None]


def test_declared_languages_are_brought_to_standard_tags():
    found = declared(pa.array(["EN_us", "eng", "iw", "klingonish", "", None, "sw"]), "yo", 7)
    assert found.tags.to_pylist() == ["en-US", "en", "he", None, "yo", "yo", "sw"]
    assert found.raw.to_pylist() == [None, None, None, "klingonish", None, None, None]
    assert found.bad == 1


def test_a_bad_tag_is_noted_and_kept_as_the_users_own_value():
    made = shaped(ColumnMapping(text="t", language="l"), t=["Habari", "Hello"], l=["sw", "gibberish!"])
    assert made.table["declared_language"].to_pylist() == ["sw", None]
    assert made.table["extra"].to_pylist() == [None, '{"l": "gibberish!"}']
    assert made.notes == {"bad_language_tag": 1}


def test_rows_that_cannot_be_segments_are_refused_with_line_and_reason():
    made = shaped(ColumnMapping(text="t"), t=["fine", " \t\u3000", None, "ze\0ro", "x" * (LONGEST_TEXT + 1), "last"])
    assert [(bad.line, bad.reason) for bad in made.refused] == [
        (3, "empty_text"),
        (4, "empty_text"),
        (5, "nul"),
        (6, "too_long"),
    ]
    assert made.refused[-1].detail == "100,001 characters"
    assert made.table["position"].to_pylist() == [2, 7]


def test_text_stays_as_it_was_found():
    text = "  two spaces, a tab\t, \u200cjoiner and <b>markup</b>\r\n"
    assert shaped(ColumnMapping(text="t"), t=[text]).table["text"].to_pylist() == [text]


def test_a_row_is_its_own_document_unless_the_file_says_otherwise():
    mapping = ColumnMapping(text="t", document="d")
    assert shaped(mapping, t=["a", "b"], d=["D1", ""]).table["document_id"].to_pylist() == ["D1", "3"]
    one = Provenance("s1", "j1", datetime(2024, 5, 1, tzinfo=UTC), document="1")
    assert shaped(ColumnMapping(text="t"), one, t=["a", "b"]).table["document_id"].to_pylist() == ["1", "1"]


def test_what_all_rows_share_is_on_each():
    row = shaped(ColumnMapping(text="t"), t=["a"]).table.to_pylist()[0]
    assert (row["source_id"], row["job_id"], row["job_unit"], row["licence"]) == ("s1", "j1", 7, "CC0-1.0")
    assert (row["origin"], row["collected_at"]) == ("corpus", datetime(2024, 5, 1, tzinfo=UTC))


def test_labels_run_parallel_to_the_segments_that_are_left():
    mapping = ColumnMapping(text="t", labels={"formality": "f", "domain": "absent"})
    made = shaped(mapping, t=["a", "", "c"], f=["formal", "formal", None])
    assert {scheme: values.to_pylist() for scheme, values in made.labels.items()} == {"formality": ["formal", None]}


def test_without_the_text_column_every_row_is_refused():
    made = shaped(ColumnMapping(text="missing"), t=["a", "b"])
    assert [(bad.line, bad.reason) for bad in made.refused] == [(2, "no_text_field"), (3, "no_text_field")]
    assert len(made.table) == 0
