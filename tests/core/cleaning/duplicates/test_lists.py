"""Clusters of a list of texts: what is found, what is not, and that nothing but the texts decides."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import generating
from benchmarks.edited import LANGUAGES, UNSPACED, documents, edit
from core.cleaning.duplicates import Likeness, Membership, clusters
from core.errors import InvalidInputError

LONG = "The library lends books, maps and films to everybody who lives in the town, and to travellers as well."
NEAR = LONG.replace("films", "music")
OTHER = "Nobody had told the carpenter that the roof would have to carry two metres of snow every winter."
SHORT = "Two tickets to Paris, please."


def test_exact_and_near_duplicates_are_told_apart_by_their_similarity() -> None:
    found = clusters([OTHER, LONG, NEAR, LONG.upper(), "  " + LONG.replace(" ", "  ")])
    assert found[0] is None
    kept = 4  # the longest as it stands
    assert [one.kept for one in found[1:]] == [kept] * 4
    assert [found[place].similarity for place in (1, 3, 4)] == [1.0, 1.0, 1.0]
    assert found[2].similarity == pytest.approx(88 / 106)  # 97 grams each, of which 9 differ


def test_short_texts_are_duplicates_only_when_they_are_equal() -> None:
    found = clusters([SHORT, "Two tickets to Parma, please.", SHORT.lower()])
    assert found == [Membership(0, 1.0), None, Membership(0, 1.0)]


def test_sentences_of_one_pattern_are_not_merged() -> None:
    pattern = "I would like to buy two tickets to {} for the evening train, please."
    assert clusters([pattern.format(place) for place in ("Dar es Salaam", "Ouagadougou", "Reykjavík")]) == [None] * 3


def test_ranks_decide_who_is_kept_before_length_does() -> None:
    found = clusters([LONG, NEAR, LONG + "!"], ranks=[0, 1, 0])
    assert {one.kept for one in found} == {1}


def test_a_stricter_likeness_parts_what_a_looser_one_joins() -> None:
    assert clusters([LONG, NEAR], Likeness(0.9)) == [None, None]
    with pytest.raises(InvalidInputError, match=r"0\.3"):
        Likeness(0.3)
    assert Likeness(0.7).number != Likeness(0.8).number


@given(
    st.lists(st.sampled_from([LONG, NEAR, OTHER, SHORT, LONG + " " + OTHER, OTHER + " " + LONG]), max_size=8),
    st.randoms(),
)
def test_the_order_of_the_texts_changes_nothing(texts: list[str], rng: random.Random) -> None:
    order = list(range(len(texts)))
    rng.shuffle(order)
    found, moved = clusters(texts), clusters([texts[place] for place in order])
    groups = [
        {
            frozenset(names[place] for place, one in enumerate(given) if one and one.kept == kept)
            for kept in range(len(texts))
        }
        for given, names in ((found, range(len(texts))), (moved, order))
    ]
    assert groups[0] == groups[1]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_a_cluster_is_named_by_one_of_its_members(texts: list[str]) -> None:
    for one in clusters(texts):
        if one is not None:
            assert clusters(texts)[one.kept] == Membership(one.kept, 1.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_copies_with_a_twentieth_edited_are_found(test_data, language: str) -> None:
    originals = documents(test_data, language)
    rng = random.Random(5)
    copies = [edit(text, 0.05, rng, unspaced=language in UNSPACED) for text in originals]
    found = clusters(originals + copies)
    joined = [
        one is not None and other is not None and one.kept == other.kept
        for one, other in zip(found[: len(originals)], found[len(originals) :], strict=True)
    ]
    assert sum(joined) / len(joined) >= 0.98
    assert all(one.kept % len(originals) == place % len(originals) for place, one in enumerate(found) if one)


def test_ten_thousand_unrelated_texts_are_not_merged() -> None:
    syllables = [one + other for one in "bdfgklmnprstvz" for other in "aeiou"]
    rng = random.Random(3)
    texts = [
        " ".join("".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(rng.randint(8, 40)))
        for _ in range(10_000)
    ]
    assert clusters(texts) == [None] * 10_000


def test_a_template_filled_in_many_times_does_not_take_forever() -> None:
    """20 000 pages that share their frame: pairs would be 200 million."""
    frame = "Skip to content. Home, news, sport, weather, contact. {} All rights reserved, terms and conditions apply."
    halves = generating.texts(20_000, *_languages())
    found = clusters([frame.format(text) for text in halves.to_pylist()])
    assert len(found) == 20_000


def _languages():
    import numpy as np

    rng = np.random.default_rng(1)
    return rng.integers(0, len(generating.LANGUAGES), 20_000), rng
