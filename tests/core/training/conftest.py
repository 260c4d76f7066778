"""Rows, tiny models and recipes for the tests of training."""

from pathlib import Path

import pytest
from tiny_models import make_causal, make_encoder

from core.training.data import TrainingRow
from core.training.recipe import Recipe, write_recipe

SUBJECTS = ["bus", "soup", "rain", "doctor", "exam", "rent", "match", "train", "phone", "bread", "tax", "song"]
WORDING = {
    "en": {"colloquial": "hey the {} thing is kinda late innit", "formal": "we regret that the {} has been delayed"},
    "de": {"colloquial": "ey das mit {} dauert voll lang", "formal": "wir bedauern die Verzögerung bezüglich {}"},
    "sw": {"colloquial": "aisee {} imechelewa sana bana", "formal": "tunasikitika kuwa {} imecheleweshwa"},
}


def make_rows(languages: tuple[str, ...] = ("en", "de", "sw")) -> list[TrainingRow]:
    """Twelve groups, each in both wordings of each language; 8 train, 2 dev, 2 test groups; two domains."""
    rows = []
    for number, subject in enumerate(SUBJECTS):
        split = "train" if number < 8 else "dev" if number < 10 else "test"
        for tag in languages:
            for formality, text in WORDING[tag].items():
                rows.append(
                    TrainingRow(
                        id=f"{subject}-{tag}-{formality}",
                        text=text.format(subject),
                        language=tag,
                        formality=formality,
                        domain="daily life" if number % 2 else "offices",
                        split=split,
                        group=subject,
                    )
                )
    return rows


@pytest.fixture(scope="session")
def rows() -> list[TrainingRow]:
    return make_rows()


@pytest.fixture(scope="session")
def encoder(tmp_path_factory, rows) -> Path:
    return make_encoder(tmp_path_factory.mktemp("models") / "tiny-encoder", [row.text for row in rows])


@pytest.fixture(scope="session")
def causal(tmp_path_factory, rows) -> Path:
    return make_causal(tmp_path_factory.mktemp("models") / "tiny-causal", [row.text for row in rows])


def _small_recipe(goal: str, **effort: object) -> Recipe:
    """A recipe of a dozen steps with dropout on, so that a wrong random state shows."""
    return Recipe.model_validate({
        "goal": goal, "model": f"tiny-{goal}",
        "method": {"rank": 4, "dropout": 0.2, "layers": 2},
        "effort": {"epochs": 2, "batch_rows": 8, "max_tokens": 120, "learning_rate": 0.02, **effort},
        "machine": {"threads": 1, "checkpoint_seconds": 1000},
    })  # fmt: skip


@pytest.fixture
def new_run(tmp_path):
    """Makes run folders with a recipe in them."""

    def make(recipe: Recipe, name: str = "run") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        write_recipe(folder / "recipe.yaml", recipe)
        return folder

    return make


@pytest.fixture(scope="session")
def small_recipe():
    return _small_recipe
