"""Aligning paragraphs of two versions of a page."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collection.web.aligning import MOST_CELLS, Pair, Unit, align


def units(*lengths: int, kind: str = "p") -> list[Unit]:
    return [Unit(kind, "", length) for length in lengths]


def pairs(a, b) -> list[tuple[int, int, str]]:
    return [(pair.a, pair.b, pair.how) for pair in align(a, b)]


def test_figures_of_any_script_are_the_same_figures():
    assert Unit.of("अनुच्छेद १२", "h2").figures == Unit.of("Article 12", "h2#a").figures == ("12",)
    assert Unit.of("المادة ٣", "h2") == Unit("h2", "", 8, ("3",))
    assert Unit.of("text", "p#x") == Unit("p", "x", 4)


def test_same_ids_are_pairs_whatever_their_order_and_number():
    a = [Unit("p", name, 50) for name in ("one", "two", "three")]
    b = [Unit("p", name, 9) for name in ("new", "three", "one", "two")]
    assert pairs(a, b) == [(0, 2, "id"), (1, 3, "id"), (2, 1, "id")]


def test_ids_that_are_not_unique_or_hardly_shared_prove_nothing():
    twice = [Unit("p", "x", 10), Unit("p", "x", 20)]
    assert pairs(twice, twice) == [(0, 0, "structure"), (1, 1, "structure")]
    a = [Unit("p", "x", 10), *units(20, 30, 40)]
    b = [*units(20, 30, 40), Unit("p", "x", 10)]
    assert {how for *_, how in pairs(a, b)} == {"structure"}


def test_pages_built_alike_are_paired_one_to_one():
    a = [Unit("h1", "", 20), *units(300, 5, 400)]
    b = [Unit("h1", "", 9), *units(100, 300, 90)]
    assert pairs(a, b) == [(place, place, "structure") for place in range(4)]


def test_missing_section_is_found_by_the_figures_of_the_headings():
    def page(articles):
        found = []
        for article in articles:
            found += [Unit("h2", "", 9, (str(article),)), *units(120, 80)]
        return found

    a, b = page(range(1, 8)), page([1, 2, 3, 5, 6, 7])
    found = pairs(a, b)
    assert len(found) == 18
    assert all(a[i].figures == b[j].figures for i, j, _ in found)
    assert not {9, 10, 11} & {i for i, *_ in found}  # article 4


def test_inserted_paragraph_is_left_alone_by_length():
    a, b = units(100, 300, 60, 500), units(98, 290, 155, 61, 520)
    assert pairs(a, b) == [(0, 0, "length"), (1, 1, "length"), (2, 3, "length"), (3, 4, "length")]


def test_two_paragraphs_for_one_make_no_pair():
    assert pairs(units(100, 400, 90), units(100, 210, 190, 90)) == [(0, 0, "length"), (2, 3, "length")]


def test_heading_is_not_paired_with_a_paragraph():
    a = [Unit("h2", "", 20), *units(200), Unit("h2", "", 20), *units(30)]
    b = [Unit("h2", "", 20), *units(200, 30)]
    assert all(a[i].is_heading == b[j].is_heading for i, j, _ in pairs(a, b))


def test_large_pages_that_differ_are_not_guessed_at():
    side = int(MOST_CELLS**0.5) + 2
    assert align(units(*range(1, side)), units(*range(1, side + 5))) == []


@pytest.mark.parametrize("dropped", [1, 5])
def test_lengths_alone_find_most_of_a_noisy_page(dropped):
    chance = random.Random(4)
    lengths = [chance.randint(30, 600) for _ in range(80)]
    gone = set(chance.sample(range(80), dropped))
    kept = [place for place in range(80) if place not in gone]
    b = units(*(max(1, round(lengths[place] * 1.2 + chance.gauss(0, 6))) for place in kept))
    found = pairs(units(*lengths), b)
    right = sum(kept[j] == i for i, j, _ in found)
    assert right >= 0.9 * len(kept)
    assert right >= 0.95 * len(found)


unit = st.builds(
    Unit, st.sampled_from(["p", "h2", "li"]), st.sampled_from(["", "", "a", "b"]), st.integers(1, 500),
    st.sampled_from([(), ("1",), ("2",)]),
)  # fmt: skip


@given(st.lists(unit, max_size=12), st.lists(unit, max_size=12))
def test_every_paragraph_is_in_one_pair_at_most(a, b):
    found = align(a, b)
    assert len({pair.a for pair in found}) == len({pair.b for pair in found}) == len(found)
    assert all(0 <= pair.a < len(a) and 0 <= pair.b < len(b) for pair in found)
    assert found == sorted(found, key=lambda pair: pair.a)
    assert align(a, a) == [] or all(isinstance(pair, Pair) for pair in align(a, a))
