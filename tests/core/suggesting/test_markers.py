"""Marks of speech: what the lists find and where, in code points; broken lists are named."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInputError
from core.suggesting import markers


def found(text, language, own=None):
    return [(text[one.start : one.end], one.kind, one.towards) for one in markers.marks(text, language, own)]


def test_address_is_told_apart_by_letters_where_the_language_does_so():
    assert found("Können Sie sagen, ob sie kommt?", "de") == [("Sie", "polite_address", "formal")]
    assert found("Kannst du's dir denken?", "de-AT")[0] == ("du", "familiar_address", "colloquial")
    assert found("Je t’aime.", "fr") == [("t’", "familiar_address", "colloquial")]
    assert found("Vous êtes là, t'as vu ?", "fr") == [
        ("Vous", "polite_address", "formal"),
        ("t'as", "contraction", "colloquial"),
    ]


def test_marks_are_whole_words_also_in_scripts_with_marks():
    assert found("यार, आप कैसे हैं?", "hi") == [
        ("यार", "slang", "colloquial"),
        ("आप", "polite_address", "formal"),
    ]
    assert found("तैयार आपदा", "hi") == []  # “ready” and “disaster” hold the letters of both


def test_without_spaces_an_entry_is_found_anywhere():
    assert ("めっちゃ", "slang", "colloquial") in found("今日めっちゃ暑いです", "ja")
    assert ("です", "polite_address", "formal") in found("今日めっちゃ暑いです", "ja")


def test_signs_of_any_language_need_no_list_and_lie_at_code_points():
    text = "👍🏽 Sooo guuut!!! 😀"
    assert found(text, None) == [
        ("👍🏽", "emoji", "colloquial"),
        ("ooo", "elongation", "colloquial"),
        ("uuu", "elongation", "colloquial"),
        ("!!!", "exclaiming", "colloquial"),
        ("😀", "emoji", "colloquial"),
    ]
    assert found(text, "xx") == found(text, None)


def test_a_list_in_the_workspace_takes_the_place_of_the_shipped_one(tmp_path):
    own = {"language": "de", "groups": [{"kind": "slang", "entries": ["knorke"]}]}
    (tmp_path / "de.json").write_text(json.dumps(own), encoding="utf-8")
    assert found("Du, das ist knorke.", "de", tmp_path) == [("knorke", "slang", "colloquial")]


@pytest.mark.parametrize(
    "content", ["{", '{"language": "de"}', '{"language":"de","groups":[{"kind":"odd","entries":["x"]}]}']
)
def test_a_broken_list_is_named(tmp_path, content):
    (tmp_path / "de.json").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"de\.json"):
        markers.marks("Du", "de", tmp_path)


def test_every_shipped_list_is_sound_and_says_nothing_twice():
    for path in markers.SHIPPED.glob("*.json"):
        parsed = json.loads(path.read_text(encoding="utf-8"))
        assert markers.marker_list(path.stem).language == path.stem == parsed["language"]
        for group in parsed["groups"]:
            assert len(set(group["entries"])) == len(group["entries"]), (path.stem, group["kind"])


@given(st.text(max_size=80), st.sampled_from(["de", "fr", "ja", "hi", None]))
def test_marks_lie_within_the_text_and_apart(text, language):
    spans = [(one.start, one.end) for one in markers.marks(text, language)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end <= start for (_first, end), (start, _last) in pairwise(spans))
