"""Signs that need no knowledge of the language: what is counted, and where a script cannot have one."""

from hypothesis import given
from hypothesis import strategies as st

from core.suggesting import surface, writing


def of(text):
    return dict(zip((one.key for one in surface.FEATURES), surface.values(text), strict=True))


def test_chatting_differs_from_an_official_letter():
    chat, letter = of("sooo cool!!! 😂 ok ... u coming??"), of("We kindly request your reply, at your convenience.")
    for key in ("elongation", "emoji", "exclaiming", "ellipsis", "lower_start"):
        assert chat[key] > letter[key] == 0, key
    assert letter["commas"] > chat["commas"] and letter["word_length"] > chat["word_length"]
    assert (letter["unended"], of("no dot")["unended"], of("قال نعم۔")["unended"]) == (0, 1, 0)


def test_what_a_script_cannot_have_is_zero_for_it():
    for text in ("أين الطبيب اليوم", "ขอนัดหมอเร็วขึ้นได้ไหม"):
        assert of(text)["capitals"] == of(text)["lower_start"] == 0
    assert of("ขอนัดหมอเร็วขึ้นได้ไหม")["word_length"] == of("我们明天见。")["long_words"] == 0
    assert of("LOUD words")["capitals"] == 0.5


def test_words_keep_their_marks_and_places():
    assert writing.words("Ẹ káàárọ̀ O’Neill मैं हूँ!!") == ["ẹ", "káàárọ̀", "o’neill", "मैं", "हूँ", "!!"]
    assert writing.words("我们 ok") == ["我", "们", "ok"]
    assert writing.lowered("İstanbul ÇOK") == "İstanbul çok"


@given(st.text(max_size=120))
def test_every_feature_lies_between_0_and_1_and_lower_casing_keeps_the_length(text):
    assert all(0 <= one <= 1 for one in surface.values(text))
    assert len(writing.lowered(text)) == len(text)
