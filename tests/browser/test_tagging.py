"""The annotation card in Chromium: answered by keyboard alone, undone over segments and reloads, never a label lost."""

import pytest
from tagging_card import PATIENCE, labels, open_card, press, saved, tag, text
from tagging_project import TEXTS, tagging_project

pytestmark = pytest.mark.browser
ALL = {text: tag for tag, own in TEXTS.items() for text in own}


@pytest.fixture
def project(app_server, request):
    return tagging_project(app_server.workspace, request.node.name[:60])


def test_keys_alone_tag_segment_after_segment(page, app_server, project):
    open_card(page, app_server, project)
    seen = [tag(page, "Digit5", "Digit2") for _ in range(3)]
    press(page, "Digit1", "Shift+Digit4")  # the fourteenth domain
    saved(page)
    assert len(set(seen)) == 3
    expected = [
        (shown, scheme, value) for shown in seen for scheme, value in (("formality", "formal"), ("domain", "health"))
    ]
    recorded = labels(app_server.workspace, project)
    assert recorded[:6] == expected
    assert [value for _text, _scheme, value in recorded[6:]] == ["colloquial", "cannot_tell"]


def test_the_same_key_clears_and_enter_passes(page, app_server, project):
    open_card(page, app_server, project)
    first = text(page)
    press(page, "Digit3", "ArrowUp", "Digit3")
    assert page.locator("fieldset.current input:checked").count() == 0
    press(page, "Enter")
    assert text(page) != first
    saved(page)
    assert labels(app_server.workspace, project) == [(first, "formality", "neutral"), (first, "formality", None)]


def test_undo_goes_back_twenty_deep_over_segments_and_a_reload(page, app_server, project):
    open_card(page, app_server, project)
    seen = [tag(page) for _ in range(11)]
    saved(page)
    page.reload()
    page.locator('.card[data-state="item"]').wait_for(timeout=60_000)
    for _ in range(21):
        press(page, "KeyU")
    assert text(page) == seen[0]
    assert page.locator("input:checked").count() == 1
    press(page, "Control+KeyZ")
    saved(page)
    assert page.locator("input:checked").count() == 0
    with app_server.workspace.snapshot(project.id) as snapshot:
        assert snapshot.sql("select count(formality) + count(domain) as n from segments")["n"][0].as_py() == 0


def test_counts_follow_what_is_undone_after_a_reload(page, app_server, project):
    open_card(page, app_server, project)
    tag(page)
    tag(page)
    saved(page)
    page.reload()
    page.wait_for_function("document.title.startsWith('Item 3 of 18')", timeout=60_000)
    press(page, "KeyU")
    page.wait_for_function("document.title.startsWith('Item 2 of 18')", timeout=PATIENCE)
    assert "1 done, 17 left, 0 skipped" in page.locator(".progress .facts").text_content()


def test_one_of_the_recent_choices_is_taken_back_and_the_others_stay(page, app_server, project):
    open_card(page, app_server, project)
    first = tag(page)
    tag(page)
    saved(page)
    page.get_by_role("button", name="Last choices").click()
    line = page.locator(".recent li", has_text=first).filter(has_text="Formality: Formal")
    line.get_by_role("button", name="Undo").click()
    assert text(page) == first
    assert page.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == ["health"]
    saved(page)
    with app_server.workspace.snapshot(project.id) as snapshot:
        counts = snapshot.sql("select count(formality) as f, count(domain) as d from segments").to_pylist()
    assert counts == [{"f": 1, "d": 2}]


def test_undo_works_in_another_browser_too(browser, page, app_server, project):
    open_card(page, app_server, project)
    first = tag(page)
    saved(page)
    context = browser.new_context()
    other = context.new_page()
    open_card(other, app_server, project)
    press(other, "KeyU")
    other.locator("article.text", has_text=first).wait_for(timeout=PATIENCE)
    saved(other)
    assert labels(app_server.workspace, project)[-1] == (first, "domain", None)
    context.close()
