"""Tiny models and run folders for the tests of training."""

from pathlib import Path

import pytest
from tiny_models import make_causal, make_encoder
from training_rows import make_rows

from core.training.data import TrainingRow
from core.training.recipe import Recipe, write_recipe


@pytest.fixture(scope="session")
def rows() -> list[TrainingRow]:
    return make_rows()


@pytest.fixture(scope="session")
def encoder(tmp_path_factory, rows) -> Path:
    return make_encoder(tmp_path_factory.mktemp("models") / "tiny-encoder", [row.text for row in rows])


@pytest.fixture(scope="session")
def causal(tmp_path_factory, rows) -> Path:
    return make_causal(tmp_path_factory.mktemp("models") / "tiny-causal", [row.text for row in rows])


@pytest.fixture
def new_run(tmp_path):
    """Makes run folders with a recipe in them."""

    def make(recipe: Recipe, name: str = "run") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        write_recipe(folder / "recipe.yaml", recipe)
        return folder

    return make
