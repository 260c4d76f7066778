"""The concordance in Chromium: lines of both directions are aligned on the hit; a batch is tagged and taken back."""

import pytest
from tagging_project import TEXTS, tagging_project

pytestmark = pytest.mark.browser
PATIENCE = 60_000
FAMILY = "👩‍👩‍👧"
MORE = {
    **TEXTS,
    "he": ("אמרתי 2024 שלום לכולם, 2024 ועוד.",),
    "ar": ("كتب الطبيب في عام 2024 كتابا جديدا.", "يكتبون كل يوم."),
    "en": ("It was written in 2024 by a doctor.", f"The family {FAMILY} came in 2024.", "No year here."),
    "zh": ("他在2024年写了一本书。",),
    "am": ("በ2024 ዓመት ተጻፈ።",),
}


@pytest.fixture
def project(app_server, request):
    return tagging_project(app_server.workspace, request.node.name[:60], texts=MORE)


def look_for(page, app_server, project, text):
    page.goto(f"{app_server.url}/concordance?project={project.id}")
    box = page.get_by_label("Look for")
    box.fill(text, timeout=PATIENCE)
    box.press("Enter")
    page.locator(".iso-line").first.wait_for(timeout=PATIENCE)


def choose(page, label, option):
    page.get_by_label(label, exact=True).click()
    page.get_by_label(label, exact=True).fill(option)
    page.get_by_role("option", name=option, exact=True).wait_for(timeout=PATIENCE)
    page.keyboard.press("Enter")


def test_lines_begin_in_the_middle_whichever_way_they_run(page, app_server, project):
    look_for(page, app_server, project, "2024")
    choose(page, "As", "Part of a word")
    page.get_by_text("7 hits in 6 segments").wait_for(timeout=PATIENCE)
    for line in page.locator(".iso-line summary").all():
        row, hit = line.bounding_box(), line.locator("mark").bounding_box()
        middle = row["x"] + row["width"] / 2
        start = hit["x"] + hit["width"] if line.get_attribute("dir") == "rtl" else hit["x"]
        assert abs(start - middle) < 12, (line.inner_text(), start, middle)
    directions = [line.get_attribute("dir") for line in page.locator(".iso-line summary").all()]
    assert sorted(directions) == ["ltr"] * 4 + ["rtl"] * 3
    line = page.locator(".iso-line").first
    line.locator("summary").click()
    assert line.locator("div.iso-text").is_visible()


def test_a_batch_is_tagged_and_taken_back(page, app_server, project):
    look_for(page, app_server, project, "2024")
    page.get_by_text("6 hits in 5 segments").wait_for(timeout=PATIENCE)
    page.get_by_text("Choose a value to see what would change.").wait_for(timeout=PATIENCE)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)
    choose(page, "Value", "Formal")
    page.get_by_text("5 segments would be tagged").wait_for(timeout=PATIENCE)
    assert page.get_by_role("button", name="Tag 5 segments").is_disabled()
    for place in range(5):
        page.get_by_role("radiogroup").nth(place).get_by_text("Right").click()
        page.get_by_text(f"{4 - place} text" if place < 4 else "Tag 5 segments").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Tag 5 segments").click()
    undo = page.get_by_role("button", name="Undo the whole batch")
    undo.wait_for(timeout=PATIENCE)
    assert formality(app_server.workspace, project).count("formal") == 5
    undo.click()
    page.get_by_text("taken back", exact=True).wait_for(timeout=PATIENCE)
    assert formality(app_server.workspace, project).count("formal") == 0


def formality(ws, project):
    with ws.snapshot(project.id) as snapshot:
        return [row.formality for row in snapshot.page(limit=100)]
