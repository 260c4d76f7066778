"""What the benchmark promises, on a part of its lines: composed mixes found, lines in one language left whole."""

import itertools
import random

import pytest

from benchmarks import mixed
from core.identification.mixing.finding import Mixing

pytestmark = pytest.mark.models


def test_composed_mixes_come_out_in_exactly_their_two_languages(test_data):
    drawn = random.Random(mixed.SEED)
    lines = {
        tag: mixed._lines(test_data / f"lingua-testdata/sentences/{tag}.txt", mixed.SEEN) for tag in mixed.DECLARED
    }
    pairs = drawn.sample(list(itertools.combinations(mixed.DECLARED, 2)), mixed.PAIRS)
    mixing = Mixing(mixed.DECLARED)
    scores = mixed._scores(mixing, list(mixed._mixes(drawn, lines, pairs, mixed.EACH)))
    assert scores["exact"] >= 0.95
    assert scores["character_f1"] >= 0.95
    assert scores["span_f1"] >= 0.85
    single = [(line, tag) for tag, own in lines.items() for line in own[:50]]
    assert mixed._single(mixing, single) >= 0.97


def test_sentences_in_one_language_stay_whole(test_data):
    scores = mixed._tatoeba(test_data, random.Random(mixed.SEED), Mixing(mixed.DECLARED))
    assert scores["tatoeba_exact"] >= 0.98
    assert scores["tatoeba_one_language_kept_single"] >= 0.99
