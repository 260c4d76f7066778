"""Finding in one text, in many scripts: what counts as the same, what is a word, and the condition that narrows."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from core.concordance.boundaries import graphemes, to_graphemes
from core.concordance.comparing import Comparison, condition, keyed, needle_of
from core.concordance.querying import Kind, Matcher, Query, required
from core.corpus import engine
from core.errors import InvalidInputError

EXACT, FOLDED, PLAIN = Comparison
WORDS, PART, PATTERN = Kind
FAMILY = "👩‍👩‍👧"
PIECES = [
    "straße", "STRASSE", "ﬁn", "Fin", "ọ̀rẹ́", "ORE", "İz", "ız", "كَتَبَ", "يكتبون", "كـتب", "שָׁלוֹם", "שלום", "लड़का",
    "लड़", "โรงเรียน", "เรียน", "世界", "世", "ሰላም", FAMILY, "👩", "🇰🇪", "ａｂ", "ab", " ", "  ", "\n", "-", ".", "\u00ad",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join).map(lambda text: unicodedata.normalize("NFC", text))


def found(needle, text, kind=WORDS, comparison=FOLDED, tag=None):
    text = unicodedata.normalize("NFC", text)
    return [text[start:end] for start, end in Matcher(Query(needle, kind, comparison)).find(text, tag)]


@pytest.mark.parametrize(
    ("needle", "text", "kind", "comparison", "tag", "hits"),
    [
        ("strasse", "Die Straße, STRASSE und Strassen", WORDS, FOLDED, "de", ["Straße", "STRASSE"]),
        ("strasse", "Straße STRASSE strasse", WORDS, EXACT, "de", ["strasse"]),
        ("istanbul", "İstanbul, ISTANBUL", WORDS, FOLDED, "tr", ["İstanbul", "ISTANBUL"]),
        ("see  you", "See\nyou, see you", WORDS, FOLDED, "en", ["See\nyou", "see you"]),
        ("see", "seen unsee see-through", WORDS, FOLDED, "en", ["see"]),
        ("ọ", "Ọ̀rẹ́ ọrẹ", PART, FOLDED, "yo", ["ọ"]),
        ("ore", "Ọ̀rẹ́ mi, ọrẹ", WORDS, PLAIN, "yo", ["Ọ̀rẹ́", "ọrẹ"]),
        ("ore", "Ọ̀rẹ́", WORDS, FOLDED, "yo", []),
        ("लड़क", "लड़का और लड़कियाँ", PART, FOLDED, "hi", ["लड़का", "लड़कि"]),
        ("लड़क", "लड़का", WORDS, PLAIN, "hi", []),
        ("كتب", "كَتَبَ كـتب يكتبون", WORDS, PLAIN, "ar", ["كَتَبَ", "كـتب"]),
        ("كتب", "يكتبون", PART, FOLDED, "ar", ["كتب"]),
        ("اين", "أين الطبيب", WORDS, PLAIN, "ar", ["أين"]),
        ("שלום", "שָׁלוֹם עולם", WORDS, PLAIN, "he", ["שָׁלוֹם"]),
        ("โรงเรียน", "ฉันไปโรงเรียนทุกวัน", WORDS, FOLDED, "th", ["โรงเรียน"]),
        ("เรียน", "ฉันไปโรงเรียนทุกวัน", WORDS, FOLDED, "th", []),
        ("เรียน", "ฉันไปโรงเรียนทุกวัน", PART, FOLDED, "th", ["เรียน"]),
        ("世界", "你好世界", WORDS, FOLDED, "zh", ["世界"]),
        ("ሰላም", "ሰላም፡ነው።", WORDS, FOLDED, "am", ["ሰላም"]),
        ("👩", f"a {FAMILY} b 👩", WORDS, FOLDED, "en", ["👩"]),
        ("👩", f"a {FAMILY} b", PART, FOLDED, "en", [FAMILY]),
        (r"(\w)\1{2,}", "sooo gooood", PATTERN, FOLDED, "en", ["ooo", "oooo"]),
        (r"^see\b", "See you see", PATTERN, FOLDED, "en", ["See"]),
        (r"\p{Han}+", "in 世界 now", PATTERN, EXACT, "zh", ["世界"]),
    ],
)  # fmt: skip
def test_hits(needle, text, kind, comparison, tag, hits):
    assert found(needle, text, kind, comparison, tag) == [unicodedata.normalize("NFC", hit) for hit in hits]


@pytest.mark.parametrize("needle", ["", "  ", "\u00ad"])
def test_nothing_is_no_query(needle):
    with pytest.raises(InvalidInputError, match="nothing to look for"):
        Matcher(Query(needle))


def test_bad_and_endless_patterns_are_told():
    with pytest.raises(InvalidInputError, match="no pattern"):
        Matcher(Query("(a", PATTERN))
    with pytest.raises(InvalidInputError, match="takes over"):
        found(r"(a|aa)+$", "a" * 3000 + "b", PATTERN)
    with pytest.raises(InvalidInputError, match="too many"):
        Matcher(Query("a" * 501))


@pytest.mark.parametrize(
    ("pattern", "sure"),
    [
        (r"\w+ing\b", "ng"),  # i has Turkic forms
        (r"foo[a-z]+bars?", "foo"),
        (r"ab|cd", ""),
        (r"a\x41bcde", "a"),
        (r"(abcdef)?xy", "xy"),
        (r"ab{2}cd", "cd"),
        (r"(?x) a b", ""),
        (r"[a^](b]cde)?f", ""),  # rather nothing than something unsure
        (r"(.)\1", ""),
    ],
)
def test_what_a_pattern_is_sure_to_hold(pattern, sure):
    assert required(pattern, FOLDED) == sure


@given(TEXTS, st.sampled_from(PIECES), st.sampled_from([WORDS, PART]), st.sampled_from(list(Comparison)))
def test_hits_are_whole_graphemes_in_order_and_equal_to_the_needle(text, needle, kind, comparison):
    key = needle_of(needle, comparison)
    if not key:
        return
    edges, place = {0}, 0
    for one in graphemes(text):
        place += len(one)
        edges.add(place)
    last = 0
    for start, end in Matcher(Query(needle, kind, comparison)).find(text, None):
        assert last <= start < end <= len(text)
        assert start in edges and end in edges
        assert key in keyed(text[start:end], comparison).key
        last = end


@given(TEXTS, st.sampled_from(PIECES), st.sampled_from([WORDS, PART]), st.sampled_from(list(Comparison)))
def test_the_condition_lets_no_hit_through_its_net(text, needle, kind, comparison):
    if not needle_of(needle, comparison):
        return
    matcher = Matcher(Query(needle, kind, comparison))
    if list(matcher.find(text, None)):
        assert in_question(text, matcher.condition), (text, matcher.condition)


@given(st.text(max_size=12), st.integers(0, 12), st.integers(0, 12), st.sampled_from(list(Comparison)))
def test_every_piece_of_any_text_is_found_by_condition(text, start, size, comparison):
    text = unicodedata.normalize("NFC", text)
    key = needle_of(text[start : start + size], comparison)
    if key and list(keyed(text, comparison).spans(key)):
        assert in_question(text, condition(key, comparison)), (text, key)


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_graphemes_are_the_text_and_stretches_are_whole(text, start, size):
    assert "".join(graphemes(text)) == text
    assert graphemes(text) == regex.findall(r"\X", text)
    start = min(start, len(text))
    end = min(len(text), start + size)
    if start < end:
        low, high = to_graphemes(text, start, end)
        assert low <= start and end <= high


def in_question(text: str, expression: str) -> bool:
    cursor = engine.cursor()
    try:
        return bool(
            cursor.sql("select regexp_matches($t, $e) as yes", params={"t": text, "e": expression}).fetchall()[0][0]
        )
    finally:
        cursor.close()
