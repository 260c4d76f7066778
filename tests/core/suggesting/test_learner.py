"""The model of a scheme: the same as the plain regression, calibrated, and explained by what is in the text."""

import numpy as np
import pytest

from core.suggesting import features, learner
from core.suggesting.explaining import evidence
from core.suggesting.learner import Labelled, can_learn, learn

RAIN = ("rain", "storm", "cloud", "thunder", "wind", "fog")
FOOD = ("soup", "bread", "cheese", "apple", "rice", "stew")
TEXTS = [Labelled(f"The {one} was heavy today, number {n}.", "en", "weather") for one in RAIN for n in (1, 2)]
TEXTS += [Labelled(f"We ate {one} at noon, number {n}.", "en", "food") for one in FOOD for n in (1, 2)]


def test_the_short_way_gives_the_same_scores_as_the_regression_on_the_n_grams():
    from sklearn.linear_model import LogisticRegression

    model = learn(TEXTS)
    rows = features.rows([one.text for one in TEXTS], model.rarity)
    plain = LogisticRegression(C=10.0, class_weight="balanced", max_iter=500, tol=1e-6)
    plain.fit(rows.astype(np.float64), [one.value for one in TEXTS])
    ours = np.asarray(rows @ (model.weights[1] - model.weights[0])) + model.bias[1] - model.bias[0]
    assert ours == pytest.approx(plain.decision_function(rows), abs=0.05)


def test_it_learns_from_words_and_says_which():
    model = learn(TEXTS)
    text = "Then we ate an apple."
    likely = model.probabilities([text, "A heavy storm was near."], ["en", "en"])
    assert [model.values[place] for place in likely.argmax(axis=1)] == ["food", "weather"]
    assert likely.sum(axis=1) == pytest.approx([1, 1])
    why = evidence(model, text, "food")
    assert len(why) == 5 and why[0].kind in ("words", "letters")
    assert {text[slice(*place)] for one in why for place in one.places} & {"we", "we ate", "ate", "apple"}


def test_names_and_places_are_those_the_model_reads():
    for text in ("İyi günler, dostum!!", "我们明天见。", "ขอนัดหมอ ok", "", "मैं हूँ ना"):
        named = {one.column for one in features.features_of(text)}
        rarity = np.ones(features.COLUMNS - len(features.surface.FEATURES), dtype=np.float32)
        assert named == set(features.rows([text], rarity).indices.tolist()), text


def test_versions_of_one_text_are_left_out_together_when_calibrating():
    truth, families = np.array([0, 1] * 12), np.repeat(np.arange(12), 2)
    parts = list(learner._parts(truth, families))
    assert sorted(np.concatenate([judging for _fitting, judging in parts])) == list(range(24))
    assert all(not set(families[fitting]) & set(families[judging]) for fitting, judging in parts)


def test_too_few_labels_are_said_to_be_too_few():
    assert not can_learn(["a"] * 9 + ["b"] * 4)
    assert can_learn(["a"] * 5 + ["b"] * 5)
