"""A project to translate in, and Apertium where it is installed."""

import pytest
from balance_project import balance_project

from core.translation.engines.apertium import Apertium
from core.translation.engines.base import Surroundings, find_pair


@pytest.fixture
def project(workspace):
    """252 sentences in six languages, identified and tagged."""
    return balance_project(workspace)


@pytest.fixture
def around(workspace):
    return Surroundings(workspace.settings, workspace.models, workspace.folder)


@pytest.fixture(scope="session")
def apertium():
    """The engine with English and Spanish; skips in words where it is not installed."""
    engine = Apertium()
    if find_pair(engine.pairs(), "en", "es") is None:
        pytest.skip("Apertium with apertium-eng-spa is not installed: apt-get install apertium apertium-eng-spa")
    return engine
