"""The preview: numbers that can be checked by hand, a decoded batch, warnings; and nothing is trained."""

import pytest
from training_rows import make_rows, small_recipe

from core.errors import InvalidInputError
from core.training.engines import engine
from core.training.engines.learner import Audited
from core.training.plan import Plan
from core.training.planning import audit, make_plan, order_of
from core.training.previewing import preview
from core.training.recipe import DataChoice, Machine


def opened(recipe, rows, model):
    learner = engine(recipe.goal).open(recipe, rows, model)
    learner.tokenise()
    return learner


def test_classification_in_numbers(rows, encoder, tmp_path):
    recipe = small_recipe("classification").model_copy(
        update={"data": DataChoice(left_out=("sw",), epochs={"de": 0.5})}
    )
    learner = opened(recipe, rows, encoder)
    plan = make_plan(recipe, learner, order_of(recipe, learner), tmp_path)
    assert plan.rows == {"de": 16, "en": 16}
    assert plan.epochs == {"de": 0.5, "en": 2}
    assert plan.left_out == {"language_left_out": 16}
    assert plan.steps == 3 + 2  # 16 + 8 examples in the first pass, 16 in the second, 8 a step
    tokens = {example.id: example.tokens for example in learner.examples}
    english = sum(count for id, count in tokens.items() if "-en-" in id)
    assert 2 * english < plan.tokens < 2 * english + sum(count for id, count in tokens.items() if "-de-" in id)
    lora = 2 * 2 * (4 * 16 + 16 * 4)  # two layers, query and value, rank 4, width 16
    heads = 2 * (2 * (16 + 16) + 2)  # two tasks of two labels, from two depths
    assert plan.trainable == lora + heads
    assert plan.parameters == 15_808 + lora + heads
    assert plan.disk_bytes == plan.trainable * 40
    assert plan.seconds == pytest.approx(plan.seconds_per_step * plan.steps)
    assert plan.seconds > 0
    assert plan.threads == 1
    assert plan.memory_bytes > 50_000_000  # torch alone takes more
    assert {"de: only 16 examples.", "16 rows teach nothing: language left out."} <= set(plan.warnings)
    assert all(sample.learnt_share == 1 for sample in plan.sample)
    assert {part for sample in plan.sample for part in sample.learnt.split(", ")} <= {
        "colloquial", "formal", "daily life", "offices"}  # fmt: skip
    assert any(row.text in sample.text for sample in plan.sample for row in rows)


def test_rewriting_in_numbers(rows, causal, tmp_path):
    recipe = small_recipe("rewriting", max_steps=2, epochs=6)
    learner = opened(recipe, rows, causal)
    plan = make_plan(recipe, learner, order_of(recipe, learner), tmp_path)
    assert plan.rows == {"de": 16, "en": 16, "sw": 16}
    assert plan.steps == 2
    assert "de: 6.0 passes over the same rows; beyond 4 they are learnt by heart." in plan.warnings
    for sample in plan.sample:
        assert 0 < sample.learnt_share < 1
        assert sample.text.endswith(sample.learnt)
        assert sample.text.startswith(("Formal:\n", "Colloquial:\n"))


def test_a_preview_trains_nothing(rows, encoder, new_run):
    recipe = small_recipe("classification")
    folder = new_run(recipe)
    heard = []
    plan = preview(folder, rows, encoder, lambda *told: heard.append(told[0]))
    assert Plan.model_validate_json((folder / "plan.json").read_bytes()) == plan
    assert {path.name for path in folder.iterdir()} == {"recipe.yaml", "plan.json"}
    assert heard == ["load", "tokenise"]


def test_probing_leaves_the_weights_alone(rows, encoder, tmp_path):
    recipe = small_recipe("classification")
    learner = opened(recipe, rows, encoder)
    before = {name: weight.detach().clone() for name, weight in learner.weights().items()}
    make_plan(recipe, learner, order_of(recipe, learner), tmp_path)
    assert all(bool((before[name] == weight).all()) for name, weight in learner.weights().items())


def test_cut_texts_are_warned_of(rows, encoder, tmp_path):
    recipe = small_recipe("classification", max_tokens=12)
    learner = opened(recipe, rows, encoder)
    warnings = make_plan(recipe, learner, order_of(recipe, learner), tmp_path).warnings
    assert any("reach 12 tokens and are cut there" in warning for warning in warnings)


def test_pairs_too_long_are_left_out_by_language(rows, causal):
    lengths = {}
    learner = opened(small_recipe("rewriting"), rows, causal)
    for example in learner.examples:
        lengths.setdefault(example.language, []).append(example.tokens)
    limit = sorted(lengths["de"])[8]
    short = opened(small_recipe("rewriting", max_tokens=limit), rows, causal)
    long = sum(count > limit for count in lengths["de"])
    assert short.left_out[f"longer_than_{limit}_tokens:de"] == long
    assert len(short.examples) == sum(count <= limit for counts in lengths.values() for count in counts)


def test_a_batch_that_teaches_nothing_stops_the_run(rows, encoder, monkeypatch):
    recipe = small_recipe("classification")
    learner = opened(recipe, rows, encoder)
    monkeypatch.setattr(learner, "audit", lambda batch: [Audited("hey the bus", "", 0.0) for _ in batch])
    with pytest.raises(InvalidInputError, match="None of the 8 examples of the first batch") as error:
        audit(learner, order_of(recipe, learner))
    assert "hey the bus" in error.value.hint
    with pytest.raises(InvalidInputError, match="nothing to train on"):
        audit(learner, [])


def test_threads_are_measured_where_nobody_chose(rows, encoder, tmp_path, monkeypatch):
    import torch

    monkeypatch.setattr("core.training.threads.available_cores", lambda: 2)
    recipe = small_recipe("classification").model_copy(update={"machine": Machine()})
    learner = opened(recipe, rows, encoder)
    used = make_plan(recipe, learner, order_of(recipe, learner), tmp_path).threads
    assert used in (1, 2)
    assert torch.get_num_threads() == used
    torch.set_num_threads(1)


def test_unknown_matrices_are_named(rows, encoder):
    recipe = small_recipe("classification")
    recipe = recipe.model_copy(update={"method": recipe.method.model_copy(update={"targets": ("q_proj",)})})
    with pytest.raises(InvalidInputError, match="no matrices named q_proj") as error:
        opened(recipe, make_rows(), encoder)
    assert "query" in error.value.hint


@pytest.mark.parametrize(("goal", "room"), [("classification", 128), ("rewriting", 512)])
def test_longer_texts_than_the_model_reads_are_refused(rows, encoder, causal, goal, room):
    model = encoder if goal == "classification" else causal
    with pytest.raises(InvalidInputError, match=f"reads at most {room} tokens; the recipe asks for {room + 1}"):
        opened(small_recipe(goal, max_tokens=room + 1), rows, model)
    assert opened(small_recipe(goal, max_tokens=room), rows, model).examples


def test_the_upper_two_thirds_are_tuned_unless_said_otherwise(rows, encoder):
    recipe = small_recipe("classification")
    asked = recipe.model_copy(update={"method": recipe.method.model_copy(update={"layers": None})})
    names = [name for name in opened(asked, rows, encoder).weights() if "lora" in name]
    assert {name.split(".layer.")[1].split(".")[0] for name in names} == {"1", "2", "3"}  # of four
