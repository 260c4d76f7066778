"""Detectors over the packaged model, and a made-up detector for what the vote alone decides."""

import pytest
from voting import Says

from core.identification.detectors import DetectorSpec, specs


@pytest.fixture(scope="session")
def store(models_folder):
    from core.models.store import ModelStore

    return ModelStore(models_folder)


@pytest.fixture(scope="session")
def fasttext_spec(store) -> DetectorSpec:
    return specs(["fasttext"], store)[0]


@pytest.fixture(scope="session")
def both_specs(store) -> tuple[DetectorSpec, ...]:
    return specs(["fasttext", "langdetect"], store)


@pytest.fixture(scope="session")
def fasttext(fasttext_spec):
    return fasttext_spec.make()


@pytest.fixture(scope="session")
def langdetect():
    return DetectorSpec("langdetect", "1").make()


@pytest.fixture
def wide():
    """Knows five languages."""
    return Says("broad", ("am", "en", "fr", "pt", "yo"), share=3)


@pytest.fixture
def narrow():
    """Knows three of them."""
    return Says("narrow", ("en", "fr", "pt"), share=2)
