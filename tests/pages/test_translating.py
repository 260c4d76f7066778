"""Translate: a gap leads to a plan, the plan to a job, the job to a report and to a queue for people."""

import pytest
from balance_project import balance_project
from translation_service import Service, serving

from core.balancing.targets import even_targets
from core.jobs.performing import perform
from core.jobs.run import PlainSteps
from core.records import Origin, Selection
from core.translation.engines.apertium import Apertium
from core.translation.engines.base import find_pair

pytestmark = pytest.mark.models


@pytest.fixture
def project(workspace):
    if find_pair(Apertium().pairs(), "en", "es") is None:
        pytest.skip("Apertium with apertium-eng-spa is not installed: apt-get install apertium apertium-eng-spa")
    made = balance_project(workspace)
    workspace.ledger.projects.update(made.id, languages=(*made.languages, "es"))
    return made


def do(ws, job):
    return perform(ws, job.id, lambda _attempt: PlainSteps(), raise_errors=True)


def test_a_gap_leads_to_the_plan_filled_in(workspace, project, open_page):
    targets = even_targets(project.id, 8, languages=["es"], formalities=["formal"], domains=["health"])
    workspace.ledger.targets.put(targets)
    page = open_page(workspace, "balancing", tab="Gaps")
    links = [link for link in page.get("page_link") if link.proto.label == "Translate into it"]
    assert len(links) == 1
    query = links[0].proto.query_string
    assert sorted(query.split("&")) == [
        "translate-count=8", "translate-domain=health", "translate-formality=formal", "translate-to=es",
    ]  # fmt: skip


def test_from_the_plan_to_expert_text(workspace, project, open_page, words, button):
    query = {"translate_to": "es", "translate_domain": "health", "translate_count": "4"}
    page = open_page(workspace, "collection", **query)
    assert not page.exception
    page.selectbox(key="translate-way-es").select("apertium en").run()
    button(page, "Try a few and plan").click().run()
    said = words(page)
    assert "Translate 4 health segments from English (en) to Spanish (es) with Apertium: about " in said
    assert "expected to fail the checks." in said and "4 were tried" in said and "Fast" not in said
    button(page, "Translate 4 segments").click().run()
    (job,) = workspace.ledger.jobs.list(project.id)
    do(workspace, job)
    page = open_page(workspace, "collection", **query)
    assert "Last translation: 4 translations added" in words(page) and "Correct translations" in words(page)
    next(item for item in page.checkbox if item.key == "consent-read-corrections").check().run()
    page = next(item for item in page.button if item.key == "consent-give-corrections").click().run()
    area = next(item for item in page.text_area if (item.key or "").startswith("post-edit-"))
    area.set_value("Un texto que escribió una persona.")
    button(page, "Keep this text").click().run()
    assert not page.exception
    with workspace.snapshot(project.id) as snapshot:
        (written,) = snapshot.page(Selection(origins=(Origin.EXPERT,)))
        assert snapshot.count(Selection(origins=(Origin.MACHINE,), reasons=("left_out_by_hand",))) == 1
    assert (written.segment.text, written.verdict, written.domain) == (
        "Un texto que escribió una persona.", "keep", "health",
    )  # fmt: skip
    button(page, "Keep this text").click().run()
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.count(Selection(origins=(Origin.MACHINE,), reasons=("taken_back",))) == 1


def test_without_an_engine_it_says_how_to_get_one(workspace, project, open_page, words, monkeypatch):
    monkeypatch.setattr("core.translation.engines.ENGINES", {"apertium": "alone"})
    monkeypatch.setattr(Apertium, "pairs", lambda self: ())
    page = open_page(workspace, "collection")
    assert not page.exception
    said = words(page)
    assert "No engine here translates from a language that you have kept text in." in said
    assert "sudo apt-get install --no-install-recommends apertium apertium-eng-spa" in said


def test_nothing_goes_to_a_service_before_somebody_agreed(workspace, open_page, words, button, monkeypatch):
    balance_project(workspace)
    with serving() as address:
        monkeypatch.setenv("ISOGLOSS_TRANSLATION_SERVICE", address)
        monkeypatch.setenv("ISOGLOSS_ALLOWED_PRIVATE_HOSTS", "127.0.0.1")
        monkeypatch.setattr("core.translation.engines.ENGINES", {"libretranslate": "alone"})
        page = open_page(workspace, "collection", translate_to="es")
        assert not page.exception
        said = words(page)
        assert "Every text is sent to 127.0.0.1." in said and "LibreTranslate at 127.0.0.1" in said
        assert "Try a few and plan" not in [item.label for item in page.button]
        page.checkbox(key="agree-127.0.0.1").check().run()
        assert Service.asked == []
        button(page, "Try a few and plan").click().run()
        assert not page.exception
        assert len(Service.asked) > 0 and "expected to fail the checks" in words(page)
