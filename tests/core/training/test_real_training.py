"""The packaged models, trained for a few steps on the sample's own texts."""

import pytest
from sample_rows import sample_rows

from core.models import ModelStore
from core.training.data import pair_rows
from core.training.defaults import default_recipe
from core.training.folder import RunFolder, read_metrics
from core.training.plan import Plan
from core.training.predicting import open_classifier, open_rewriter
from core.training.recipe import Machine
from core.training.running import train

pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def store(models_folder):
    return ModelStore(models_folder)


def few_steps(goal: str, steps: int, **effort: object):
    recipe = default_recipe(goal, has_gpu=False)
    changed = recipe.effort.model_copy(update={"max_steps": steps, **effort})
    return recipe.model_copy(update={"effort": changed, "machine": Machine(threads=1)})


def test_the_encoder_starts_from_a_base_that_knows_something(store, new_run):
    rows = sample_rows(("en", "sw"), per_domain=10)
    folder = new_run(few_steps("classification", 4, batch_rows=8))
    outcome = train(folder, rows, store.path("multilingual-e5-small"), lambda *_: None)
    assert outcome.finished
    plan = Plan.model_validate_json((folder / "plan.json").read_bytes())
    assert plan.trainable < plan.parameters / 500
    assert outcome.before["formality_macro_f1"] > 0.6
    assert outcome.before["domain_macro_f1"] > 0.3  # seven domains: chance is .14
    steps = [metric for metric in read_metrics(RunFolder(folder)) if metric.step and metric.loss is not None]
    assert len(steps) == 4
    assert steps[0].loss < 2.7  # an untrained head begins at ln 2 + ln 7 = 2.64
    test = [row for row in rows if row.split == "test"]
    both = open_classifier(folder, store.path("multilingual-e5-small")).predict_both([row.text for row in test])
    assert len(both["base"].keys["domain"]) == 7
    right = sum(a == row.formality for a, row in zip(both["base"].labels("formality"), test, strict=True))
    assert right > 0.6 * len(test)


def test_the_causal_model_needs_fewer_bits_after_a_few_steps(store, new_run):
    rows = sample_rows(("en", "es"), per_domain=5)
    folder = new_run(few_steps("rewriting", 5, batch_rows=4, learning_rate=3e-3, warmup=0.0))
    path = store.path("smollm2-135m-instruct")
    assert train(folder, rows, path, lambda *_: None).finished
    pairs, _ = pair_rows(row for row in rows if row.split == "test")
    rewriter = open_rewriter(folder, path)
    base, tuned = (sum(item.bits for item in rewriter.bits(pairs, system)) for system in ("base", "tuned"))
    assert tuned < base
    [text] = rewriter.generate(pairs[:1], "tuned", max_new_tokens=12)
    assert text
