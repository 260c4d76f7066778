"""Spans: they cover the text, never overlap, never cut a grapheme, and survive storage and other normal forms."""

import unicodedata
from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from core.identification.mixing.spans import Span, Stretch, cover, from_json, moved, shares, to_json
from core.identification.mixing.tokens import places
from core.identification.preparing import prepare

TEXTS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0")
    | st.sampled_from("aé 漢字かなไทย\u0301\u0e31\u200d\u200c👩🏽‍🔬हिन्दी «»¿.\n"),
    max_size=60,
)


def edges(text):
    return {0, *(one.end() for one in regex.finditer(r"\X", text))}


@given(TEXTS, st.data())
def test_spans_cover_the_text_without_overlap_and_cut_no_grapheme(text, data):
    tokens = places(prepare([text]).texts[0])
    languages = data.draw(st.lists(st.sampled_from(["sw", "en"]), min_size=len(tokens), max_size=len(tokens)))
    spans = cover(text, [Stretch(start, end, tag, 1) for (start, end), tag in zip(tokens, languages, strict=True)])
    if not tokens:
        assert spans == ()
        return
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert all(before.end == after.start for before, after in pairwise(spans))
    assert all(span.start < span.end for span in spans)
    assert {place for span in spans for place in (span.start, span.end)} <= edges(text)


@given(TEXTS, st.sampled_from(["NFC", "NFD"]))
def test_spans_move_to_another_normal_form_at_the_same_graphemes(text, form):
    other = unicodedata.normalize(form, text)
    tokens = places(prepare([text]).texts[0])
    spans = cover(text, [Stretch(start, end, "en", 1) for start, end in tokens])
    found = moved(spans, text, other)
    if found:
        assert (found[0].start, found[-1].end) == (0, len(other))
        assert {span.start for span in found} <= edges(other)


def test_what_stands_between_goes_to_the_first_but_an_opening_mark_to_the_second():
    text = "Ninapenda, sana. «I love it»"
    spans = cover(text, [Stretch(0, 15, "sw", 0.9), Stretch(18, 27, "en", 0.8)])
    assert [(text[span.start : span.end], span.language) for span in spans] == [
        ("Ninapenda, sana. ", "sw"),
        ("«I love it»", "en"),
    ]


def test_spans_come_back_as_they_were_stored():
    spans = (Span(0, 3, "sw", 0.9), Span(3, 9, "zh-Hant", 0.25))
    assert from_json(to_json(spans)) == spans
    assert from_json(None) == ()


def test_shares_are_of_letters_and_the_largest_comes_first():
    text = "ab 123 !! cdefgh"
    assert shares(text, (Span(0, 10, "sw", 1), Span(10, 16, "en", 1))) == {
        "en": pytest.approx(0.75),
        "sw": pytest.approx(0.25),
    }
