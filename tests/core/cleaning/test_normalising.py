"""Normalisation: what it undoes, what it leaves alone in every script, and that doing it twice is doing it once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cleaning.characters import Batch, Sign
from core.cleaning.normalising import may_change, normalise
from core.cleaning.quality import mojibake_share

UNDONE = {
    "cafÃ© au lait": "café au lait",
    "Fish &amp;amp; chips": "Fish & chips",
    "a\x00b\x07": "ab",
    "\ufeffText": "Text",
    "\u202eabc\u202c": "abc",
    "safe\u2066 txt\u2069": "safe txt",
    "plain\u200f text": "plain text",
    "so\u00adft": "soft",
    "in\u200bvisible": "invisible",
    "a\u200db": "ab",
    "a  b\t c \n\n\n\n d ": "a b c\n\nd",
    "one\r\ntwo": "one\ntwo",
    "e\u0301te\u0301": "été",
    "Пло\u200dхо": "Плохо",
}
KEPT = [
    "می\u200cخواهم",  # Persian: ZWNJ within a word
    "هٔ\u200d",  # a joiner that forces a form
    "क्\u200dष और श्\u200cय",  # Hindi: half forms
    "ന്\u200d പ്\u200cര",  # Malayalam: old chillu
    "ශ්\u200dරී ලංකා",  # Sinhala: touching letters
    "র\u200d্যাব",  # Bengali
    "👨\u200d👩\u200d👧 👩🏽\u200d💻 🏳️\u200d🌈",
    "ខ្មែរ\u200bភាសា",  # Khmer: a zero-width space parts words
    "ภาษาไทยที่ดี",
    "שלום\u200f, abc",
    "« L\u2019été\u00a0»",  # French: no-break spaces
    "　日本語",  # at the edge it is space, see below
    "“quotes” ﬁne ＦＵＬＬ",
    "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
    "ĳs ş ț ӑ й",
]


@pytest.mark.parametrize(("text", "made"), UNDONE.items())
def test_accidents_are_undone(text, made):
    assert normalise(text) == made


@pytest.mark.parametrize("text", KEPT)
def test_what_is_meant_stays(text):
    assert normalise(text) == text.strip("\u3000")


ALPHABETS = {
    "Persian": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی\u064e\u0651",
    "Hindi": "अआइकखगघचजटडतदनपबमयरलवशषसह\u093e\u093f\u0940\u094d\u0902",
    "Malayalam": "അആഇകഗചജടണതദനപബമയരലവശഷസഹ\u0d3e\u0d3f\u0d4d\u0d02",
    "Sinhala": "අආඉකගචජටඩතදනපබමයරලවසහ\u0dca\u0dcf\u0dd2",
    "Khmer": "កខគឃងចឆជញតថទធនបផពមយរលវសហអ\u17d2\u17b6",
    "Bengali": "অআইকখগচজটডতদনপবমযরলশষসহ\u09cd\u09be",
}
SPELT = st.one_of(
    *(
        st.lists(st.sampled_from(letters), min_size=1, max_size=8).flatmap(
            lambda before, letters=letters: st.tuples(
                st.just("".join(before)), st.sampled_from("\u200c\u200d"), st.text(letters[:20], max_size=6)
            )
        )
        for letters in ALPHABETS.values()
    )
)


@given(SPELT)
def test_joiners_stay_in_scripts_that_spell_with_them(parts):
    before, joiner, after = parts
    text = unicodedata.normalize("NFC", f"{before}{joiner}{after}")
    assert normalise(text).count(joiner) == 1
    assert normalise(text) == text


TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\u200b\u200c\u200d\u200e\u200f\u202a\u2066\u00a0\u3000\t\n\r &;Ã©â€™ğŸ˜€\u00ad\ufeffक्ষمی"),
    ),
    max_size=40,
)


@given(TEXT)
def test_twice_is_once_in_nfc_and_no_mark_is_lost(text):
    made = normalise(text)
    assert normalise(made) == made
    assert unicodedata.is_normalized("NFC", made)


@given(st.text(st.characters(categories=["L", "M"], exclude_characters="\u00ad"), max_size=30))
def test_letters_and_their_marks_stay(text):
    composed = unicodedata.normalize("NFC", text)
    if not mojibake_share(composed) and not Batch.of([composed]).having(Sign.UNUSUAL):
        assert normalise(composed) == composed


@given(TEXT)
def test_what_is_not_looked_at_would_not_change(text):
    """The job normalises only texts that hold something unusual."""
    composed = unicodedata.normalize("NFC", text)
    if not (Batch.of([composed]).having(Sign.UNUSUAL) or mojibake_share(composed) or may_change(composed)):
        assert normalise(composed) == composed
