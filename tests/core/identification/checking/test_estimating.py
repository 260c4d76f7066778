"""The estimator: pinned to worked examples, unbiased over strata, and careful where there is little evidence."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.identification.checking.estimating import Evidence, Stratum, precisions, propose, wilson


def at(strata, threshold):
    return next(one for one in precisions(strata) if one.threshold == threshold)


def test_wilson_gives_the_published_intervals():
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0 / 20, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1 / 29, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_a_sample_in_proportion_to_its_strata_has_the_plain_share_and_wilsons_interval():
    found = at({10: Stratum(rows=300, yes=24, no=6), 19: Stratum(rows=700, yes=70)}, 0.0)
    assert found.value == pytest.approx(0.94)
    assert (found.low, found.high) == pytest.approx(wilson(0.94, 100))
    assert (found.answers, found.kept) == (100, 1.0)


def test_strata_are_weighed_by_their_rows_worked_by_hand():
    # 100 rows with 2 of 10 right and 900 rows with 9 of 10 right: (100 × .2 + 900 × .9) / 1000 = .83,
    # on 1000² / (100² / 10 + 900² / 10) = 12.195 effective answers
    strata = {5: Stratum(100, yes=2, no=8), 19: Stratum(900, yes=9, no=1)}
    everything, above = at(strata, 0.0), at(strata, 0.3)
    assert everything.value == pytest.approx(0.83)
    assert (everything.low, everything.high) == pytest.approx(wilson(0.83, 12.195122))
    assert (above.value, above.answers, above.kept) == (pytest.approx(0.9), 10, pytest.approx(0.9))


def test_a_stratum_that_nobody_looked_at_counts_as_the_nearest_one():
    strata = {4: Stratum(50, yes=5, no=5), 5: Stratum(100), 19: Stratum(50, yes=10)}
    assert at(strata, 0.0).value == pytest.approx((150 * 0.5 + 50 * 1) / 200)
    assert at(strata, 0.25).value == pytest.approx(1.0)  # only the sure ones at or above it were looked at


def test_what_was_not_checked_has_no_precision():
    found = at({3: Stratum(40, yes=4), 19: Stratum(60, unsure=3)}, 0.5)
    assert (found.value, found.low, found.high, found.answers) == (None, 0.0, 1.0, 0)


def test_nobody_checked_is_no_evidence():
    assert propose(precisions({19: Stratum(500)})) == propose([])
    assert propose([]).evidence is Evidence.NONE
    assert propose(precisions({19: Stratum(500, yes=19)})).evidence is Evidence.TOO_FEW


def test_the_lowest_threshold_with_the_wanted_precision_is_proposed():
    strata = {
        6: Stratum(100, yes=10, no=30),
        12: Stratum(100, yes=36, no=4),
        19: Stratum(800, yes=200),
    }
    assert at(strata, 0.35).value == pytest.approx((90 + 800) / 900)
    proposal = propose(precisions(strata), 0.95)
    assert (proposal.threshold, proposal.evidence) == (0.35, Evidence.SURE)
    assert propose(precisions(strata), 0.87).threshold == 0.0
    assert propose(precisions(strata), 0.9).threshold == 0.35  # .915 at 0, but it may be .876
    assert propose(precisions(strata), 0.995).threshold == 0.65
    assert propose(precisions({19: Stratum(99, yes=10, no=20)}), 0.95).evidence is Evidence.NEVER


def test_few_answers_make_a_proposal_likely_not_sure():
    proposal = propose(precisions({19: Stratum(500, yes=30)}), 0.95)
    assert (proposal.threshold, proposal.evidence, proposal.answers) == (0.0, Evidence.LIKELY, 30)


STRATA = st.dictionaries(
    st.integers(0, 19),
    st.builds(Stratum, st.integers(0, 1000), st.integers(0, 30), st.integers(0, 30), st.integers(0, 5)),
)


@given(STRATA)
def test_intervals_hold_their_estimate_and_nothing_leaves_0_to_1(strata):
    for one in precisions(strata):
        assert 0 <= one.low <= one.high <= 1
        assert 0 <= one.kept <= 1 + 1e-9
        if one.value is not None:
            assert one.low - 1e-9 <= one.value <= one.high + 1e-9


@settings(max_examples=5)
@given(st.integers(0, 10**6))
def test_drawing_some_strata_more_often_does_not_bias_the_estimate(seed):
    drawn = random.Random(seed)
    population = {4: (500, 0.3), 10: (300, 0.7), 19: (2000, 0.98)}
    truth = sum(rows * share for rows, share in population.values()) / 2800
    estimates = []
    for _ in range(300):
        strata = {}
        for stratum, (rows, share) in population.items():
            n = 30 if stratum == 10 else 10  # the middle one three times as often as its share
            yes = sum(drawn.random() < share for _ in range(n))
            strata[stratum] = Stratum(rows, yes, n - yes)
        estimates.append(at(strata, 0.0).value)
    assert sum(estimates) / len(estimates) == pytest.approx(truth, abs=0.012)
