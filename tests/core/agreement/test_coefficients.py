"""Coefficients of agreement against published worked examples and against other implementations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opinion_rows import columns, scheme

from core.agreement.measuring import Undefined, figure
from core.agreement.ratings import Opinion, Ratings

# Krippendorff (2011), p. 2 f.: four observers, twelve units, five values; the same data as Gwet (2014), table 2.10
OBSERVERS = {"A": "123321412...", "B": "1233224125..", "C": ".33323422513", "D": "12332441251."}
# Fleiss (1971) as in the worked example of Wikipedia, "Fleiss' kappa": ten subjects, fourteen raters, five values
FLEISS = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip


def ratings(given_columns, values="12345"):
    return Ratings.of(columns(given_columns), scheme(values))


def value(name, given_ratings, *, ordinal=False):
    return figure(name, given_ratings.patterns(), ordinal=ordinal, people=len(given_ratings.people)).value


@pytest.mark.parametrize(
    ("name", "ordinal", "published"),
    [
        ("alpha", False, 0.743),  # Krippendorff 2011, p. 4
        ("alpha", True, 0.815),  # Krippendorff 2011, p. 6
        ("gwet", False, 0.77544),  # Gwet 2014; irrCAC's overview
        ("fleiss", False, 0.76117),  # ditto
        ("percent", False, 0.81818),  # ditto
        ("gwet", True, 0.89894),  # irrCAC 0.4.4 with weights="ordinal"
        ("fleiss", True, 0.85021),  # ditto
    ],
)
def test_the_example_of_krippendorff_and_gwet(name, ordinal, published):
    assert value(name, ratings(OBSERVERS), ordinal=ordinal) == pytest.approx(
        published, abs=6e-4 if name == "alpha" else 1e-5
    )


def test_the_example_of_fleiss():
    by_rater = {f"r{rater:02}": "" for rater in range(14)}
    for counts in FLEISS:
        row = "".join(str(place + 1) * count for place, count in enumerate(counts))
        for rater, given_value in zip(by_rater, row, strict=True):
            by_rater[rater] += given_value
    assert value("fleiss", ratings(by_rater)) == pytest.approx(0.210, abs=5e-4)


def test_the_example_of_cohen():
    """Fifty proposals read by two people, as in Wikipedia's "Cohen's kappa": 20 yes/yes, 5, 10, 15 no/no."""
    two = ratings({"A": "1" * 25 + "2" * 25, "B": "1" * 20 + "2" * 5 + "1" * 10 + "2" * 15}, "12")
    found = figure("cohen", two.of_pair("A", "B"), ordinal=False, people=2)
    assert found.value == pytest.approx(0.4) and found.shared == 50


COLUMN = st.text("123.", min_size=12, max_size=12)


@given(st.lists(COLUMN, min_size=2, max_size=4), st.booleans())
def test_alpha_is_that_of_nltk(rows, ordinal):
    from nltk.metrics.agreement import AnnotationTask

    made = ratings(dict(zip("ABCD", rows, strict=False)), "123")
    shared = {unit: own for unit, own in made.given.items() if len(own) >= 2}
    found = value("alpha", made, ordinal=ordinal)
    if len(shared) < 2 or len({place for own in shared.values() for place in own.values()}) < 2:
        assert found is None
        return
    totals = np.bincount([place for own in shared.values() for place in own.values()], minlength=3)
    middle = np.cumsum(totals) - totals / 2

    def distance(one, other):
        return float((middle[one] - middle[other]) ** 2) if ordinal else float(one != other)

    task = AnnotationTask(
        [(person, unit, place) for unit, own in shared.items() for person, place in own.items()], distance=distance
    )
    assert found == pytest.approx(task.alpha(), abs=1e-9)


@given(st.lists(COLUMN, min_size=2, max_size=2), st.booleans())
def test_cohen_is_that_of_scikit_learn(rows, ordinal):
    from sklearn.metrics import cohen_kappa_score

    made = ratings(dict(zip("AB", rows, strict=True)), "123")
    both = [own for own in made.given.values() if len(own) == 2]
    found = figure("cohen", made.of_pair("A", "B"), ordinal=ordinal, people=len(made.people)).value
    if len(both) < 2 or len({place for own in both for place in own.values()}) < 2:
        assert found is None
        return
    expected = cohen_kappa_score(
        [own["A"] for own in both],
        [own["B"] for own in both],
        labels=[0, 1, 2],
        weights="quadratic" if ordinal else None,
    )
    assert found == pytest.approx(expected, abs=1e-9)


@given(st.lists(COLUMN, min_size=2, max_size=4))
def test_figures_do_not_depend_on_the_order_of_people_or_segments(rows):
    named = dict(zip("ABCD", rows, strict=False))
    turned = {name: row[::-1] for name, row in reversed(named.items())}
    for name in ("alpha", "gwet", "fleiss", "percent"):
        first, second = value(name, ratings(named, "123")), value(name, ratings(turned, "123"))
        assert first is second is None or first == pytest.approx(second, abs=1e-12)


def test_why_there_is_no_figure():
    alone = ratings({"A": "123"})
    apart = ratings({"A": "12..", "B": "..12"})
    once = ratings({"A": "1.3", "B": "12."})
    same = ratings({"A": "111", "B": "111"})
    assert figure("alpha", alone.patterns(), ordinal=False, people=1).why is Undefined.ONE_PERSON
    assert figure("alpha", apart.patterns(), ordinal=False, people=2).why is Undefined.NO_OVERLAP
    assert figure("percent", once.patterns(), ordinal=False, people=2).why is Undefined.TOO_FEW
    for name in ("alpha", "fleiss"):
        assert figure(name, same.patterns(), ordinal=False, people=2).why is Undefined.NO_VARIATION
    assert value("percent", same) == 1 and value("gwet", same) == 1


def test_one_common_value_collapses_kappa_and_not_ac1():
    skewed = ratings({"A": "1" * 95 + "2" * 3 + "12", "B": "1" * 95 + "1" * 3 + "21"}, "12")
    assert value("percent", skewed) == pytest.approx(0.95)
    assert value("fleiss", skewed) < 0 < 0.9 < value("gwet", skewed)


def test_the_interval_holds_the_value_and_narrows_with_more_segments():
    few = ratings({"A": "112233" * 3, "B": "112231" * 3}, "123")
    many = ratings({"A": "112233" * 40, "B": "112231" * 40}, "123")
    widths = []
    for one in (few, many):
        found = figure("alpha", one.patterns(), ordinal=True, people=2)
        assert found.low <= found.value <= found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 2
    assert figure("alpha", few.patterns(), ordinal=True, people=2) == figure(
        "alpha", few.patterns(), ordinal=True, people=2
    )


def test_values_off_the_scale_are_no_ratings_and_are_counted_by_person():
    opinions = [Opinion("u1", "A", "1"), Opinion("u1", "B", "cannot_tell"), Opinion("u2", "B", "cannot_tell")]
    made = Ratings.of([*opinions, Opinion("u2", "A", "2")], scheme("12", off=("cannot_tell",)))
    assert made.people == ("A", "B") and made.off_scale == {"B": {"cannot_tell": 2}}
    assert figure("alpha", made.patterns(), ordinal=False, people=2).why is Undefined.NO_OVERLAP


def test_a_persons_later_value_replaces_the_earlier():
    made = Ratings.of([Opinion("u1", "A", "1"), Opinion("u1", "A", "2")], scheme("12"))
    assert made.given == {"u1": {"A": 1}}
