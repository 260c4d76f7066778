"""Filter: each tab says what it shows on a small project, and what there is not yet."""

import pyarrow as pa
import pytest
from tagging_project import tagging_project

from core.identification.checking import answering
from core.identification.checking.answering import Answer, NewCheck
from core.identification.mixing.spans import Span, to_json
from pages.filter_views.mixed import mixed_html


@pytest.fixture
def project(workspace):
    texts = {"sw": [f"Sentensi ya {n}" for n in range(30)], "ar": ["هذا <b>جيد</b> very good"]}
    made = tagging_project(workspace, texts=texts)
    corpus = workspace.corpus(made.id)
    spans = to_json((Span(0, 16, "ar", 1), Span(16, 25, "en", 0.8)))
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["language"])
        mixed = [tag == "ar" for tag in rows["language"].to_pylist()]
        columns = {
            "_rowid": rows["_rowid"],
            "spans": pa.array([spans if one else None for one in mixed], pa.string()),
            "second_language": pa.array(["en" if one else None for one in mixed], pa.string()),
            "second_share": pa.array([0.4 if one else None for one in mixed], pa.float32()),
        }
        corpus.fill_fragment(fragment, pa.table(columns))
    return made


@pytest.fixture
def open_tab(workspace, open_page):
    def opened(title):
        page = open_page(workspace, "filtering")
        page.session_state["filter-tab"] = title
        page.run()
        assert not page.exception
        return page

    return opened


def test_a_language_that_nobody_checked_has_no_evidence_yet(project, open_tab, words):
    said = words(open_tab("Checks"))
    assert "There is no evidence yet for Swahili: nobody has checked it." in said


def test_answers_show_a_precision_and_propose_a_threshold(workspace, project, open_tab, words, button):
    with workspace.snapshot(project.id) as snapshot:
        ids = snapshot.sql("select id from segments where language = 'sw' order by number")["id"].to_pylist()
    given = [NewCheck(f"k{n}", name, "sw", Answer.YES) for n, name in enumerate(ids[:25])]
    answering.record(workspace, project.id, "local", given)
    page = open_tab("Checks")
    said = words(page)
    assert "25 yes, 0 no, 0 not sure, of 30 segments." in said
    assert "From **0**" in said or "From **0.00**" in said
    button(page, "Set the threshold to").click().run()
    assert workspace.ledger.policies.current(project.id).threshold("sw") == 0.0


def test_mixed_segments_make_a_worklist(workspace, project, open_tab, button):
    page = open_tab("Mixed language")
    button(page, "Make a worklist of this 1 segment").click().run()
    assert not page.exception
    names = [worklist.name for worklist in workspace.ledger.worklists.list(project.id)]
    assert any(name.startswith("Mixed: ") for name in names)


def test_spans_are_escaped_labelled_and_told_apart_without_colour():
    html = mixed_html("هذا <b>جيد</b> very good", (Span(0, 16, "ar", 1), Span(16, 25, "en", 0.8)))
    assert "<b>" not in html
    assert 'lang="ar"' in html
    assert 'lang="en"' in html
    assert html.count("<sub") == 2
    assert "solid" in html
    assert "dashed" in html
