"""Typed and pasted text."""

import pytest

from core.collection.paste import add_text
from core.errors import InvalidInputError


def test_lines_become_segments_at_once(workspace, project):
    report = add_text(workspace, project.id, "local", "Habari\r\n\nUnaendeleaje?\n", declared_language="SW", key="k1")
    assert (report.added, report.present, report.refused) == (2, 0, {})
    with workspace.snapshot(project.id) as snapshot:
        rows = [row.segment for row in snapshot.page()]
    assert [(row.text, row.position, row.declared_language) for row in rows] == [
        ("Habari", 1, "sw"),
        ("Unaendeleaje?", 3, "sw"),
    ]
    (source,) = workspace.ledger.sources.list(project.id)
    assert (source.kind, source.name, report.source_id) == ("paste", "“Habari Unaendeleaje?…”", source.id)


def test_the_same_text_again_adds_nothing(workspace, project):
    add_text(workspace, project.id, "local", "Habari", key="k1")
    for key in ("k1", "k2"):
        report = add_text(workspace, project.id, "local", "Habari", key=key)
        assert report.added + report.present == 1
        assert (report.added == 0) == (key == "k2")
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.count() == 1


def test_paragraphs_and_the_whole_are_cut_as_asked(workspace, project):
    text = "one\ntwo\n\nthree"
    assert add_text(workspace, project.id, "local", text, unit="paragraph", name="Notes", key="a").added == 2
    assert add_text(workspace, project.id, "local", text, unit="whole", key="b").added == 1


def test_a_piece_with_nul_is_refused_alone(workspace, project):
    report = add_text(workspace, project.id, "local", "fine\nze\0ro", key="k")
    assert (report.added, report.refused) == (1, {"nul": 1})


def test_nothing_to_add_says_so(workspace, project):
    with pytest.raises(InvalidInputError, match="no text to add"):
        add_text(workspace, project.id, "local", " \n\t", key="k")
    with pytest.raises(InvalidInputError, match="not a language tag"):
        add_text(workspace, project.id, "local", "text", declared_language="gibberish!", key="k")
