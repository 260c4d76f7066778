"""Candidate pairs: every pair of a small bucket, a linear number in a huge one."""

import numpy as np

from core.cleaning.duplicates import comparing
from core.cleaning.duplicates.candidates import NEIGHBOURS, SMALL, of_band
from core.cleaning.duplicates.likeness import BANDS


def pairs(bands, order=None):
    places = np.arange(len(bands)) if order is None else order
    return [pair for part in of_band(bands, places, 0) for pair in part.tolist()]


def test_every_pair_of_a_small_bucket_is_a_candidate():
    bands = np.zeros((12, BANDS), np.uint32)
    bands[:, 0] = [7] * 3 + [5] * SMALL + [1]
    found = {tuple(sorted(pair)) for pair in pairs(bands)}
    assert found == {(i, j) for i in range(12) for j in range(i + 1, 12) if bands[i, 0] == bands[j, 0]}


def test_a_huge_bucket_gives_a_linear_number_of_candidates_and_hangs_together():
    count = 20_000
    bands = np.random.default_rng(1).integers(0, 50, (count, BANDS), np.uint32)
    bands[:, 0] = 3
    found = pairs(bands)
    assert len(found) <= (NEIGHBOURS + 1) * count
    assert {max(pair) for pair in found if 0 in pair} == set(range(1, count))


def test_members_of_a_huge_bucket_that_share_the_next_bands_are_neighbours():
    bands = np.random.default_rng(1).integers(0, 2**31, (1_000, BANDS), np.uint32)
    bands[:, 0] = 3
    bands[700, 1:3] = bands[20, 1:3]
    assert [20, 700] in [sorted(pair) for pair in pairs(bands)]


def test_texts_without_a_signature_are_left_alone():
    assert pairs(np.zeros((5, BANDS), np.uint32), np.array([], np.int64)) == []


def test_comparing_in_small_stretches_changes_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    texts = ["".join(map(chr, rng.integers(97, 100, 60))) for _ in range(30)]
    drawn = rng.integers(0, 30, (50, 2))
    whole = comparing.jaccard(drawn, lambda places: [texts[place] for place in places])
    monkeypatch.setattr(comparing, "POINTS_AT_ONCE", 300)
    monkeypatch.setattr(comparing, "PAIRS_AT_ONCE", 7)
    assert np.array_equal(comparing.jaccard(drawn, lambda places: [texts[place] for place in places]), whole)
    grams = [{text[place : place + 5] for place in range(len(text) - 4)} for text in texts]
    exact = [len(grams[one] & grams[other]) / len(grams[one] | grams[other]) for one, other in drawn.tolist()]
    assert whole.tolist() == exact
    assert comparing.jaccard(drawn[:0], lambda places: []).tolist() == []
