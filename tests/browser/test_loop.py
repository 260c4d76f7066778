"""The six stations as a linguist goes through them, in Chromium.

A dirty file, a threshold, a row taken back, ten segments tagged by keyboard, a frozen version, a real fine-tune of the
packaged encoder with a reload in its midst, and the dashboard.
"""

import re

import pytest
from playwright.sync_api import expect
from tagging_card import saved, tag

from core.collection.sample import gold
from core.jobs.inline import run_inline
from core.jobs.sample_project import make_sample_project, sample_import
from core.jobs.workflows.identify import IdentifyRequest
from core.records import EventKind
from core.settings import ROOT
from core.tagging.importing import record_file_labels

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.timeout(2400)]

LANGUAGES = ("en", "es", "sw", "am")
SITUATIONS = tuple(f"{domain}-{n:02d}" for domain in ("health", "travel", "work", "school") for n in range(1, 9))
MINUTE = 60_000


@pytest.fixture
def server(own_server):
    """An app with a worker and a tagged part of the sample, as large as a short training needs."""
    own_server.settings = own_server.settings.model_copy(update={"worker_autostart": True})
    project = make_sample_project(own_server.workspace, name="Loop")
    own_server.workspace.ledger.projects.update(project.id, languages=LANGUAGES)
    request = sample_import(own_server.workspace, project.id, languages=LANGUAGES, situations=SITUATIONS)
    run_inline(own_server.workspace, "import", request, project_id=project.id)
    run_inline(own_server.workspace, "identify", IdentifyRequest(project_id=project.id), project_id=project.id)
    labels = list(gold(languages=LANGUAGES, situations=SITUATIONS))
    record_file_labels(own_server.workspace, project.id, labels)
    own_server.start()
    return own_server


def test_the_six_stations(page, server):
    collect(page, server)
    filter_languages(page, server)
    tag_ten(page, server)
    freeze(page, server)
    train(page, server)
    evaluate(page, server)


def station(page, server, name: str) -> None:
    page.goto(f"{server.url}/{name}?project=loop")
    page.locator("h1").first.wait_for(timeout=MINUTE)


def collect(page, server) -> None:
    station(page, server, "collection")
    page.locator('input[type="file"]').first.set_input_files(ROOT / "data" / "samples" / "dirt" / "wrong_language.csv")
    page.get_by_role("button", name="Add the text of 1 file").click(timeout=MINUTE)
    expect(page.get_by_text(re.compile("Last import: 80 segments added"))).to_be_visible(timeout=2 * MINUTE)


def filter_languages(page, server) -> None:
    station(page, server, "filtering")
    identify = page.get_by_role("button", name=re.compile("Identify (and clean|the language)"))
    identify.click(timeout=MINUTE)
    expect(identify).to_be_hidden(timeout=3 * MINUTE)
    move_a_threshold(page, server)
    page.get_by_role("tab", name="What was left out").click()
    page.get_by_role("button", name="Take back").first.click(timeout=MINUTE)
    expect(page.get_by_text("Taken back.")).to_be_visible(timeout=MINUTE)
    restored = [e for e in server.workspace.ledger.events.since("loop", 0, 10_000) if e.kind is EventKind.RESTORE]
    assert [event.value for event in restored] == ["keep"]


def move_a_threshold(page, server) -> None:
    page.get_by_role("tab", name="Thresholds").click()
    slider = page.get_by_role("slider", name="Threshold")
    slider.wait_for(timeout=MINUTE)
    before = server.workspace.ledger.policies.current("loop")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    apply = page.get_by_role("button", name="Apply these thresholds")
    expect(apply).to_be_enabled(timeout=MINUTE)
    assert server.workspace.ledger.policies.current("loop").version == before.version  # nothing applied by looking
    apply.click()
    expect(page.get_by_text("are in force")).to_be_visible(timeout=MINUTE)
    after = server.workspace.ledger.policies.current("loop")
    assert max(after.thresholds.values()) == pytest.approx(before.default_threshold + 0.05)


def tag_ten(page, server) -> None:
    before = server.workspace.ledger.events.latest("loop")
    station(page, server, "tagging")
    page.locator('.card[data-state="item"]').wait_for(timeout=MINUTE)
    for _ in range(10):
        tag(page, "Digit5", "Digit2")
    saved(page)
    labels = [e for e in server.workspace.ledger.events.since("loop", before, 1000) if e.kind is EventKind.LABEL]
    assert len({event.segment_id for event in labels}) == 10
    assert {event.value for event in labels if event.scheme == "formality"} == {"formal"}


def freeze(page, server) -> None:
    station(page, server, "balancing")
    page.get_by_role("tab", name="Freeze").click(timeout=MINUTE)
    page.get_by_role("button", name="Freeze version 1").click(timeout=MINUTE)
    expect(page.get_by_text("Version 1").first).to_be_visible(timeout=2 * MINUTE)
    wait_until(page, lambda: len(server.workspace.ledger.data_versions.list("loop")) == 1)


def train(page, server) -> None:
    station(page, server, "training")
    page.get_by_text("Quick look", exact=True).click(timeout=MINUTE)
    page.get_by_role("button", name="Show the plan").click(timeout=MINUTE)
    start = page.get_by_role("button", name=re.compile("^Start training"))
    start.wait_for(timeout=8 * MINUTE)
    assert not server.workspace.ledger.runs.list("loop")  # looking at a plan trains nothing
    start.click()
    wait_until(page, lambda: [run.state for run in server.workspace.ledger.runs.list("loop")] == ["training"])
    page.reload()
    expect(page.get_by_text(re.compile(r"^(Now:|Step \d+ of)")).first).to_be_visible(timeout=2 * MINUTE)
    expect(page.get_by_text(re.compile(r"Trained: \d+ steps"))).to_be_visible(timeout=12 * MINUTE)


def evaluate(page, server) -> None:
    station(page, server, "evaluation")
    page.get_by_role("button", name="Evaluate this run").click(timeout=MINUTE)
    expect(page.get_by_text(re.compile("Tuned is better than base in"))).to_be_visible(timeout=8 * MINUTE)
    scores = server.workspace.ledger.scores.of_project("loop")
    assert {score.language for score in scores} == {None, *LANGUAGES}
    page.get_by_role("tab", name="Misjudged texts").click()
    expect(page.get_by_text(re.compile(r"\d+ texts? misjudged"))).to_be_visible(timeout=MINUTE)


def wait_until(page, true, seconds: int = 120) -> None:
    for _ in range(seconds * 2):
        if true():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"not so within {seconds} s")
