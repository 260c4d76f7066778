"""Letters per script, against a slow count by the Unicode property itself."""

from collections import Counter
from functools import cache

import numpy as np
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from core.identification import scripts

KNOWN = [code for code in scripts.table().codes if code]
LETTER = st.sampled_from("aZéßжЯぁア漢字한אבجอมሰरதნՀ1 .,!😀\u0301\u200d٣")


def count(texts):
    points = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    return scripts.count(points, np.array([len(text) for text in texts], dtype=np.intp))


@cache
def script_of(character):
    return next((code for code in KNOWN if regex.fullmatch(rf"\p{{sc={code}}}", character)), None)


def slow(text):
    return Counter(code for character in text if (code := script_of(character)))


@settings(deadline=None)
@given(st.lists(st.text(LETTER, max_size=15), max_size=6))
def test_counts_are_those_of_the_unicode_property(texts):
    counts, seen = count(texts)
    assert counts.shape == (len(texts), len(seen))
    for row, text in enumerate(texts):
        found = {scripts.table().codes[number]: int(n) for number, n in zip(seen, counts[row], strict=True) if n}
        assert found == dict(slow(text))


def test_texts_without_letters_have_no_script():
    counts, seen = count(["", "123 …", "😀🙏🏽"])
    assert (counts.sum(), list(seen)) == (0, [])


def test_every_letter_of_a_long_mixed_text_is_counted():
    counts, seen = count(["word слово " * 1000])
    by_code = {scripts.table().codes[number]: int(counts[0, place]) for place, number in enumerate(seen)}
    assert by_code == {"Latn": 4000, "Cyrl": 5000}
