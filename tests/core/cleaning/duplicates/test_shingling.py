"""5-grams are of graphemes, the same by the fast and the exact way; signatures estimate likeness."""

import numpy as np
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from core.cleaning.duplicates.shingling import comparable, shingle
from core.cleaning.duplicates.signing import sign

some = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(
    "abकिताับกำ각ᄀ👩\u200d🇩🇪\u0301 é中", max_size=30
)


def naive(text: str) -> list[str]:
    graphemes = regex.findall(r"\X", text)
    return ["\x00".join(graphemes[place : place + 5]) for place in range(len(graphemes) - 4)]


@given(st.lists(some, max_size=6))
@example(["किताबें पढ़ना", "abcdef", "", "👩‍👩‍👧🇩🇪🇫🇷 abc", "한국어를 배웁니다"])
def test_grams_are_equal_exactly_where_the_graphemes_are(given_texts):
    texts = [comparable(text) for text in given_texts]
    shingled = shingle(texts)
    wanted = [gram for text in texts for gram in naive(text)]
    assert np.diff(shingled.offsets).tolist() == [len(naive(text)) for text in texts]
    assert shingled.graphemes.tolist() == [len(regex.findall(r"\X", text)) for text in texts]
    number_of = dict(zip(wanted, shingled.grams.tolist(), strict=True))
    assert [number_of[gram] for gram in wanted] == shingled.grams.tolist()
    assert len(set(number_of.values())) == len(number_of)


def test_what_is_compared_is_blind_to_case_white_space_and_composition():
    assert comparable(" Cafe\u0301\n\tOLÉ ") == comparable("café olé") == "café olé"


def test_han_and_kana_count_twice_towards_the_size():
    shingled = shingle(["日本語のテキスト", "text"])
    assert (shingled.graphemes.tolist(), shingled.sizes.tolist()) == ([8, 4], [16, 4])


def test_sketches_estimate_the_jaccard_similarity():
    texts = ["".join(chr(0x4E00 + place) for place in range(start, start + 1_000)) for start in range(0, 1_000, 100)]
    made, shingled = sign(texts), shingle(texts)
    for other in range(1, 10):
        one, two = shingled.of(0), shingled.of(other)
        exact = len(one & two) / len(one | two)
        assert abs((made.sketch[0] == made.sketch[other]).mean() - exact) < 0.16


def test_signatures_do_not_depend_on_what_else_is_signed():
    texts = ["x" * 39, "The boat lay on the beach, far from where the men had left it.", "किताबें " * 20, "短い" * 30]
    together, reverse = sign(texts), sign(texts[::-1])
    assert np.array_equal(together.bands, reverse.bands[::-1]) and np.array_equal(together.sizes, reverse.sizes[::-1])
    assert together.sizes[0] == 0 and not together.bands[0].any()
