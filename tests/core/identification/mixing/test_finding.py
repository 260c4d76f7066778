"""Languages within a text: found where it switches, in any script, and not where it does not."""

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.identification.configuration import Question, finds_mixing, number
from core.identification.detectors import DetectorSpec, specs
from core.identification.identifying import Identifier
from core.identification.mixing import evidence
from core.identification.mixing.finding import Mixing, unanimous
from core.identification.preparing import prepare
from core.identification.votes import blank

pytestmark = pytest.mark.models

SWAHILI = "Watoto walikuwa wakicheza mpira nje ya nyumba yao jana jioni"
ENGLISH = "and then their mother told them to come inside for dinner"
GERMAN = "Die Kinder spielen seit heute Morgen vor dem Haus ihrer Großeltern"
CHINESE = "我们昨天晚上一起去看了一场非常有意思的电影"
JAPANESE = "昨日の夜は友達と一緒にとても面白い映画を見に行きました"
THAI = "เมื่อวานนี้เราไปดูหนังที่สนุกมากด้วยกันที่โรงภาพยนตร์"
HINDI = "हम कल शाम को अपने दोस्तों के साथ बाज़ार गए थे"
ARABIC = "ذهبنا أمس إلى السوق مع أصدقائنا واشترينا الكثير من الخضار"
KHMER = "ម្សិលមិញយើងបានទៅមើលកុនជាមួយគ្នា"
BURMESE = "မနေ့က ကျွန်တော်တို့ ရုပ်ရှင် သွားကြည့်ခဲ့ကြတယ်"
LAO = "ມື້ວານນີ້ພວກເຮົາໄປເບິ່ງໜັງນຳກັນ"
DECLARED = ("ar", "de", "en", "hi", "ja", "km", "lo", "my", "sw", "th", "zh")


@pytest.fixture(scope="module")
def mixing():
    return Mixing(DECLARED)


def found(mixing, text, language=None):
    spans = mixing.spans([text], prepare([text]).texts, [language]).get(0, ())
    return [(span.language, text[span.start : span.end]) for span in spans]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("sw", SWAHILI), ("en", ENGLISH)),
        (("de", GERMAN), ("sw", SWAHILI)),
        (("zh", CHINESE), ("en", ENGLISH)),
        (("en", ENGLISH), ("ja", JAPANESE)),
        (("th", THAI), ("en", ENGLISH)),
        (("en", ENGLISH), ("hi", HINDI)),
        (("ar", ARABIC), ("en", ENGLISH)),
        (("km", KHMER), ("th", THAI)),
        (("my", BURMESE), ("en", ENGLISH)),
        (("lo", LAO), ("th", THAI)),
    ],
)
def test_a_switch_is_found_where_it_is(mixing, first, second):
    text = f"{first[1]} {second[1]}"
    assert found(mixing, text, first[0]) == [(first[0], f"{first[1]} "), second]


@pytest.mark.parametrize(
    "text", [SWAHILI, ENGLISH, GERMAN, CHINESE, JAPANESE, THAI, HINDI, ARABIC, KHMER, BURMESE, LAO]
)
def test_a_text_in_one_language_has_no_spans(mixing, text):
    assert found(mixing, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "123 456",
        "Habari",
        f"{SWAHILI} NASA",
        f"{CHINESE}iPhone",
        f"{ARABIC}\\n\\u200d\\n",
        "昨日、東京都千代田区の会議室で話しました",
    ],
)
def test_names_numbers_and_short_texts_do_not_make_a_text_mixed(mixing, text):
    assert found(mixing, text) == []


def test_japanese_is_told_from_chinese_though_both_write_han(mixing):
    (first, second) = found(mixing, f"{CHINESE} {JAPANESE}", "zh")
    assert (first[0], second[0]) == ("zh", "ja")
    assert second[1].endswith("の夜は友達と一緒にとても面白い映画を見に行きました")


def test_two_languages_without_a_space_between_them_are_told_apart(mixing):
    assert found(mixing, CHINESE + JAPANESE.replace("昨日の夜は", "")) != []
    assert found(mixing, f"{THAI}{KHMER}") == [("th", THAI), ("km", KHMER)]


def test_a_language_that_is_not_declared_is_a_candidate_where_it_was_found():
    text = f"{GERMAN} {ENGLISH}"
    only = Mixing(("en", "sw"))
    assert [tag for tag, _text in found(only, text, "de")] == ["de", "en"]


def test_texts_that_the_model_cannot_say_are_left_alone():
    project = Mixing(("en", "fon"))
    assert found(project, f"{GERMAN} {ENGLISH}", "fon") == []
    assert found(project, f"{GERMAN} {ENGLISH}", None) == []  # unsure: it may be Fon


def test_without_declared_languages_any_may_come():
    assert [tag for tag, _text in found(Mixing(), f"{SWAHILI} {ENGLISH}", "sw")] == ["sw", "en"]


def test_the_end_of_a_long_text_is_read_too(mixing):
    text = f"{GERMAN}. " * 40 + f"{SWAHILI}. " * 20
    (first, second) = found(mixing, text, "de")
    assert (first[0], second[0]) == ("de", "sw")
    assert second[1].startswith("Watoto")


def test_columns_name_the_second_language_and_its_share_of_letters(mixing):
    texts = [f"{SWAHILI} {ENGLISH}", SWAHILI]
    rows = mixing.columns(texts, prepare(texts).texts, ["en", "sw"]).to_pylist()
    letters = [sum(map(str.isalpha, part)) for part in (SWAHILI, ENGLISH)]
    assert rows[0]["second_language"] == "sw"  # the segment's own language is English
    assert rows[0]["second_share"] == pytest.approx(letters[0] / sum(letters), abs=1e-4)
    assert [span["language"] for span in json.loads(rows[0]["spans"])] == ["sw", "en"]
    assert rows[1] == {"spans": None, "second_language": None, "second_share": None}


def test_varieties_are_written_as_the_project_declares_them():
    portuguese = "Os meninos estavam brincando na frente da casa ontem à noite"
    assert [tag for tag, _text in found(Mixing(("en", "pt-BR")), f"{portuguese} {ENGLISH}", "pt-BR")] == ["pt-BR", "en"]


WORDS = st.lists(st.sampled_from([SWAHILI, ENGLISH, GERMAN, CHINESE, THAI, ARABIC, "NASA", "!?", ""]), max_size=4)


@settings(max_examples=20)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=40), st.integers(1, 7))
def test_the_batch_changes_nothing(texts, size):
    mixing = Mixing(DECLARED)
    whole = mixing.columns(texts, prepare(texts).texts, [None] * len(texts))
    parts = [
        mixing.columns(part, prepare(part).texts, [None] * len(part))
        for part in (texts[start : start + size] for start in range(0, len(texts), size))
    ]
    assert pa.concat_tables(parts).equals(whole)


def test_both_walks_meet_the_same_features_and_they_are_the_packages():
    from py3langid.langid import visit_counts

    texts = [f"{text} ".encode() for text in (SWAHILI, CHINESE, THAI, ENGLISH)]
    together, singly = evidence._walk_together(texts), evidence._walk_singly(texts)
    assert np.array_equal(together, singly)
    model = evidence.model()
    wanted = visit_counts(model.tk_nextmove, [row << 8 for row in model.tk_row], model.tk_output, texts[0])
    met = together[: len(texts[0])]
    assert dict(zip(*np.unique(met[met >= 0], return_counts=True), strict=True)) == wanted


def test_what_all_detectors_say_surely_is_sure():
    first = blank("one", ("en", "sw"), ("en", "sw"), 4)
    second = blank("two", ("sw", "en"), ("sw", "en"), 4)
    first.labels[:, 0], first.scores[:, 0] = [0, 0, 1, 0], [0.99, 0.99, 0.99, 0.9]
    second.labels[:, 0], second.scores[:, 0] = [1, 0, -1, 1], [0.99, 0.99, 0, 0.99]
    assert unanimous([first, second], 4) == [True, False, True, False]


def test_an_identification_fills_the_columns_where_its_detectors_can(store):
    question = Question(("de", "en", "sw"))
    rows = pa.table({"text": [f"{SWAHILI} {ENGLISH}", None, SWAHILI]})
    found = Identifier.of(specs(["py3langid"], store), question).identify(rows)
    first = found.to_pylist()[0]
    assert {first["language"], first["second_language"]} == {"en", "sw"}
    assert found["second_language"].null_count == 2
    plain = Identifier.of(specs(["pycld2"], store), question).identify(rows)
    assert plain.schema.equals(found.schema)
    assert plain["spans"].null_count == 3


def test_projects_that_do_not_ask_the_detector_are_not_asked_anew():
    alone, more = DetectorSpec("fasttext", "1"), DetectorSpec("py3langid", "1")
    assert (finds_mixing([alone]), finds_mixing([alone, more])) == (False, True)
    assert number([alone], Question()) != number([alone, more], Question())
