"""Contributing and taking down from the Collect page: consent first, a prompt answered, a source erased."""

import pytest
from balance_project import balance_project
from marked_project import MARK, files_with, marked_project

from core.balancing.targets import even_targets
from core.jobs.inline import run_inline
from core.jobs.workflows.takedown import TakedownRequest
from core.records import Selection


@pytest.fixture
def project(workspace):
    made = balance_project(workspace)
    workspace.ledger.targets.put(
        even_targets(made.id, 50, languages=["yo"], formalities=["formal"], domains=["health"])
    )
    return made


def box(page, label):
    return next(item for item in page.text_area if item.label.startswith(label))


def agree(page, button):
    next(item for item in page.checkbox if item.key == "consent-read-contribute").check().run()
    return button(page, "Agree and begin").click().run()


def choose(page, key, value):
    return next(item for item in page.selectbox if item.key == key).set_value(value).run()


def test_the_statement_comes_first_then_a_prompt_from_a_gap(workspace, project, open_page, words, button):
    page = open_page(workspace, "collection", project=project.id)
    assert "Giving your texts to this project" in words(page)
    assert button(page, "Agree and begin").disabled
    page = agree(page, button)
    assert not page.exception
    page = choose(page, "contribute-language", "yo")
    said = words(page)
    assert (
        "You have been ill and ask for an appointment at the clinic. Write it as it would stand in an official" in said
    )
    assert "47 texts are still missing here" in said and "ẹ" in said
    box(page, "Your text in").input("Mo fi ọ̀wọ̀ béèrè fún ìpàdé pẹ̀lú dókítà.").run()
    page = button(page, "Send").click().run()
    assert not page.exception and "You have given 1 text." in words(page)
    with workspace.snapshot(project.id) as snapshot:
        (row,) = snapshot.page(Selection(origins=("expert",)))
    assert (row.tag, row.formality, row.domain, row.verdict) == ("yo", "formal", "health", "keep")
    assert "official letter" in row.segment.extra["prompt"]
    assert box(page, "Your text in").value == ""


def test_a_rewriting_is_offered_and_linked(workspace, project, open_page, words, button):
    page = agree(open_page(workspace, "collection", project=project.id), button)
    page = choose(page, "contribute-language", "de")
    next(item for item in page.button_group if item.key == "contribute-way").set_value("rewrite").run()
    box(page, "Your text in").input("Sehr geehrte Damen und Herren, ich bitte um Auskunft.").run()
    page = button(page, "Send").click().run()
    assert not page.exception
    with workspace.snapshot(project.id) as snapshot:
        (row,) = snapshot.page(Selection(origins=("expert",)))
        (parent,) = snapshot.rows([row.segment.parent_id])
    assert (row.segment.relation, row.formality, parent.tag) == ("rewrite-of", "formal", "de")
    assert parent.formality in ("colloquial", "rather_colloquial")


def test_a_source_is_looked_at_and_erased(workspace, open_page, words, button):
    project, source = marked_project(workspace)
    page = open_page(workspace, "collection", project=project)
    chooser = next(item for item in page.selectbox if item.key == "source-chosen")
    page = chooser.set_value(
        chooser.options[[MARK in one or "marked" in one for one in chooser.options].index(True)]
    ).run()
    assert not page.exception
    next(item for item in page.toggle if item.key == f"down-{source}").set_value(True).run()
    said = words(page)
    assert "**7 segments** are erased" in said and "1 data version shrinks: Version 1 (−7)" in said
    assert "1 trained model keeps what it learnt: One" in said and "This cannot be undone." in said
    erase = button(page, "Erase 7 segments for good")
    assert erase.disabled
    next(item for item in page.text_input if item.key == f"down-sure-{source}").input("7").run()
    page = button(page, "Erase 7 segments for good").click().run()
    assert not page.exception
    (job,) = [one for one in workspace.ledger.jobs.list(project) if one.kind == "takedown"]
    asked = TakedownRequest.model_validate_json(job.request)
    run_inline(workspace, "takedown", asked, project_id=project, key="by hand")
    page = page.run()
    assert not page.exception and files_with(workspace.folder) == []
    assert page.selectbox(key="source-chosen").options


def test_withdrawing_is_one_page_away(workspace, project, open_page, words, button):
    page = agree(open_page(workspace, "collection", project=project.id), button)
    (consent,) = workspace.ledger.consents.of_account(project.id, "local")
    next(item for item in page.toggle if item.key == "consents-open").set_value(True).run()
    assert button(page, "Withdraw my consent").disabled
    next(item for item in page.checkbox if item.key == f"sure-{consent.id}").check().run()
    page = button(page, "Withdraw my consent").click().run()
    assert not page.exception
    assert workspace.ledger.consents.of_account(project.id, "local")[0].withdrawn_at is not None


def test_a_gap_on_the_board_leads_to_its_prompt(workspace, project, open_page, words, button):
    wanted = even_targets(project.id, 70, languages=["de", "yo"], domains=["travel"])
    workspace.ledger.targets.put(wanted)
    page = open_page(workspace, "collection", project=project.id, write="yo", formality="formal", domain="health")
    said = words(agree(page, button))
    assert "appointment at the clinic" in said and "Yoruba · Èdè Yorùbá · yo · Formal · Health" in said
    page = open_page(workspace, "collection", project=project.id, write="yo", formality="", domain="travel")
    assert "the way to the station" in words(page)
