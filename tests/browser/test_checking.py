"""“Is this Swahili?” in Chromium: one key an answer, the next at once, undone, corrected, and on disk."""

import pytest
from tagging_project import tagging_project

from core.identification.checking import answering
from core.records import EventKind

pytestmark = pytest.mark.browser
PATIENCE = 60_000


@pytest.fixture
def project(app_server, request):
    return tagging_project(app_server.workspace, request.node.name[:60])


def test_keys_alone_answer_undo_and_correct(page, app_server, project):
    page.goto(f"{app_server.url}/filtering?project={project.id}")
    page.get_by_role("tab", name="Checks").click(timeout=PATIENCE)
    page.locator('.card[data-state="item"]').wait_for(timeout=PATIENCE)
    text = page.locator(".card .text")
    seen = []
    for key in ("y", "n", "u", "s"):
        seen.append(text.inner_text())
        page.keyboard.press(key)
    assert seen[0] != seen[1] != seen[2]
    assert seen[3] == seen[1]  # taken back, and asked again
    page.keyboard.press("l")
    page.keyboard.type("hausa")
    page.locator('.results [aria-selected="true"]').wait_for(timeout=PATIENCE)
    page.keyboard.press("Enter")
    page.get_by_text("3 answered in this sitting · Saved").wait_for(timeout=PATIENCE)
    page.get_by_text("1 yes, 1 no, 1 not sure").wait_for(timeout=PATIENCE)
    found = answering.checks(app_server.workspace, project.id)
    assert [check.answer for check in found] == ["yes", "unsure", "no"]
    events = app_server.workspace.ledger.events.since(project.id, 0)
    assert [event.value for event in events if event.kind is EventKind.LANGUAGE] == ["ha"]
