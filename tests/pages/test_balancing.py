"""Balance: renders empty and filled, sets targets, makes worklists, freezes, and says what stands against it."""

import pytest
from balance_project import balance_project

from core.balancing.targets import even_targets
from core.jobs.performing import perform
from core.jobs.run import PlainSteps
from core.records import EventKind, NewEvent, Selection
from core.tagging import labelling


def do(ws, job):
    """Do a queued job here and now."""
    return perform(ws, job.id, lambda _attempt: PlainSteps(), raise_errors=True)


@pytest.fixture
def project(workspace):
    return balance_project(workspace)


def test_without_text_it_says_so_and_leads_on(workspace, open_page, words):
    workspace.ledger.projects.create("Bare")
    page = open_page(workspace, "balancing")
    assert not page.exception
    assert "No segment is kept yet" in words(page)


def test_filled_it_gives_figures_in_words(workspace, project, open_page, words):
    page = open_page(workspace, "balancing")
    assert not page.exception
    said = words(page)
    assert "252 kept segments, 0 gaps, 0 data versions" in said
    assert "6 of 6 expected languages have text." in said
    assert "As mixed as 6.0 equally large ones (of 6); evenness 100 %." in said
    assert "As mixed as 2.0 equally large ones (of 5); evenness 43 %." in said
    assert "30 of 72 cells of language and domain are empty." in said  # 12 domains on the scale, text in 7 of them


def test_one_cell_says_what_it_has(workspace, project, open_page, words):
    page = open_page(workspace, "balancing")
    page.selectbox(key="cell-language").select("yo")
    page.selectbox(key="cell-formality").select("formal")
    page.selectbox(key="cell-domain").select("health").run()
    assert "**3 kept segments** here. No target is set." in words(page)


def test_targets_for_many_cells_give_gaps(workspace, project, open_page, words, button):
    page = open_page(workspace, "balancing", tab="Gaps")
    assert "No target is set." in words(page)
    page.multiselect(key="targets-formality").set_value(["formal", "neutral"])
    page.number_input[0].set_value(25)
    button(page, "Set these targets").click().run()
    assert not page.exception
    assert len(workspace.ledger.targets.list(project.id)) == 12
    said = words(page)
    assert "0 of 12 targets are met; 174 segments are missing in all." in said  # 6 x 25 neutral, 6 x 4 formal
    assert "Arabic (ar) · Neutral" in said


def test_labels_change_the_deficit(workspace, project, open_page, words):
    workspace.ledger.targets.put(even_targets(project.id, 2, languages=["sw"], formalities=["neutral"]))
    page = open_page(workspace, "balancing", tab="Gaps")
    assert "0 of 2 (0 %), 2 missing" in words(page)
    with workspace.snapshot(project.id) as snapshot:
        one = snapshot.ids(Selection(languages=("ar",)), 1)[0]
    for kind, value, scheme in ((EventKind.LABEL, "neutral", "formality"), (EventKind.LANGUAGE, "sw", None)):
        labelling.record(workspace, project.id, "local", [NewEvent(f"k-{kind}", one, kind, value, scheme)])
    workspace.ledger.projects.update(project.id, languages=(*project.languages, "sw"))
    page.run()
    assert "1 of 2 (50 %), 1 missing" in words(page)


def test_a_gap_becomes_a_worklist(workspace, project, open_page, button):
    workspace.ledger.targets.put(even_targets(project.id, 30, languages=["yo"], formalities=["formal"]))
    page = open_page(workspace, "balancing", tab="Gaps")
    button(page, "Make it a worklist").click().run()
    made = [item for item in workspace.ledger.worklists.list(project.id) if item.goal]
    assert [(item.goal, item.selection.languages, item.selection.formality) for item in made] == [
        (9, ("yo",), ("formal", ""))
    ]


def test_the_mixture_warns_of_many_passes(workspace, project, open_page, words):
    page = open_page(workspace, "balancing", tab="Mixture")
    assert "As mixed as 6.0 equally large languages now, 6.0 as drawn." in words(page)
    page.segmented_control(key="mixture-by").set_value("temperature").run()
    assert not page.exception
    assert page.slider(key="mixture-alpha").value == 0.3


def test_freezing_shows_what_comes_out_and_makes_one_job(workspace, project, open_page, words, button):
    page = open_page(workspace, "balancing", tab="Freeze")
    said = words(page)
    assert "**252 segments**: train" in said
    assert "21 groups that stay together, the largest of 12 segments" in said
    assert "CC0-1.0: 210 segments" in said
    assert "no licence named: 42 segments (yo.tsv)" in said
    assert "Nothing: every segment of the project is in it." in said
    button(page, "Freeze version 1").click().run()
    jobs = workspace.ledger.jobs.list(project.id)
    assert [job.kind for job in jobs] == ["freeze"]
    button(page, "Freeze version 1").click().run()
    assert len(workspace.ledger.jobs.list(project.id)) == 1  # a second click is the same request
    do(workspace, jobs[0])
    page = open_page(workspace, "balancing", tab="Versions")
    version = workspace.ledger.data_versions.by_number(project.id, 1)
    assert version.content_hash[:16] in words(page)
    assert page.expander[0].label == "1. Version 1 · 252 segments"


def test_what_is_not_chosen_is_left_out_with_its_reason(workspace, project, open_page, words):
    page = open_page(workspace, "balancing", tab="Freeze")
    page.multiselect(key="freeze-languages").set_value(["ar", "de"]).run()
    said = words(page)
    assert "**84 segments**" in said
    assert "- 168: kept, but not chosen above" in said


def test_parts_that_make_no_whole_are_said_beside_the_field(workspace, project, open_page, words):
    page = open_page(workspace, "balancing", tab="Freeze")
    page.number_input(key="freeze-train").set_value(90).run()
    assert "Train and dev leave nothing for test" in words(page)
    assert not [item for item in page.button if item.label.startswith("Freeze version")]


def test_an_empty_selection_is_an_error_in_words(workspace, open_page, words):
    balance_project(workspace, tagged=False)
    page = open_page(workspace, "balancing", tab="Freeze")
    page.pills(key="freeze-tagged").set_value(["domain"]).run()
    assert not page.exception
    assert "The selection holds no segment that could be frozen." in words(page)


def test_the_group_column_is_kept_in_the_project(workspace, project, open_page):
    page = open_page(workspace, "balancing", tab="Freeze")
    page.selectbox(key="freeze-group").select("").run()
    assert workspace.ledger.projects.get(project.id).group_column is None
