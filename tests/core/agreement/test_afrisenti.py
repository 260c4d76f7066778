"""AfriSenti's own annotators: agreement and consensus on thousands of real labels (Muhammad et al. 2023, CC BY 4.0)."""

import csv

import pytest
from opinion_rows import scheme

from core.agreement.combining import Method, combine
from core.agreement.measuring import figure
from core.agreement.ratings import Opinion, Ratings

VALUES = ("negative", "neutral", "positive")


def labels(folder, name):
    path = folder / "afrisenti" / f"{name}-individual-labels.csv"
    if not path.is_file():
        pytest.skip("ISOGLOSS_TEST_DATA holds no afrisenti: agreement on real labels is left out")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Opinion(str(place), str(int(float(row[f"annotator_{turn}"]))), row[f"label_{turn}"].lower())
            for place, row in enumerate(csv.DictReader(file))
            for turn in "123"
            if row[f"annotator_{turn}"] and row[f"label_{turn}"]
        ]


@pytest.mark.parametrize(
    ("name", "alpha"), [("hausa", 0.5383598731644382), ("kinyarwanda", 0.2645969966106009), ("twi", 0.3579538806164839)]
)
def test_alpha_is_what_nltk_finds(test_data, name, alpha):
    """The figures were computed once with NLTK 3.10.4, AnnotationTask.alpha with its nominal distance."""
    opinions = labels(test_data, name)
    ratings = Ratings.of(opinions, scheme(sorted({one.value for one in opinions})))
    found = figure("alpha", ratings.patterns(), ordinal=False, people=len(ratings.people))
    assert found.value == pytest.approx(alpha, abs=1e-12)
    assert found.low < alpha < found.high


def test_percent_agreement_counted_by_hand(test_data):
    opinions = labels(test_data, "twi")
    by_segment = {}
    for one in opinions:
        by_segment.setdefault(one.segment_id, []).append(one.value)
    pairs = [
        sum(own[i] == own[j] for i in range(len(own)) for j in range(i)) / (len(own) * (len(own) - 1) / 2)
        for own in by_segment.values()
        if len(own) > 1
    ]
    ratings = Ratings.of(opinions, scheme(sorted({one.value for one in opinions})))
    found = figure("percent", ratings.patterns(), ordinal=False, people=3)
    assert found.shared == len(pairs) and found.value == pytest.approx(sum(pairs) / len(pairs))


def test_the_majority_counted_by_hand_and_the_learnt_consensus_near_it(test_data):
    ratings = Ratings.of([one for one in labels(test_data, "twi") if one.value in VALUES], scheme(VALUES, ordinal=True))
    majority = combine(ratings, Method.MAJORITY)
    for segment, own in list(ratings.given.items())[:500]:
        said = [ratings.values[place] for place in own.values()]
        wanted = max(set(said), key=said.count)
        is_tied = sum(said.count(value) == said.count(wanted) for value in set(said)) > 1
        assert majority[segment].value == (None if is_tied else wanted)
    decided = {segment: one.value for segment, one in majority.items() if one.value and one.people == 3}
    learnt = combine(ratings, Method.DAWID_SKENE)
    assert sum(learnt[segment].value == value for segment, value in decided.items()) / len(decided) > 0.8
