"""Mixed segments and documents whose segments disagree, as pages read them."""

import pyarrow as pa
import pytest
from tagging_project import tagging_project

from core.identification.mixing import browsing, documents
from core.identification.mixing.spans import Span, to_json
from core.records import Selection


@pytest.fixture
def snapshot(workspace):
    """Nine Swahili segments and two English ones in one document; one of each switches."""
    texts = {"sw": [f"Sentensi ya {n}" for n in range(9)], "en": ["It rains jana", "No"]}
    project = tagging_project(workspace, texts=texts)
    corpus = workspace.corpus(project.id)
    switched = {
        "Sentensi ya 3": (Span(0, 9, "sw", 1), Span(9, 13, "en", 0.7)),
        "It rains jana": (Span(0, 9, "en", 0.9), Span(9, 13, "sw", 0.8)),
    }
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["text"])
        spans = [switched.get(text) for text in rows["text"].to_pylist()]
        columns = {
            "_rowid": rows["_rowid"],
            "spans": pa.array([to_json(one) if one else None for one in spans], pa.string()),
            "second_language": pa.array([one[1].language if one else None for one in spans], pa.string()),
            "second_share": pa.array([0.2 if one else None for one in spans], pa.float32()),
        }
        corpus.fill_fragment(fragment, pa.table(columns))
    with workspace.snapshot(project.id) as opened:
        yield opened


def text_of(snapshot, ids):
    return [row.segment.text for row in snapshot.rows(ids)]


def test_mixed_segments_are_counted_by_both_languages_and_found(snapshot):
    assert [(one.language, one.second, one.rows) for one in browsing.pairs(snapshot)] == [
        ("en", "sw", 1),
        ("sw", "en", 1),
    ]
    assert text_of(snapshot, browsing.mixed_ids(snapshot, language="sw", limit=9)) == ["Sentensi ya 3"]
    assert browsing.mixed_ids(snapshot, second="am", limit=9) == []
    assert browsing.mixed_ids(snapshot, least_share=0.3, limit=9) == []
    (first, second) = browsing.mixed_rows(snapshot, browsing.mixed_ids(snapshot, limit=9))
    assert first.row.segment.text == "It rains jana"
    assert first.shares == {"en": pytest.approx(7 / 11), "sw": pytest.approx(4 / 11)}
    assert browsing.mixed_ids(snapshot, after=first.row.number, limit=9) == [second.row.segment.id]


def test_mixed_segments_are_a_facet_and_can_be_selected(snapshot):
    assert snapshot.facet("second_language") == [(None, 9), ("en", 1), ("sw", 1)]
    assert text_of(snapshot, snapshot.ids(Selection(second_languages=("en",)))) == ["Sentensi ya 3"]
    assert snapshot.count(Selection(second_languages=("",))) == 9


def test_mixed_segments_are_kept(snapshot):
    (found,) = snapshot.rows(browsing.mixed_ids(snapshot, language="sw", limit=1))
    assert (found.verdict, found.reason) == ("keep", "identified")


def test_segments_in_another_language_than_nearly_all_of_their_document_are_found(snapshot):
    assert [(one.tag, one.main, one.rows) for one in documents.out_of_place(snapshot)] == [("en", "sw", 2)]
    assert text_of(snapshot, documents.segments_out_of_place(snapshot, limit=9)) == ["It rains jana", "No"]
    assert documents.segments_out_of_place(snapshot, tag="sw", limit=9) == []


def test_documents_that_are_half_and_half_or_short_say_nothing(workspace):
    half = tagging_project(workspace, "Half", {"sw": list("abcdef"), "en": list("ghijkl")})
    short = tagging_project(workspace, "Short", {"sw": list("abc"), "en": ["g"]})
    for project in (half, short):
        with workspace.snapshot(project.id) as opened:
            assert documents.out_of_place(opened) == []
