import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.balancing import measures

counts = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)
SKEWED = [9000, 500, 300, 100, 50, 50]


def test_a_skewed_corpus_by_hand():
    """Six languages, of which one has nine tenths: figures worked out by hand to two places."""
    assert measures.effective_number(SKEWED) == pytest.approx(1.57, abs=0.01)
    assert measures.dominance_number(SKEWED) == pytest.approx(1.23, abs=0.01)
    assert measures.evenness(SKEWED) == pytest.approx(0.25, abs=0.01)
    assert measures.gini(SKEWED) == pytest.approx(0.772, abs=0.001)


def test_four_equal_languages_are_four():
    assert measures.effective_number([7, 7, 7, 7]) == pytest.approx(4)
    assert measures.dominance_number([7, 7, 7, 7]) == pytest.approx(4)
    assert measures.evenness([7, 7, 7, 7]) == pytest.approx(1)
    assert measures.gini([7, 7, 7, 7]) == pytest.approx(0)


def test_an_empty_value_makes_it_less_even_but_not_less_many():
    assert measures.effective_number([5, 5, 0]) == pytest.approx(2)
    assert measures.evenness([5, 5, 0]) == pytest.approx(math.log(2) / math.log(3))


@pytest.mark.parametrize(
    "function", [measures.effective_number, measures.dominance_number, measures.evenness, measures.gini]
)
@pytest.mark.parametrize("nothing", [[], [0], [0, 0]])
def test_nothing_has_no_balance(function, nothing):
    assert function(nothing) == 0.0


@given(counts)
def test_bounds(numbers):
    present = sum(number > 0 for number in numbers)
    n1, n2 = measures.effective_number(numbers), measures.dominance_number(numbers)
    assert n2 <= n1 + 1e-9 and n1 <= present + 1e-9
    assert -1e-9 <= measures.gini(numbers) <= 1 - 1 / len(numbers) + 1e-9
    assert -1e-9 <= measures.evenness(numbers) <= 1 + 1e-9


@given(counts, st.integers(1, 50))
def test_only_proportions_matter(numbers, factor):
    larger = [number * factor for number in numbers]
    assert measures.effective_number(larger) == pytest.approx(measures.effective_number(numbers))
    assert measures.gini(larger) == pytest.approx(measures.gini(numbers))


def test_association_tells_whether_an_axis_says_the_other():
    assert measures.association([[10, 0], [0, 10]]) == pytest.approx(1)
    assert measures.association([[5, 5], [10, 10]]) == pytest.approx(0)
    assert measures.association([[5, 5], [0, 0]]) == 0.0
    assert measures.association([[30, 10], [10, 30]]) == pytest.approx(0.5)
