from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.balancing.mixture import Temperature, UniMax, draw_rows, mix, temperature, unimax
from core.errors import InvalidInputError

languages = st.sampled_from(["sw", "en", "am", "yo", "th", "pt-BR", "zh", "ja"])
sizes = st.dictionaries(languages, st.integers(1, 10_000_000), min_size=1)
budgets = st.floats(0, 1e9, allow_nan=False)
caps = st.floats(0.1, 20)


def test_unimax_by_hand():
    """Budget 100 over 10, 50, 1000 with at most two passes: 20 of the smallest, then 40 and 40."""
    assert unimax({"en": 1000, "am": 10, "sw": 50}, 100, 2) == {"am": 20, "sw": 40, "en": 40}


def test_unimax_with_every_language_capped_says_what_is_lacking():
    mixture = mix({"am": 10, "sw": 20}, UniMax(cap=3), budget=200)
    assert [(item.language, item.amount, item.epochs, item.is_capped) for item in mixture.languages] == [
        ("sw", 60, 3, True),
        ("am", 30, 3, True),
    ]
    assert mixture.shortfall == 110


def test_temperature_by_hand():
    """Sizes 1, 4 and 16 at alpha 1/2: shares 1, 2 and 4 sevenths."""
    assert temperature({"a": 1, "b": 4, "c": 16}, 70, 0.5) == pytest.approx({"a": 10, "b": 20, "c": 40})


def test_alpha_goes_from_natural_to_uniform():
    given_sizes = {"en": 900, "am": 100}
    natural = mix(given_sizes, Temperature(alpha=1))
    uniform = mix(given_sizes, Temperature(alpha=0))
    assert natural.epochs == pytest.approx({"en": 1, "am": 1}) and natural.shortfall == 0
    assert uniform.epochs == pytest.approx({"en": 500 / 900, "am": 5})
    assert [item.is_repeated_often for item in uniform.languages] == [False, True]
    assert (natural.effective_before, uniform.effective_after) == pytest.approx((1.38, 2), abs=0.01)


@given(sizes, budgets, caps)
def test_unimax_keeps_the_caps_and_spends_the_budget(given_sizes, budget, cap):
    amounts = unimax(given_sizes, budget, cap)
    most = {language: size * cap for language, size in given_sizes.items()}
    assert all(0 <= amounts[language] <= most[language] * (1 + 1e-9) for language in given_sizes)
    assert sum(amounts.values()) == pytest.approx(min(budget, sum(most.values())), rel=1e-6, abs=1e-6)


@given(sizes, budgets, caps)
def test_unimax_is_as_uniform_as_the_caps_allow(given_sizes, budget, cap):
    """Whoever is below the cap has as much as anybody, and nobody has less than a smaller language."""
    amounts = unimax(given_sizes, budget, cap)
    largest = max(amounts.values())
    for language, size in given_sizes.items():
        if amounts[language] < size * cap * (1 - 1e-9):
            assert amounts[language] == pytest.approx(largest, rel=1e-6, abs=1e-6)
    ordered = [amounts[language] for language in sorted(given_sizes, key=lambda name: (given_sizes[name], name))]
    assert all(one <= other * (1 + 1e-9) + 1e-9 for one, other in pairwise(ordered))


@given(sizes, budgets, caps, st.floats(1, 3))
def test_a_higher_cap_never_draws_less_in_all(given_sizes, budget, cap, factor):
    assert sum(unimax(given_sizes, budget, cap * factor).values()) >= sum(unimax(given_sizes, budget, cap).values()) * (
        1 - 1e-9
    )


@given(sizes, st.floats(1, 1e9), st.floats(0, 1))
def test_temperature_spends_the_budget_and_never_turns_the_order_round(given_sizes, budget, alpha):
    amounts = temperature(given_sizes, budget, alpha)
    assert sum(amounts.values()) == pytest.approx(budget)
    ordered = [amounts[language] for language in sorted(given_sizes, key=given_sizes.__getitem__)]
    assert all(one <= other * (1 + 1e-9) for one, other in pairwise(ordered))


@given(sizes, st.one_of(st.builds(UniMax, cap=caps), st.builds(Temperature, alpha=st.floats(0, 1))), st.floats(1, 1e8))
def test_the_plan_adds_up(given_sizes, method, budget):
    mixture = mix({**given_sizes, "nothing": 0}, method, budget=budget)
    assert mixture.empty == ("nothing",) and "nothing" not in mixture.epochs
    assert sum(item.share for item in mixture.languages) == pytest.approx(1)
    assert sum(item.natural_share for item in mixture.languages) == pytest.approx(1)
    assert sum(item.amount for item in mixture.languages) + mixture.shortfall == pytest.approx(budget, rel=1e-6)
    assert [item.size for item in mixture.languages] == sorted(given_sizes.values(), reverse=True)
    assert type(mixture).model_validate_json(mixture.model_dump_json()) == mixture


def test_nothing_can_be_mixed_from_nothing():
    mixture = mix({"sw": 0}, UniMax())
    assert (mixture.languages, mixture.empty, mixture.epochs) == ((), ("sw",), {})
    with pytest.raises(InvalidInputError, match="above zero"):
        mix({"sw": 5}, UniMax(), budget=-1)


rows = st.lists(st.sampled_from(["sw", "en", "ሀ"]), max_size=40)
passes = st.dictionaries(st.sampled_from(["sw", "en", "ሀ"]), st.floats(0, 3.5))


@given(rows, passes, st.integers(0, 2**32))
def test_rows_are_drawn_exactly_as_often_as_planned(given_rows, epochs, seed):
    drawn = draw_rows(given_rows, epochs, seed)
    assert np.array_equal(drawn, draw_rows(given_rows, epochs, seed)), "the same seed, the same order"
    times = Counter(drawn.tolist())
    for language, count in Counter(given_rows).items():
        wanted = count * epochs.get(language, 1.0)
        own = [times[place] for place, name in enumerate(given_rows) if name == language]
        assert sum(own) == int(np.floor(wanted + 0.5))
        assert max(own) - min(own) <= 1, "no row is drawn twice more often than another of its language"


def test_the_draw_of_a_language_depends_on_no_other():
    one = draw_rows(["sw"] * 20, {"sw": 0.5}, 7)
    both = draw_rows(["sw"] * 20 + ["en"] * 30, {"sw": 0.5, "en": 2}, 7)
    assert set(one.tolist()) == {place for place in both.tolist() if place < 20}
    assert not np.array_equal(draw_rows(["sw"] * 20, {}, 1), draw_rows(["sw"] * 20, {}, 2))


def test_less_than_no_pass_is_refused():
    with pytest.raises(InvalidInputError, match="less than zero"):
        draw_rows(["sw"], {"sw": -1.0}, 0)
