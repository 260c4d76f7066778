"""Figures of quality in many scripts; none of them is a rule about English."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from core.cleaning.quality import of_texts


def figure(text, name):
    return of_texts([text])[name][0].as_py()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("हिन्दी में", 6 - 2),
        ("नमस्ते", 3),
        ("e\u0301", 1),
        ("👨‍👩‍👧🇰🇪", 2),
        ("한국어", 3),
        ("a\r\nb", 3),
        ("กำ", 1),
        ("ᄒ\u1161ᆫ", 1),
    ],
)
def test_graphemes_are_what_readers_count(text, count):
    assert figure(text, "graphemes") == count == len(regex.findall(r"\X", text))


@given(st.lists(st.text(max_size=20), max_size=5))
def test_graphemes_are_those_of_the_standard(texts):
    assert of_texts(texts)["graphemes"].to_pylist() == [len(regex.findall(r"\X", text)) for text in texts]


@given(st.lists(st.text(max_size=30), max_size=6))
def test_figures_are_shares_and_do_not_depend_on_the_batch(texts):
    together = of_texts(texts)
    for place, text in enumerate(texts):
        assert of_texts([text]).to_pylist() == [together.to_pylist()[place]]
    for name in together.column_names[1:]:
        assert all(0 <= value <= 1 for value in together[name].to_pylist())


@pytest.mark.parametrize(
    ("text", "letters", "digits", "symbols"),
    [
        ("abc 1234", 0.429, 0.571, 0),
        ("स्त्री", 1, 0, 0),  # marks go with their letter
        ("١٢٣ كتب", 0.5, 0.5, 0),
        ("ok 👍👍", 0.5, 0, 0.5),
        ("!!!", 0, 0, 0),
        ("   ", 0, 0, 0),
    ],
)
def test_shares_are_of_what_is_seen(text, letters, digits, symbols):
    found = [figure(text, f"{name}_share") for name in ("letter", "digit", "symbol")]
    assert found == pytest.approx([letters, digits, symbols], abs=0.0006)


@pytest.mark.parametrize(
    ("text", "share"),
    [("Привет", 1), ("日本語のテキスト", 1), ("한국어 漢字", 1), ("Hello мир", 0.625), ("123", 1), ("abcd абвг", 0.5)],
)
def test_script_purity(text, share):
    assert figure(text, "script_share") == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("anak-anak bermain pelan-pelan", 0, 0),
        ("hahahaha", 0, 0.3),
        ("no no no", 0, 0),
        ("A sentence that says something once.", 0, 0),
        ("!" * 60, 0.9, 1),
        ("Buy now! " * 40, 0.9, 1),
        ("买买买" * 20, 0.9, 1),
        ("This is a longer sentence that a broken page repeats. " * 50, 0.9, 1),
    ],
)
def test_repetition_begins_after_three_copies(text, low, high):
    assert low <= figure(text, "repetition") <= high


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("<p class='x'><b></b></p>", 1),
        ("&nbsp;&nbsp;&copy;", 1),
        ("[[Category:Towns]] {{stub}}", 0.9),
        ("Home > About us > Contact > Login", 1),
        ("Start | Nachrichten | Sport | Wetter | Kontakt", 1),
        ("首页 › 新闻 › 体育 › 天气", 1),
        (".menu { color: red; float: left; }", 0.9),
    ],
)
def test_remains_of_markup_and_navigation(text, least):
    assert figure(text, "markup") >= least


@pytest.mark.parametrize(
    "text",
    ["3 < 5 and 7 > 6", "Copy {0} files to %s", "R&D at AT&T", "He said [quietly] no.", "a > b", "https://x.org"],
)
def test_text_is_no_markup(text):
    assert figure(text, "markup") == 0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("- milk\n- bread\n- eggs\n- salt", 1),
        ("apples, pears, plums, cherries, figs", 1),
        ("تفاح، موز، عنب، تين، رمان", 1),
        ("我喜欢吃苹果，他喜欢吃梨，我们都去公园，然后回家，大家睡觉了", 0),
        ("I came, I saw, and then I went home again.", 0),
        ("One line\nand another that is rather long, as lines of prose are", 0),
    ],
)
def test_lists(text, share):
    assert figure(text, "list_likeness") == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize(
    "text", ["café crème", "Größe", "naïve Ångström", "Đặng Thị", "tiếng Việt", "“Œuvre” …", "São"]
)
def test_accents_are_no_mojibake(text):
    assert figure(text, "mojibake") == 0


@pytest.mark.parametrize("text", ["cafÃ©", "GrÃ¶ÃŸe", "donâ€™t", "b\ufffdse", "ÐŸÑ€Ð¸Ð²ÐµÑ‚"])
def test_mojibake(text):
    assert figure(text, "mojibake") > 0.1
