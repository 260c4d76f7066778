"""The order of a run: exact passes, batches within their limits, the same for the same seed."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from core.training.ordering import Example, draw_order, epochs_of, hash_ids, padding_share
from core.training.recipe import DataChoice, Effort, Recipe

examples_strategy = st.lists(
    st.tuples(st.sampled_from(["en", "sw", "yo"]), st.integers(1, 60)), min_size=1, max_size=80
).map(lambda found: [Example(str(i), tag, tokens) for i, (tag, tokens) in enumerate(found)])


def recipe(**effort: object) -> Recipe:
    return Recipe(goal="classification", model="m", effort=Effort(**effort))


@given(examples_strategy, st.floats(0.25, 3.5), st.floats(0, 2), st.integers(1, 9), st.integers(16, 200))
@settings(max_examples=80, deadline=None)
def test_each_language_is_passed_over_as_often_as_asked(examples, en, sw, rows, tokens):
    epochs = {"en": en, "sw": sw, "yo": 1.0}
    order = draw_order(examples, epochs, recipe(batch_rows=rows, batch_tokens=tokens))
    drawn = Counter(index for batch in order for index in batch)
    for tag, passes in epochs.items():
        members = [i for i, example in enumerate(examples) if example.language == tag]
        whole, part = int(passes), passes - int(passes)
        assert sum(drawn[i] for i in members) == whole * len(members) + round(part * len(members))
        assert all(drawn[i] - whole in (0, 1) for i in members)  # nobody is drawn twice before all were drawn once
    for batch in order:
        assert 1 <= len(batch) <= rows
        assert len(batch) == 1 or len(batch) * max(examples[i].tokens for i in batch) <= tokens


@given(examples_strategy, st.integers(0, 100))
@settings(max_examples=30, deadline=None)
def test_the_seed_decides(examples, seed):
    asked = recipe(epochs=2).model_copy(update={"seed": seed})
    epochs = epochs_of(asked, ["en", "sw", "yo"])
    assert draw_order(examples, epochs, asked) == draw_order(examples, epochs, asked)


def test_another_seed_gives_another_order():
    examples = [Example(str(i), "en", 5) for i in range(50)]
    one, two = (draw_order(examples, {"en": 1}, recipe().model_copy(update={"seed": s})) for s in (1, 2))
    assert one != two


def test_max_steps_cuts_the_run():
    examples = [Example(str(i), "en", 5) for i in range(50)]
    assert len(draw_order(examples, {"en": 9}, recipe(batch_rows=5, max_steps=7))) == 7


def test_like_lengths_stand_together():
    examples = [Example(str(i), "en", 5 if i % 2 else 50) for i in range(64)]
    order = draw_order(examples, {"en": 1}, recipe(batch_rows=8))
    assert padding_share(order, examples) == 0.0
    assert padding_share([[0, 1]], examples) == 1 - 55 / 100
    assert padding_share([], examples) == 0.0


def test_the_mixture_goes_before_the_general_number():
    asked = recipe(epochs=3).model_copy(update={"data": DataChoice(epochs={"sw": 0.5})})
    assert epochs_of(asked, ["en", "sw"]) == {"en": 3, "sw": 0.5}


def test_ids_hash_by_order():
    assert hash_ids(["a", "b"]) == hash_ids(iter(["a", "b"])) != hash_ids(["b", "a"])
