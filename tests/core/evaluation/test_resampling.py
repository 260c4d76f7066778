"""Intervals and tests resample whole groups; adjusted p values follow Holm's worked example."""

import numpy as np
import pytest

from core.evaluation.metrics.accuracy import accuracy
from core.evaluation.resampling import draws, estimate, group_sums, holm, paired_test


def right_and_wrong(right):
    """Confusion parts of items that are right (True) or wrong."""
    parts = np.zeros((len(right), 2, 2))
    for i, hit in enumerate(right):
        parts[i, 0, 0 if hit else 1] = 1
    return parts


def test_group_sums_adds_items_of_equal_group():
    sums = group_sums(["x", "y", "x"], np.array([[1.0, 2.0], [10.0, 20.0], [100.0, 200.0]]))
    assert sums.tolist() == [[101.0, 202.0], [10.0, 20.0]]


def test_every_bootstrap_sample_draws_as_many_groups_as_there_are():
    assert set(draws(7).sum(axis=1)) == {7.0}


def test_interval_is_wider_when_items_come_in_groups():
    right = [i % 4 < 2 for i in range(200)]  # in groups of 20 that are all right or all wrong, or each on its own
    alone = estimate(group_sums([str(i) for i in range(200)], right_and_wrong(right)), accuracy)
    blocks = sorted(right)
    grouped = estimate(group_sums([str(i // 20) for i in range(200)], right_and_wrong(blocks)), accuracy)
    assert alone.value == grouped.value == 0.5
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_one_group_has_a_value_but_no_interval():
    found = estimate(group_sums(["x", "x"], right_and_wrong([True, False])), accuracy)
    assert (found.value, found.low, found.high) == (0.5, None, None)


def test_paired_test_sees_a_steady_difference():
    groups = [str(i) for i in range(40)]
    base = group_sums(groups, right_and_wrong([i % 2 == 0 for i in range(40)]))
    tuned = group_sums(groups, right_and_wrong([i % 2 == 0 or i % 4 == 1 for i in range(40)]))
    test = paired_test(base, tuned, accuracy)
    assert test.difference == pytest.approx(0.25)
    assert test.low > 0
    assert test.p == pytest.approx(2 / 1001)


def test_paired_test_of_equal_systems_is_not_significant():
    sums = group_sums([str(i) for i in range(30)], right_and_wrong([i % 3 == 0 for i in range(30)]))
    assert paired_test(sums, sums, accuracy).p == 1.0


def test_holm_worked_example():
    # Holm's step-down: .01·4, .02·3 , .03·2 → kept monotone, .04·1 raised to the one before
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
