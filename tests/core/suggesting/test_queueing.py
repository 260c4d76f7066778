"""The next batch: its shares, that it never repeats itself, and what happens where something runs short."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.suggesting.queueing import Waiting, Why, batch, margins


def waiting(n, reserved_every=5, languages=("de", "yo")):
    chance = np.random.default_rng(7)
    likely = chance.dirichlet((1, 1, 1), n)
    ids = [f"s{place}" for place in range(n)]
    tags = [languages[place % len(languages)] for place in range(n)]
    return Waiting(ids, tags, [place % reserved_every == 0 for place in range(n)], likely, chance.normal(size=(n, 80)))


def test_shares_are_those_that_are_told():
    of = waiting(400)
    found = batch(of, 50, cells={}, done=[f"d{n}" for n in range(30)], seed=3)
    counts = {why: sum(one.why is why for one in found) for why in Why}
    assert counts == {Why.UNSURE: 20, Why.EMPTIEST: 15, Why.RANDOM: 10, Why.AGAIN: 5}
    reserved = {one for one, kept in zip(of.ids, of.reserved, strict=True) if kept}
    assert all((one.segment_id in reserved) == (one.why is Why.RANDOM) for one in found if one.why is not Why.AGAIN)
    assert found == batch(of, 50, cells={}, done=[f"d{n}" for n in range(30)], seed=3)


def test_the_unsure_ones_are_among_the_least_sure():
    of = waiting(400)
    free = [place for place in range(400) if not of.reserved[place]]
    least = {of.ids[place] for place in sorted(free, key=lambda place: margins(of.probabilities)[place])[:100]}
    assert {one.segment_id for one in batch(of, 50, cells={}) if one.why is Why.UNSURE} <= least


def test_the_emptiest_cells_are_filled_first():
    of = waiting(400)
    cells = {("de", 0): 50, ("de", 1): 50, ("de", 2): 50, ("yo", 0): 50, ("yo", 2): 50}
    chosen = [one for one in batch(of, 20, cells=cells) if one.why is Why.EMPTIEST]
    places = [of.ids.index(one.segment_id) for one in chosen]
    assert {of.languages[place] for place in places} == {"yo"}
    assert np.mean(of.probabilities[places, 1]) > 0.7


@given(st.integers(0, 30), st.integers(0, 40), st.integers(1, 6))
def test_a_batch_never_repeats_and_is_as_large_as_it_can_be(n, count, every):
    of = waiting(n, every)
    found = batch(of, count, cells={}, seed=n)
    assert len({one.segment_id for one in found}) == len(found) == min(n, count)
