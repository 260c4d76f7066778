"""The detection copy: lower-cased, without addresses, signs and controls; words of all scripts stay whole."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.identification.preparing import LONGEST, composed, detection_copy, prepare


def copy(text):
    return detection_copy([text])[0]


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("ALL IN CAPITALS", "all in capitals"),
        ("see https://example.org/a?b=c for more", "see for more"),
        ("see www.example.org now", "see now"),
        ("mail me@example.org, @someone please", "mail please"),
        ("line one\nline two\r\nthree\ttabs", "line one line two three tabs"),
        ("Nimefika 😀👩‍👩‍👧 sasa", "nimefika \u200d \u200d sasa"),
        ("don't stop well-known words", "don't stop well-known words"),
        ("42 % of 1 000, isn't it?", "of isn't it"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner is spelling
        ("\u202eright to left\u202c", "right to left"),
        ("हिन्दी में है।", "हिन्दी में है"),  # vowel signs and virama stay
        ("ภาษาไทยที่ดี", "ภาษาไทยที่ดี"),
        ("Ẹ káàárọ̀ o", "ẹ káàárọ̀ o"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("12 345 ☎ !!!", ""),
    ],
)
def test_what_detectors_read(text, prepared):
    assert " ".join(copy(text).split()) == prepared


def test_very_long_texts_are_cut():
    assert len(copy("ab " * 5000)) <= LONGEST


def test_addresses_end_with_their_text():
    found = prepare(["see https://example.org", "next", "me@example", "last"])
    assert [text.strip() for text in found.texts] == ["see", "next", "", "last"]


def test_slices_of_arrays_are_read_as_they_stand():
    array = pa.array(["zero", "één", None, "drei", "чет"])
    assert prepare(array.slice(1, 3)).texts == ["één", "", "drei"]
    assert prepare(pa.array([], pa.string())).texts == []


def test_null_and_chunks_are_read_as_they_come():
    chunks = pa.chunked_array([["Aa", None], ["Bb"]])
    assert prepare(chunks).texts == ["aa", "", "bb"]


def test_texts_from_outside_are_composed_first():
    assert composed(["e\u0301"]) == ["é"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(blacklist_categories=("Cs",)), max_size=30), max_size=5))
def test_the_copy_of_a_text_does_not_depend_on_its_neighbours(texts):
    assert detection_copy(texts) == [copy(text) for text in texts]
    assert all("\n" not in text and text == text.strip(" ") for text in detection_copy(texts))
