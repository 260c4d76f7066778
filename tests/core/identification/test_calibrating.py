"""The calibrator: what a fit to checks moves, and where it is kept."""

import numpy as np
import pytest

from core.errors import InvalidInputError
from core.identification import calibrating
from core.identification.calibrating import FEATURES, Calibration, Checked
from core.identification.configuration import Question, number
from core.identification.detectors import DetectorSpec


def checked(probability, right):
    odds = float(np.log(probability / (1 - probability)))
    return Checked((odds, *[0.0] * (len(FEATURES) - 1)), right)


def test_the_shipped_coefficients_leave_a_probability_of_one_half_in_the_middle():
    features = np.zeros((1, len(FEATURES)), dtype=np.float32)
    assert calibrating.shipped().probability(features)[0] == pytest.approx(0.5)


def test_checks_that_find_half_of_the_sure_ones_wrong_lower_the_probability():
    rows = [checked(0.95, place % 2 == 0) for place in range(400)]
    fitted = calibrating.fit(rows)
    seen = np.array([rows[0].features], dtype=np.float32)
    assert calibrating.shipped().probability(seen)[0] == pytest.approx(0.95, abs=0.01)
    assert fitted.probability(seen)[0] == pytest.approx(0.5, abs=0.06)
    assert (fitted.rows, fitted.version == "shipped") == (400, False)


def test_few_checks_move_little_and_too_few_none():
    few = calibrating.fit([checked(0.9, place % 4 > 0) for place in range(60)])
    seen = np.array([checked(0.9, True).features], dtype=np.float32)
    assert 0.75 < few.probability(seen)[0] < 0.9
    with pytest.raises(InvalidInputError, match="too few"):
        calibrating.fit([checked(0.9, True)] * 200)
    with pytest.raises(InvalidInputError, match="too few"):
        calibrating.fit([])


def test_a_project_keeps_its_own_coefficients(tmp_path):
    assert calibrating.of_project(tmp_path) == calibrating.shipped()
    own = Calibration((0.5, *[0.0] * (len(FEATURES) - 1)), -0.25, 80)
    calibrating.keep(tmp_path, own)
    assert calibrating.of_project(tmp_path) == own
    calibrating.keep(tmp_path, None)
    assert calibrating.of_project(tmp_path) == calibrating.shipped()


def test_a_new_calibration_asks_no_detector_again_but_counts_anew():
    from core.identification.configuration import same_detectors

    spec = [DetectorSpec("eldc", "1")]
    own = Calibration((0.5, *[0.0] * (len(FEATURES) - 1)), -0.25, 80)
    before, after = number(spec, Question(("en",))), number(spec, Question(("en",), True, own))
    assert before != after
    assert same_detectors(before, after)
