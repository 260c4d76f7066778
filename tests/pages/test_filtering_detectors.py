"""The choice of detectors: licences, what can be installed, and what is not asked, each in words."""

from dataclasses import replace

import pytest
from tagging_project import tagging_project

from core.identification.detectors import DETECTORS, lingua


@pytest.fixture
def open_detectors(workspace, open_page, words):
    def opened():
        page = open_page(workspace, "filtering")
        page.session_state["filter-tab"] = "Detectors"
        page.run()
        assert not page.exception
        return words(page)

    return opened


def test_every_detector_tells_its_licence_and_how_an_optional_one_is_had(workspace, open_detectors, monkeypatch):
    workspace.ledger.projects.update(tagging_project(workspace).id, detectors=("pycld2", "eldc"))
    for name in ("lingua", "heliport"):
        monkeypatch.setitem(DETECTORS, name, replace(DETECTORS[name], package=f"no-such-{name}"))
    said = open_detectors()
    for licence in ("fastText (lid.176) MIT, model CC BY-SA 3.0", "py3langid BSD-3-Clause", "CLD2 Apache-2.0"):
        assert licence in said
    assert "lingua (Apache-2.0): pip install no-such-lingua; heliport (HeLI) (GPL-3.0): pip install" in said
    assert "is not asked" not in said


def test_a_chosen_detector_that_is_not_asked_is_told_with_the_reason(workspace, open_detectors, monkeypatch):
    workspace.ledger.projects.update(tagging_project(workspace).id, detectors=("pycld2", "lingua"))
    monkeypatch.setitem(DETECTORS, "lingua", replace(DETECTORS["lingua"], package="pycld2"))
    monkeypatch.setattr(lingua, "serves", lambda expected: False)
    said = open_detectors()
    assert "lingua is not asked: it tells from 2 to 15 declared languages apart, among those it knows, and this" in said
    assert "this project declares 6." in said
