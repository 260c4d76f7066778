"""What detector labels mean: the traps of label normalisation, coverage, and how outcomes are written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import languages
from core.identification import labels


@pytest.mark.parametrize(
    ("detector", "raw", "tag"),
    [
        ("fasttext", "als", "gsw"),  # Alemannic, not Tosk Albanian
        ("fasttext", "sh", "hbs"),  # the group, not Serbian in Latin letters
        ("fasttext", "tl", "fil"),
        ("fasttext", "eml", "egl"),
        ("fasttext", "bh", "bho"),
        ("fasttext", "no", "no"),  # not narrowed to Bokmål
        ("fasttext", "sw", "sw"),
        ("langdetect", "zh-cn", "zh"),
        ("langdetect", "zh-tw", "zh"),
        ("langdetect", "he", "he"),
        ("other", "iw", "he"),
        ("tags", "eng_Latn", "en"),
        ("tags", "hrv_Latn", "hr"),
        ("tags", "srp_Latn", "sr-Latn"),
        ("tags", "kas_Deva", "ks-Deva"),
        ("tags", "arb_Arab", "ar"),  # the macrolanguage is written for its chief member
        ("tags", "als_Latn", "sq"),  # Tosk, which is not lid.176's Alemannic
        ("tags", "zho_Hans", "zh"),
        ("tags", "zho_Hant", "zh-Hant"),
        ("tags", "jpn_Jpan", "ja"),
        ("tags", "zxx_Zzzz", None),
        ("other", "xx", None),
        ("other", "und", None),
    ],
)
def test_labels_mean_what_their_detector_means(detector, raw, tag):
    assert labels.meaning(detector, raw) == tag


@pytest.mark.parametrize(
    ("said", "wanted", "may"),
    [
        ("pt", "pt-BR", True),
        ("no", "nb", True),
        ("no", "nn", False),
        ("hbs", "hr", True),
        ("hr", "hbs", False),
        ("zh", "cmn", True),
        ("zh", "yue", False),
        ("ar", "arz", False),
        ("fa", "prs", True),
    ],
)
def test_a_general_label_may_mean_a_variety_but_no_sister_language(said, wanted, may):
    assert labels.says(said, wanted) is may


def test_outcomes_are_written_as_the_project_expects_them():
    sayable = ["en", "hbs", "hr", "nn", "no", "pt", "zh"]
    assert labels.outcomes(sayable, ["pt-BR", "nb", "zh-Hant", "zh-Hans", "hr"]) == {
        "en": "en",
        "hbs": "hbs",  # a detector says hr by name, so hbs is not written for it
        "hr": "hr",
        "nn": "nn",
        "no": "nb",
        "pt": "pt-BR",
        "zh": "zh",  # two expected ones: no detector can tell them apart
    }
    assert labels.accepted(sayable, ["pt-BR", "zh-Hant", "zh-Hans"]) == {"pt-BR", "zh-Hant", "zh-Hans", "zh"}


@pytest.mark.parametrize(
    ("tag", "scripts"),
    [
        ("zh-Hant", ("Hani", "Bopo")),
        ("ja", ("Hira", "Kana", "Hani")),
        ("sr", ("Cyrl", "Latn")),
        ("sr-Latn", ("Latn",)),
        ("am", ("Ethi",)),
        ("pt-BR", ("Latn",)),
    ],
)
def test_languages_are_written_in_their_scripts(tag, scripts):
    assert labels.scripts(tag) == scripts


@settings(deadline=None)
@given(st.text(max_size=12))
def test_any_label_means_a_known_language_or_nothing(raw):
    tag = labels.meaning("anything", raw)
    assert tag is None or languages.is_tag(tag)


def test_the_group_of_close_languages_has_a_name_of_its_own():
    assert languages.name("hbs") == "Serbo-Croatian"
    assert languages.name("sr-Latn") == "Serbian (Latin)"


def test_every_entry_of_the_data_file_is_a_tag():
    table = labels.table()
    tags = {tag for meanings in table.meanings.values() for tag in meanings.values()}
    tags |= set(table.stands_for) | {tag for others in table.stands_for.values() for tag in others}
    tags |= set(table.scripts) | set(table.needs)
    assert {tag for tag in tags if not languages.is_tag(tag)} == set()
