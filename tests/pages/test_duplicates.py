"""The duplicates tab: what is found is told, read, drawn, and another member can be kept."""

import pytest

from core.collection.paste import add_text
from core.jobs.inline import run_inline
from core.jobs.workflows.find_duplicates import FindDuplicatesRequest

LONG = "The library lends books, maps and films to everybody who lives in the town, and to <b>travellers</b> as well."
NEAR = LONG.replace("films", "music")


@pytest.fixture
def project(workspace):
    made = workspace.ledger.projects.create("Clean", languages=("en",))
    add_text(workspace, made.id, "local", f"{LONG}\n{LONG.upper()}!", key="a", name="First")
    add_text(workspace, made.id, "local", NEAR, key="b", name="Second")
    return made


def opened(open_page, workspace):
    page = open_page(workspace, "filtering")
    page.session_state["filter-tab"] = "Duplicates"
    return page.run()


def test_a_comparison_is_offered_then_told(workspace, project, open_page, words, button):
    page = opened(open_page, workspace)
    assert not page.exception
    button(page, "Compare 3 segments with all others").click().run()
    assert [job.kind for job in workspace.ledger.jobs.list(project.id)] == ["find_duplicates"]
    run_inline(workspace, "find_duplicates", FindDuplicatesRequest(project_id=project.id), project_id=project.id)
    page = opened(open_page, workspace)
    assert not page.exception
    said = words(page)
    assert "1 cluster of duplicates. Beside the one that is kept they hold 0 exact and 2 near duplicates." in said
    assert "Kept, because it is the longest." in said and "3 segments" in said and "First, Second" in said
    html = "\n".join(str(item.proto.body) for item in page.get("html"))
    assert "&LT;B&GT;" in html.upper() and "<b>" not in html.lower()  # text is never markup
    assert '<div class="iso-text small" dir="auto">' in html and "<ins" in html and "<del" in html


def test_another_member_is_kept_with_one_click(workspace, project, open_page, words):
    run_inline(workspace, "find_duplicates", FindDuplicatesRequest(project_id=project.id), project_id=project.id)
    page = opened(open_page, workspace)
    with workspace.snapshot(project.id) as snapshot:
        wanted = snapshot.sql("select id from segments where text = $t", {"t": NEAR})["id"][0].as_py()
    page.button(key=f"keep-{wanted}").click().run()
    assert not page.exception
    assert "Kept, because a person chose it." in words(page)
    with workspace.snapshot(project.id) as snapshot:
        reasons = {row.segment.text: row.reason for row in snapshot.page()}
    assert (reasons[NEAR], reasons[f"{LONG.upper()}!"]) == ("taken_back", "left_out_by_hand")
