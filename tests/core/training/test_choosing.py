"""From answers to a recipe, and all that speaks against them at once; nothing is loaded for it."""

import pytest

from core.balancing.manifest import Contents
from core.balancing.mixture import UniMax, mix
from core.models.cards import ModelCard
from core.training.choosing import Choices, problems, recipe_of

SPLITS = {"train": 80, "dev": 10, "test": 10}


def contents(**changes):
    given = {
        "rows": {"train": 160, "dev": 20, "test": 20},
        "languages": {"sw": SPLITS, "yo": SPLITS},
        "formality": {"colloquial": SPLITS, "formal": SPLITS},
        "domains": {"health": SPLITS, "": SPLITS},
        "groups": 50,
        "largest_group": 4,
        "left_out": {},
        "licences": (),
        "mixture": mix({"sw": 300, "yo": 100}, UniMax(cap=2)),
        "notes": (),
    }
    return Contents.model_validate(given | changes)


def card(name="enc", kind="encoder", present=True):
    return ModelCard(
        name=name, title=name, kind=kind, present=present, source="", revision="", licence="MIT", licence_url="",
        attribution="", languages=(), languages_note="", parameters=1, disk_bytes=1, download_bytes=91_000_000,
        path=None,
    )  # fmt: skip


def said(choices, found=None, cards=None, has_gpu=False):
    return {(p.field, p.is_blocking) for p in problems(choices, found, cards or [card()], has_gpu=has_gpu)}


GOOD = Choices(model="enc", version=1)


def test_good_answers_have_nothing_against_them():
    assert said(GOOD, contents()) == set()


@pytest.mark.parametrize(
    ("change", "field", "is_blocking"),
    [
        ({"model": ""}, "model", True),
        ({"left_out": ("sw", "yo")}, "left_out", True),
        ({"left_out": ("fr",)}, "left_out", False),
        ({"device": "cuda"}, "device", True),
        ({"goal": "rewriting"}, "model", True),  # an encoder cannot write
    ],
)
def test_what_speaks_against_an_answer_is_said_of_its_field(change, field, is_blocking):
    assert said(GOOD.model_copy(update=change), contents()) == {(field, is_blocking)}


def test_all_problems_come_at_once():
    bad = Choices(goal="rewriting", model="", version=None, device="cuda", method="heads")
    assert {field for field, _ in said(bad)} == {"model", "version", "device", "method"}


def test_a_model_that_must_be_fetched_says_how_much():
    found = problems(GOOD, contents(), [card(present=False)], has_gpu=False)
    assert [(p.message, p.is_blocking) for p in found] == [("It is not here yet: 91 MB are fetched first.", False)]


def test_a_version_needs_dev_rows_and_should_have_test_rows():
    empty = contents(rows={"train": 10, "dev": 0, "test": 0})
    assert said(GOOD, empty) == {("version", True), ("version", False)}


def test_labels_off_the_scale_teach_nothing():
    nothing = contents(formality={"formal": SPLITS, "cannot_tell": SPLITS}, domains={"": SPLITS})
    assert said(GOOD, nothing) == {("goal", True)}
    one_side = contents(formality={"formal": SPLITS, "neutral": SPLITS})
    rewriting = Choices(goal="rewriting", model="c", version=1)
    assert said(rewriting, one_side, [card("c", "causal")]) == {("goal", True)}


def test_effort_scales_the_passes_and_the_mixture_weighs_them():
    usual = recipe_of(GOOD, contents(), has_gpu=False)
    quick = recipe_of(GOOD.model_copy(update={"effort": "quick"}), contents(), has_gpu=False)
    assert quick.effort.epochs == pytest.approx(usual.effort.epochs / 3, abs=0.01)
    assert usual.data.epochs["yo"] == pytest.approx(2 * usual.effort.epochs, abs=0.01)  # the small one, at its cap
    alike = recipe_of(GOOD.model_copy(update={"follow_mixture": False}), contents(), has_gpu=False)
    assert alike.data.epochs == {}


def test_folded_answers_go_into_the_recipe():
    more = {"rank": 4, "learning_rate": 0.01, "batch_rows": 7, "max_tokens": 33, "seed": 5, "left_out": ("yo",)}
    recipe = recipe_of(GOOD.model_copy(update=more), contents(), has_gpu=False)
    assert (recipe.method.rank, recipe.method.alpha, recipe.seed) == (4, 8, 5)
    assert (recipe.effort.learning_rate, recipe.effort.batch_rows, recipe.effort.max_tokens) == (0.01, 7, 33)
    assert recipe.data.left_out == ("yo",)
    assert "yo" not in recipe.data.epochs
    assert recipe.data.version == 1
