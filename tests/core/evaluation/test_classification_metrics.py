"""Accuracy and macro-F1 agree with scikit-learn and with a worked example."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from core.evaluation.metrics.accuracy import accuracy
from core.evaluation.metrics.macro_f1 import macro_f1

CLASSES = ["a", "b", "c"]
pairs = st.lists(st.tuples(st.sampled_from(CLASSES), st.sampled_from(CLASSES)), min_size=1, max_size=40)


def confusions(items):
    gold, guess = zip(*items, strict=True)
    return confusion_matrix(gold, guess, labels=CLASSES)[None].astype(float)


def test_worked_example():
    # gold a a a b b c, predicted a a b b b a: F1(a) = 4/6, F1(b) = 4/5, F1(c) = 0
    items = list(zip("aaabbc", "aabbba", strict=True))
    assert accuracy(confusions(items))[0] == pytest.approx(4 / 6)
    assert macro_f1(confusions(items))[0] == pytest.approx((4 / 6 + 4 / 5 + 0) / 3)


@given(pairs)
def test_agrees_with_scikit_learn(items):
    gold, guess = zip(*items, strict=True)
    assert accuracy(confusions(items))[0] == pytest.approx(accuracy_score(gold, guess))
    assert macro_f1(confusions(items))[0] == pytest.approx(f1_score(gold, guess, average="macro", zero_division=0))


def test_no_items_give_no_number():
    empty = np.zeros((1, 3, 3))
    assert np.isnan(accuracy(empty)[0])
    assert np.isnan(macro_f1(empty)[0])
