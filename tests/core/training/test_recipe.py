"""Recipes: YAML in and out, errors that name the field, defaults that fit the goal."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInputError, NotFoundError
from core.training.defaults import default_recipe, passes
from core.training.recipe import (
    DataChoice,
    Effort,
    Machine,
    Method,
    Recipe,
    differences,
    format_recipe,
    parse_recipe,
    read_recipe,
)

tags = st.sampled_from(["sw", "pt-BR", "zh-Hant", "no", "on"])  # "no" and "on" are what YAML likes to misread
recipes = st.builds(
    Recipe,
    goal=st.sampled_from(["classification", "rewriting"]),
    model=st.sampled_from(["multilingual-e5-small", "123", "true", "a: b"]),
    data=st.builds(
        DataChoice,
        version=st.integers(1, 99),
        left_out=st.tuples(tags),
        epochs=st.dictionaries(tags, st.floats(0, 9)),
    ),
    method=st.builds(Method, rank=st.integers(1, 64), targets=st.tuples(st.sampled_from(["query", "q_proj"]))),
    effort=st.builds(Effort, learning_rate=st.floats(1e-7, 0.5), max_steps=st.none() | st.integers(1, 10)),
    machine=st.builds(Machine, threads=st.integers(0, 8)),
    seed=st.integers(0, 2**32 - 1),
)


@given(recipes)
@settings(max_examples=60, deadline=None)
def test_yaml_and_back(recipe):
    assert parse_recipe(format_recipe(recipe)) == recipe
    assert differences(recipe, parse_recipe(format_recipe(recipe))) == []


@pytest.mark.parametrize(("text", "said"), [
    ("goal: classification\nmodel: m\neffort:\n  epochs: -1\n", "effort.epochs"),
    ("goal: poetry\nmodel: m\n", "goal"),
    ("goal: classification\nmodel: m\nepoch: 3\n", "epoch"),
    ("goal: [", "is not YAML"),
    ("- 1\n- 2\n", "the recipe"),
    ("goal: rewriting\nmodel: m\nmethod:\n  kind: heads\n", "rewriting has no classifier heads"),
    ("goal: classification\nmodel: m\ndata:\n  epochs:\n    sw: -2\n", "passes over sw cannot be negative"),
])  # fmt: skip
def test_what_is_wrong_is_named(text, said):
    with pytest.raises(InvalidInputError) as error:
        parse_recipe(text)
    assert said in error.value.message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"no\.yaml"):
        read_recipe(tmp_path / "no.yaml")


def test_differences_name_fields_and_pass_over_the_machine():
    one = Recipe(goal="classification", model="a")
    two = one.model_copy(update={"seed": 1, "effort": Effort(epochs=9), "machine": Machine(threads=2)})
    assert differences(one, two) == ["effort.epochs", "seed"]


def test_every_field_says_what_it_means():
    for part in (Recipe, DataChoice, Method, Effort, Machine):
        assert all(field.description and field.description[-1] in ".?)" for field in part.model_fields.values())


def test_defaults_are_the_seven_questions_answered(monkeypatch):
    recipe = default_recipe("classification", version=3, left_out=("yo",), has_gpu=False)
    questions = list(yaml.safe_load(format_recipe(recipe)))
    assert questions == ["goal", "model", "data", "method", "effort", "machine", "seed"]
    assert (recipe.model, recipe.data.version, recipe.data.left_out) == ("multilingual-e5-small", 3, ("yo",))
    monkeypatch.setattr("core.training.defaults.available_cores", lambda: 2)
    small, large = (default_recipe("rewriting", has_gpu=has_gpu) for has_gpu in (False, True))
    assert small.model == large.model == "smollm2-135m-instruct"
    assert small.effort.max_steps is not None
    assert large.effort.max_steps is None
    assert large.effort.batch_tokens > small.effort.batch_tokens


def test_the_mixture_scales_the_passes():
    assert passes(3.0, {"en": 0.5, "sw": 2.0, "yo": 2.0}, ("yo",)) == {"en": 1.5, "sw": 6.0}
    assert passes(3.0, {"en": 1.0, "sw": 1.0}) == {}  # nothing differs, so nothing needs to be said
    assert default_recipe("classification", mixture={"en": 1, "sw": 2}, has_gpu=False).data.epochs["sw"] == 6
