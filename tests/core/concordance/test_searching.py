"""The concordance of a small project: hits, counts, lines of both directions, export, and a random draw when capped."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tagging_project import TEXTS, tagging_project

from core.concordance import context, searching
from core.concordance.boundaries import graphemes
from core.concordance.lines import Order, line, ordered, page_of
from core.concordance.querying import Kind, Query
from core.concordance.searching import Hit, search
from core.concordance.writing import as_csv
from core.errors import NotFoundError
from core.records import Selection

MORE = {
    **TEXTS,
    "he": ("שלום עולם.", "אמרתי שלום לכולם."),
    "zh": ("你好世界。", "世界很大。"),
    "am": ("ሰላም ለዓለም።", "ሰላም ነው።"),
    "sw": ("=1+1 ni sumu", "Habari ya asubuhi, habari za leo?", "Habari 👩‍👩‍👧 habari."),
}


@pytest.fixture
def project(workspace):
    return tagging_project(workspace, texts=MORE)


def test_hits_counts_and_forms(workspace, project):
    found = search(workspace, project.id, Query("habari"))
    assert [hit.form for hit in found.hits].count("Habari") == 2
    assert found.forms == [("Habari", 2), ("habari", 2)] or found.forms == [("habari", 2), ("Habari", 2)]
    assert found.languages == [("sw", 4)]
    assert (found.candidates, found.looked, len(found.segment_ids), found.is_complete) == (2, 2, 2, True)


def test_selection_narrows(workspace, project):
    assert {hit.tag for hit in search(workspace, project.id, Query(".", Kind.PATTERN)).hits} == set(MORE)
    query = Query(".", Kind.PATTERN, selection=Selection(languages=("he",)))
    assert {hit.tag for hit in search(workspace, project.id, query).hits} == {"he"}
    assert not search(workspace, project.id, Query("habari", selection=Selection(languages=("en",)))).hits
    assert not search(workspace, project.id, Query("habari", selection=Selection(formality=("formal",)))).hits


def test_new_segments_are_found_at_once(workspace, project):
    from core.collection.paste import add_text

    assert not search(workspace, project.id, Query("zebra")).hits
    add_text(workspace, project.id, "local", "A zebra.", key="more")
    assert len(search(workspace, project.id, Query("zebra")).hits) == 1


def test_too_many_are_a_draw_that_says_so(workspace, project, monkeypatch):
    monkeypatch.setattr(searching, "LOOKED_THROUGH", 1)
    found = search(workspace, project.id, Query("שלום"))
    assert (found.candidates, found.looked, found.is_complete, len(found.segment_ids)) == (2, 1, False, 1)


def test_lines_of_both_directions(workspace, project):
    found = search(workspace, project.id, Query("שלום"))
    lines = page_of(found.hits, Order.BEFORE, 0, 10)
    assert [(one.before, one.form, one.after, one.direction) for one in lines] == [
        ("", "שלום", " עולם.", "rtl"),
        ("אמרתי ", "שלום", " לכולם.", "rtl"),
    ]
    assert page_of(found.hits, Order.BEFORE, 1, 1)[0].before == "אמרתי "
    assert page_of(found.hits, Order.AFTER, 0, 1)[0].after == " לכולם."


def hit_of(text: str, start: int, end: int, tag: str | None = None) -> Hit:
    return Hit("id", 0, text, tag, "source", "document", None, None, start, end)


def test_words_before_count_from_the_hit_outwards():
    hits = [hit_of("b a x", 4, 5), hit_of("a b x", 4, 5), hit_of("a a x", 4, 5)]
    assert [one.text for one in ordered(hits, Order.BEFORE)] == ["a a x", "b a x", "a b x"]
    thai = [hit_of("ขกx", 2, 3, "th"), hit_of("กขx", 2, 3, "th")]
    assert [one.text for one in ordered(thai, Order.BEFORE)] == ["ขกx", "กขx"]


WHOLE = st.lists(
    st.sampled_from(["👩‍👩‍👧", "ọ̀", "लड़कि", "กำ", "a", " ", "كَ", "🇰🇪", "각", "שָׁ"]), min_size=1, max_size=30
)


@given(WHOLE, st.data())
def test_cuts_keep_graphemes_and_offsets(parts, data):
    text = "".join(parts)
    pieces = graphemes(text)
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first + 1, len(pieces)))
    start, end = len("".join(pieces[:first])), len("".join(pieces[:last]))
    width = data.draw(st.integers(0, 12))
    made = line(hit_of(text, start, end), width)
    assert made.before + made.form + made.after == "".join(pieces[max(0, first - width) : last + width])
    assert text[start - len(made.before) : end + len(made.after)] == made.before + made.form + made.after
    assert (made.more_before, made.more_after) == (first > width, len(pieces) - last > width)


def test_export_is_guarded(workspace, project):
    found = search(workspace, project.id, Query("ni"))
    rows = list(csv.DictReader(io.StringIO(as_csv(found.hits, Order.FORM).decode("utf-8-sig"))))
    assert [(row["before"], row["hit"], row["after"], row["language"], row["start"]) for row in rows] == [
        ("'=1+1 ", "ni", " sumu", "sw", "5")
    ]


def test_context_has_neighbours_source_and_votes(workspace, project):
    found = search(workspace, project.id, Query("doctor"))
    seen = context.context(workspace, project.id, found.segment_ids[0])
    assert (seen.source, seen.document, len(seen.before)) == ("Notebook 3", "notebook", 3)
    with workspace.snapshot(project.id) as snapshot:
        place = next(row.segment.position for row in snapshot.page() if row.segment.id == found.segment_ids[0])
        near = {row.segment.position: row.segment.text for row in snapshot.page()}
    assert [one.text for one in seen.before] == [near[place - 3], near[place - 2], near[place - 1]]
    assert [one.text for one in seen.after] == [near[at] for at in range(place + 1, place + 4) if at in near]
    with pytest.raises(NotFoundError):
        context.context(workspace, project.id, "no such")


def test_context_has_other_versions(workspace):
    from marked_project import _machine_child, _segments, identified_as

    from core.collection.paste import add_text

    project = workspace.ledger.projects.create("Mtaa", languages=("sw",)).id
    add_text(workspace, project, "local", "Karibu.\nAsante.", key="one")
    add_text(workspace, project, "local", "Kwaheri.", key="two")
    identified_as(workspace, project)
    mother = _segments(workspace, project)[0]
    _machine_child(workspace, project, mother.source_id)
    seen = context.context(workspace, project, mother.id)
    assert [(one.text, one.relation, one.called, one.is_machine) for one in seen.versions] == [
        (f"Translated: {mother.text}", "child", "translation-of", True)
    ]
    child = context.context(workspace, project, seen.versions[0].segment_id)
    assert [(one.segment_id, one.relation) for one in child.versions] == [(mother.id, "parent")]
