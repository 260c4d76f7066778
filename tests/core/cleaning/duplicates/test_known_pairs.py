"""What was compared once is not compared again, and the groups are those of a run from nothing."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_tables import segments

from core.cleaning.duplicates import Likeness, comparing
from core.cleaning.duplicates.comparing import Known, Linking, codes_of, pairs_of
from core.cleaning.duplicates.signing import sign
from core.cleaning.duplicates.store import KNOWN, SignatureStore

RNG = random.Random(5)
WORDS = ["library", "books", "maps", "films", "everybody", "town", "travellers", "winter", "carpenter", "roof", "snow"]
BASES = [" ".join(RNG.choices(WORDS, k=12)) for _ in range(12)]
TEXTS = [f"{RNG.choice(BASES)} {RNG.choice(WORDS)} {RNG.choice(WORDS)}" for _ in range(160)]  # some alike, some not
SIGNED = sign(TEXTS)
ORDER = np.random.default_rng(3).permutation(len(TEXTS))  # as marks sort them: not as they came


def linked(count, known=None):
    """The first `count` texts, compared."""
    signatures = type(SIGNED)(SIGNED.sizes[:count], SIGNED.bands[:count], SIGNED.sketch[:count])
    order = ORDER[count > ORDER]
    made = Linking(
        signatures, Likeness(), lambda places: [TEXTS[place] for place in places], order, known or Known.nothing()
    )
    for band in range(32):
        made.band(band)
    return made


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, len(TEXTS)), max_size=3).map(sorted))
def test_texts_that_came_in_parts_form_the_groups_of_one_run(counts):
    known = Known.nothing()
    for count in counts:
        known = linked(count, known).known
    assert np.array_equal(linked(len(TEXTS), known).groups, linked(len(TEXTS)).groups)


def test_nothing_is_compared_twice():
    whole = linked(len(TEXTS))
    assert whole.compared > 100 and len(whole.known.alike) > 50 and len(whole.known.rejected) > 10
    assert linked(len(TEXTS), whole.known).compared == 0
    assert 0 < linked(len(TEXTS), linked(len(TEXTS) - 10).known).compared < whole.compared / 4


@given(st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1)), min_size=1))
def test_a_code_gives_its_pair_again(pairs):
    assert pairs_of(codes_of(np.array(pairs, np.int64))).tolist() == [list(pair) for pair in pairs]


def test_a_second_job_compares_new_texts_alone(workspace, project, find, monkeypatch):
    compared = []
    exact = comparing.jaccard
    monkeypatch.setattr(comparing, "jaccard", lambda pairs, read: compared.append(len(pairs)) or exact(pairs, read))
    corpus = workspace.corpus(project.id)
    corpus.append(segments(0, 150, unit=0, text=TEXTS[:150]))
    find()
    first = sum(compared)
    compared.clear()
    find()
    assert sum(compared) == 0 < first
    corpus.append(segments(150, 10, unit=1, text=TEXTS[150:]))
    find()
    assert 0 < sum(compared) < first / 2


@pytest.mark.parametrize("goes", [1, 3])
def test_an_erasure_forgets_the_pairs_since_places_change(workspace, project, find, goes):
    workspace.corpus(project.id).append(segments(0, 60, unit=0, text=TEXTS[:60]))
    find()
    store = SignatureStore(workspace.project_folder(project.id), Likeness())
    assert (store.folder / KNOWN).exists() and len(store.known()[0])
    assert store.keep_only(store.marks()) == 0 and (store.folder / KNOWN).exists()
    assert store.keep_only(store.marks()[goes:]) == goes
    assert not (store.folder / KNOWN).exists() and [len(part) for part in store.known()] == [0, 0]
