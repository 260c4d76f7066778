"""Which column is what: by name in many languages, else by the values."""

import pyarrow as pa
import pytest

from core.collection.mapping import ColumnMapping, guess
from core.errors import InvalidInputError
from core.tagging.schemes import presets

SCHEMES = tuple(presets().values())


def guessed(**columns):
    return guess(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), SCHEMES)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Text", "Lang"),
        ("sentence", "locale"),
        ("النص", "اللغة"),
        ("文本", "语言"),
        ("Текст", "Язык"),
        ("texte", "langue"),
    ],
)
def test_names_in_many_languages_are_known(text, language):
    found = guessed(**{"id": ["1", "2"], language: ["sw", "en"], text: ["Habari ya asubuhi", "Good morning"]})
    assert (found.text, found.language) == (text, language)


def test_without_known_names_the_longest_column_is_the_text_and_tags_are_the_language():
    found = guessed(a=["en", "sw", "en", "yo"], b=["Good morning to you", "Habari ya asubuhi", "Hello", "Ẹ káàárọ̀"])
    assert (found.text, found.language) == ("b", "a")


def test_a_column_named_language_without_tags_is_not_taken():
    assert guessed(text=["one", "two"], language=["spoken", "written"]).language is None


def test_words_and_numbers_are_no_languages():
    assert guessed(text=["one two", "three four", "five"], n=["12", "13", "14"]).language is None


def test_labels_are_found_by_name_and_by_value():
    found = guessed(
        text=["Give it here", "I should be grateful", "Hand it over"],
        register=["colloquial", "formal", "colloquial"],
        about=["health", "work", "travel"],
    )
    assert found.labels == {"formality": "register", "domain": "about"}


def test_a_column_named_like_a_scheme_with_foreign_values_is_no_label():
    assert guessed(text=["a b", "c d"], domain=["example.org", "example.com"]).labels == {}


def test_documents_and_addresses_are_recognised():
    found = guessed(text=["a b", "c d"], doc_id=["1", "1"], url=["https://example.org/1", "https://example.org/2"])
    assert (found.document, found.url) == ("doc_id", "url")


def test_columns_without_a_part_are_the_users_own():
    mapping = ColumnMapping(text="t", language="l", document="d", labels={"formality": "f"})
    assert {"t", "l", "f"} == mapping.used()


def test_a_mapping_must_fit_the_file():
    with pytest.raises(InvalidInputError, match="no column “x”"):
        ColumnMapping(text="x").check(["a", "b"])
    with pytest.raises(InvalidInputError, match="cannot be two things"):
        ColumnMapping(text="a", language="a").check(["a", "b"])


def test_a_file_without_columns_cannot_be_mapped():
    with pytest.raises(InvalidInputError, match="no columns"):
        guess(pa.table({}))
