import unicodedata

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from core.corpus import identity

texts = st.text(max_size=40)
rows = st.lists(st.tuples(texts, st.integers(0, 2**40), texts), max_size=8)


@given(texts, texts, st.integers(0, 2**40), texts)
def test_the_same_file_twice_gives_the_same_ids(source, document, position, text):
    name = identity.segment_id(source, document, position, text)
    assert name == identity.segment_id(source, document, position, unicodedata.normalize("NFD", text))
    assert len(name) == 32 and set(name) <= set("0123456789abcdef")


@given(st.tuples(texts, texts, st.integers(0, 99), texts), st.tuples(texts, texts, st.integers(0, 99), texts))
def test_different_segments_have_different_ids(one, other):
    same = (*one[:3], unicodedata.normalize("NFC", one[3])) == (*other[:3], unicodedata.normalize("NFC", other[3]))
    assert (identity.segment_id(*one) == identity.segment_id(*other)) == same


def test_fields_do_not_run_together():
    assert identity.segment_id("a", "b1", 1, "x") != identity.segment_id("a", "b", 11, "x")
    assert identity.segment_id("a1:b", "", 1, "x") != identity.segment_id("a", "b", 1, "x")
    assert identity.segment_id("a", "b", 1, "2:x") != identity.segment_id("a", "b", 12, "x")


@given(texts, texts, rows)
def test_in_bulk_as_one_by_one(source, extra, given_rows):
    table = pa.table(
        {
            "text": pa.array([row[2] for row in given_rows], pa.string()),
            "document_id": pa.array([row[0] for row in given_rows], pa.string()),
            "position": pa.array([row[1] for row in given_rows], pa.int64()),
            "note": pa.array([extra] * len(given_rows), pa.string()),
        }
    )
    made = identity.with_identity(table, source)
    assert made["id"].to_pylist() == [identity.segment_id(source, *row) for row in given_rows]
    assert made["exact_key"].to_pylist() == [identity.exact_key(row[2]) for row in given_rows]
    nfc = [unicodedata.normalize("NFC", row[2]) for row in given_rows]
    assert made["text"].to_pylist() == nfc
    assert made["characters"].to_pylist() == [len(text) for text in nfc]
    assert made["note"].to_pylist() == [extra] * len(given_rows)


def test_exact_duplicates_differ_in_case_and_space_only():
    key = identity.exact_key("Guten  Morgen\n")
    assert key == identity.exact_key(" guten morgen") == identity.exact_key("GUTEN MORGEN")
    assert key != identity.exact_key("Guten Morgen!")
    assert identity.exact_key("Straße") == identity.exact_key("STRASSE")
    assert identity.exact_key("\u00e9") == identity.exact_key("e\u0301")


def test_ids_are_fixed_for_good():
    """Stored ids depend on this: a change here makes every import a new one."""
    assert identity.segment_id("s", "d", 3, "Habari") == "d07563e7388afcf2fe8398dc0fdcf6db"
    assert identity.exact_key("Habari") == "5196a62484ef2068d2518652d01f2ecb"
