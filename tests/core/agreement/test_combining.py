"""One value from several people's."""

import random

import pytest
from opinion_rows import columns, scheme

from core.agreement.combining import Combined, Method, combine, methods
from core.agreement.ratings import Opinion, Ratings
from core.errors import InvalidInputError


def noisy(segments=300, accuracies=(0.95, 0.85, 0.5, 0.4)):
    """Segments whose value is known, and people who hit it as often as said."""
    draw = random.Random(1)
    truth = {f"u{place:03}": draw.choice("abc") for place in range(segments)}
    opinions = [
        Opinion(segment, f"p{person}", value if draw.random() < accuracy else draw.choice("abc"))
        for person, accuracy in enumerate(accuracies)
        for segment, value in truth.items()
    ]
    return truth, Ratings.of(opinions, scheme("abc"))


def test_a_majority_and_a_tie():
    found = combine(Ratings.of(columns({"A": "aa", "B": "ab", "C": "b."}), scheme("ab")), Method.MAJORITY)
    assert found == {"u000": Combined("a", pytest.approx(2 / 3), 3), "u001": Combined(None, 0.5, 2)}


@pytest.mark.parametrize("method", [Method.DAWID_SKENE, Method.MACE])
def test_learnt_trust_beats_the_majority(method):
    truth, ratings = noisy()
    right = {
        way: sum(one.value == truth[segment] for segment, one in combine(ratings, way).items())
        for way in (Method.MAJORITY, method)
    }
    assert right[method] > right[Method.MAJORITY] and right[method] / len(truth) > 0.93


def test_the_same_ratings_give_the_same_values():
    _truth, ratings = noisy(120)
    assert combine(ratings, Method.MACE) == combine(ratings, Method.MACE)


def test_trust_is_not_guessed_from_two_people_or_few_segments():
    _truth, few = noisy(40)
    _truth, two = noisy(200, (0.9, 0.8))
    assert methods(few) == methods(two) == (Method.MAJORITY,)
    with pytest.raises(InvalidInputError, match="dawid_skene needs 3 people and 50 segments"):
        combine(two, Method.DAWID_SKENE)
