"""The concordance page: empty, searched, narrowed, ticked, a batch read, applied and taken back."""

import pytest
from tagging_project import tagging_project


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


def lines(page):
    return [
        item.proto.body for item in page.get("html") if "iso-line" in item.proto.body and "<details" in item.proto.body
    ]


def searched(open_page, workspace, project, text):
    page = open_page(workspace, "concordance", project=project.id)
    page.text_input(key="concordance-text").input(text).run()
    assert not page.exception
    return page


def test_without_text_it_leads_to_collect(open_page, workspace, words):
    project = workspace.ledger.projects.create("Empty")
    page = open_page(workspace, "concordance", project=project.id)
    assert "There is no text to look through yet." in words(page)


def test_a_word_is_found_and_a_bad_pattern_told(open_page, workspace, project, words):
    page = searched(open_page, workspace, project, "الطبيب")
    assert "1 hit in 1 segment" in words(page)
    (line,) = lines(page)
    assert 'dir="rtl" lang="ar"' in line
    assert "<mark>الطبيب</mark>" in line
    page.selectbox(key="concordance-kind").select("pattern").run()
    page.text_input(key="concordance-text").input("(").run()
    assert "This is no pattern" in words(page)
    page.text_input(key="concordance-text").input("zzz").run()
    assert "This stands nowhere" in words(page)


def test_a_batch_is_read_applied_and_undone(open_page, workspace, project, words, button):
    page = searched(open_page, workspace, project, "doctor")
    page.selectbox(key="batch-value-formality").select("formal").run()
    assert "1 segment would be tagged" in words(page)
    assert button(page, "Tag 1 segment").disabled
    assert workspace.ledger.events.latest(project.id) == 0
    page.radio[-1].set_value("right").run()
    button(page, "Tag 1 segment").click().run()
    assert not page.exception
    with workspace.snapshot(project.id) as snapshot:
        assert [row.formality for row in snapshot.page() if "doctor" in row.segment.text] == ["formal"]
    assert "1 has this value already" in words(page) or "Your last batches" in words(page)
    button(page, "Undo the whole batch").click().run()
    with workspace.snapshot(project.id) as snapshot:
        assert {row.formality for row in snapshot.page()} == {None}
    assert "taken back" in words(page)


def test_what_is_rejected_is_not_tagged(open_page, workspace, project, button, words):
    page = searched(open_page, workspace, project, "you")
    page.selectbox(key="batch-value-formality").select("colloquial").run()
    page.radio[-1].set_value("wrong").run()
    assert "1 of 1 read are wrong" in words(page)
    assert button(page, "Tag 0 segments").disabled
