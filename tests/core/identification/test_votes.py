"""Votes as stored JSON and back."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.identification.votes import DEPTH, blank, from_json, rounded, to_json

LABELS = ("en", 'x"y', "als", "xx")
TAGS = ("en", "fr", "gsw", None)
SAID = st.lists(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1)), max_size=DEPTH), max_size=6)


def cast(name, said):
    votes = blank(name, LABELS, TAGS, len(said))
    for row, one in enumerate(said):
        for column, (label, score) in enumerate(one):
            votes.labels[row, column], votes.scores[row, column] = label, score
    votes.scores[:] = rounded(votes.scores)
    return votes


@settings(deadline=None)
@given(SAID, SAID)
def test_stored_votes_come_back_as_they_were_cast(first, second):
    rows = min(len(first), len(second))
    votes = [cast("a", first[:rows]), cast("b", second[:rows])]
    stored = to_json(votes, rows).to_pylist()
    assert len(stored) == rows
    for one, found in zip(votes, from_json(stored, votes), strict=True):
        assert np.array_equal(one.labels, found.labels)
        assert np.array_equal(one.scores, found.scores)


def test_the_stored_form_names_detector_tag_raw_label_and_score():
    stored = to_json([cast("a", [[(2, 0.93125)], []])], 2).to_pylist()
    assert json.loads(stored[0]) == [{"detector": "a", "tag": "gsw", "raw": "als", "score": 0.9312}]
    assert stored[1] == "[]"


def test_without_detectors_there_are_empty_lists():
    assert to_json([], 2).to_pylist() == ["[]", "[]"]


def test_votes_of_other_detectors_and_unknown_labels_are_left_out():
    stored = '[{"detector": "gone", "tag": "en", "raw": "en", "score": 1}, {"detector": "a", "raw": "new", "score": 1}]'
    (found,) = from_json([stored, None], [blank("a", LABELS, TAGS, 0)])
    assert (found.labels < 0).all()
