"""Filter's parts on cleaning: one click that identifies and cleans, limits that show what they would do, the rest."""

import pytest
from identified import identify

from core.collection.paste import add_text
from core.jobs.inline import run_inline
from core.jobs.workflows.clean import CleanRequest
from core.limits import Action, PersonalData

TEXTS = [
    "The committee will meet again on Tuesday.",
    "Write to anna@example.org about it.",
    "C'est un cafÃ© crÃ¨me.",
    "<div><br/></div>",
    "12 34 56 78 90 ok",
    "A  longer sentence with two spaces.",
]


@pytest.fixture
def project(workspace):
    made = workspace.ledger.projects.create("Cleaning", languages=("en",))
    add_text(workspace, made.id, "local", "\n".join(TEXTS), key="k")
    identify(workspace, made.id, tags=["en"])
    run_inline(workspace, "clean", CleanRequest(project_id=made.id), project_id=made.id)
    return made


@pytest.fixture
def tab(workspace, open_page):
    def opened(title):
        page = open_page(workspace, "filtering")
        page.session_state["filter-tab"] = title
        page.run()
        assert not page.exception
        return page

    return opened


def html(page):
    return "\n".join(str(element.value) for element in page.get("html") if hasattr(element, "value")) or str(page.main)


def test_one_click_identifies_and_cleans(workspace, open_page, button):
    made = workspace.ledger.projects.create("New", languages=("en",), detectors=("fasttext",))
    add_text(workspace, made.id, "local", TEXTS[0], key="k")
    page = open_page(workspace, "filtering")
    button(page, "Identify and clean 1 segment").click().run()
    (job, *_) = [one for one in workspace.ledger.jobs.list(made.id) if one.kind == "identify"]
    assert '"clean":true' in job.request.replace(" ", "")


def test_a_limit_shows_what_it_would_do_and_is_applied(workspace, project, tab, words, button):
    page = tab("Cleaning")
    page.selectbox(key="limit-reason").select("many_digits").run()
    assert "0 segments have this reason now." in words(page)
    page.radio(key=f"limit-action-{project.id}-0-many_digits").set_value(Action.DROP).run()
    assert not page.exception
    assert "1 segment less would be kept." in words(page)
    assert "Kept now, then not" in words(page) and TEXTS[4] in html(page)
    button(page, "Apply this limit").click().run()
    policy = workspace.ledger.policies.current(project.id)
    assert (policy.version, policy.limits["many_digits"].action) == (1, Action.DROP)
    with workspace.snapshot(project.id) as snapshot:
        assert {row.reason for row in snapshot.page() if row.segment.text == TEXTS[4]} == {"many_digits"}


def test_the_given_text_is_shown_before_it_is_chosen(workspace, project, tab, words, button):
    page = tab("Cleaning")
    assert "2 segments would read otherwise" in "".join(item.label for item in page.toggle)
    assert "Personal data, found in 1 segment" in "".join(item.label for item in page.radio)
    page.toggle(key=f"use-normalised-{project.id}-0").set_value(True)
    page.radio(key=f"personal-data-{project.id}-0").set_value(PersonalData.REDACT).run()
    button(page, "Apply these choices").click().run()
    policy = workspace.ledger.policies.current(project.id)
    assert (policy.use_normalised, policy.personal_data) == (True, PersonalData.REDACT)


def test_the_browser_tells_the_reason_and_marks_what_was_found(workspace, project, tab):
    page = tab("What was left out")
    labels = page.selectbox(key="browse-reason").options
    assert any(label.startswith("holds personal data (1)") for label in labels)
    page.selectbox(key="browse-reason").select("personal_data").run()
    assert "<mark" in html(page) and "e-mail address" in html(page)
    page.selectbox(key="browse-reason").select("mojibake").run()
    assert not page.exception
    assert "<ins" in html(page), "before and after"


def test_the_flow_is_drawn_with_its_table(workspace, project, tab, words):
    page = tab("Flow")
    assert "3 of 6 collected segments are kept" in words(page)
    reasons = set(page.dataframe[0].value["Reason"])
    assert {"letters garbled by a wrong encoding", "holds personal data"} <= reasons
    assert "<b>Collected</b>: 6 (100" in html(page) and "<b>Kept</b>: 3 (50" in html(page), "steps for narrow screens"


def forms(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        return {row.segment.text: row.labels.get("given_text") for row in snapshot.page() if row.normalised}


def test_the_original_of_a_single_text_is_kept_and_the_choice_undone(workspace, project, tab, button):
    policies = workspace.ledger.policies
    policies.put(project.id, thresholds={}, default_threshold=0.5, review_band=0.2, use_normalised=True)
    page = tab("Cleaning")
    assert "given out normalised" in html(page) and "chosen by hand" not in html(page)
    button(page, "Keep the original").click().run()
    assert not page.exception
    assert sorted(map(str, forms(workspace, project).values())) == ["None", "original"]
    assert "given out as it is stored, chosen by hand" in html(page)
    button(page, "Undo").click().run()
    assert set(forms(workspace, project).values()) == {None}
    button(page, "Keep the originals of all shown").click().run()
    assert set(forms(workspace, project).values()) == {"original"}
    page.selectbox(key=f"normalised-form-{project.id}").select("original").run()
    assert not page.exception and html(page).count("chosen by hand") == 2
