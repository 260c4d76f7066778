"""Filter, “Teach a language”: choose, look, start; results, versions, and who may decide."""

import re

import pytest
from tagging_project import tagging_project

from core.identification.teaching import registry
from core.identification.teaching.material import Choice
from core.identification.wide.text import paragraphs
from core.jobs.inline import run_inline
from core.jobs.workflows.teach import TeachRequest

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def wolof():
    text = paragraphs(held_out=False)
    own = [one for label, one in zip(text.labels, text.texts, strict=True) if label == "wol_Latn"]
    return [part for one in own for part in re.split(r"(?<=[.;:,])\s", one) if len(part) > 20]


@pytest.fixture
def project(workspace):
    return tagging_project(workspace, texts={"sw": [f"Sentensi ya {n}" for n in range(10)]})


@pytest.fixture
def open_tab(workspace, open_page):
    def opened():
        page = open_page(workspace, "filtering")
        page.session_state["filter-tab"] = "Teach a language"
        page.run()
        assert not page.exception
        return page

    return opened


def teach(workspace, project, lines):
    request = TeachRequest(project_id=project.id, choice=Choice(tag="wo", texts=tuple(lines)))
    return run_inline(workspace, "teach", request, project_id=project.id).version


def test_lines_are_looked_at_before_anything_starts_and_a_job_is_submitted(
    workspace, project, open_tab, words, button, wolof
):
    page = open_tab()
    page.selectbox(f"teach-tag-{project.id}").select("wo").run()
    page.text_area(f"teach-pasted-{project.id}").input("\n".join([*wolof[:60], wolof[0], "12"])).run()
    assert not page.exception
    said = words(page)
    assert "60 of 62 lines can be used." in said
    assert "1 there twice" in said and "1 too short" in said
    assert "From 200 lines on the scores say more." in said
    button(page, "Teach Wolof").click().run()
    assert not page.exception
    (job,) = [one for one in workspace.ledger.jobs.list(project.id) if one.kind == "teach"]
    assert job.title == "Teach a language"


def test_too_few_lines_cannot_be_taught(project, open_tab, words, button, wolof):
    page = open_tab()
    page.selectbox(f"teach-tag-{project.id}").select("wo").run()
    page.text_area(f"teach-pasted-{project.id}").input("\n".join(wolof[:20])).run()
    assert "These are too few" in words(page)
    assert button(page, "Teach Wolof").disabled


def test_results_versions_and_the_switch(workspace, project, open_tab, words, button, wolof):
    teach(workspace, project, wolof[:100])
    teach(workspace, project, wolof)
    page = open_tab()
    said = words(page)
    assert "Its neighbours: the languages its lines are taken for" in said
    assert "Version 2 has a say since" in said
    button(page, "Switch it off").click().run()
    assert registry.taught(workspace, project.id)[0].asked.version is None
    said = words(page)
    assert "No version has a say: switched off by" in said
    page.selectbox(f"taught-{project.id}-wo").select_index(1).run()
    button(page, "Give version 1 the say").click().run()
    assert registry.taught(workspace, project.id)[0].asked.version == 1
