"""JSONL: arrow's way and Python's agree; a bad line costs itself alone."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.collection.options import ReadOptions
from core.collection.sources.files import FORMATS
from core.collection.sources.files.json_lines import JsonLinesReader
from core.errors import UnreadableFileError

TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=20)
VALUE = TEXT | st.integers(-(10**6), 10**6) | st.booleans() | st.none() | st.lists(st.integers(0, 9), max_size=3)
ROWS = st.lists(st.fixed_dictionaries({"text": TEXT}, optional={"a": VALUE, "b": VALUE}), min_size=1, max_size=12)
FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def shown(value):
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


@FIXTURE
@given(ROWS, st.sampled_from([20, 1 << 20]))
def test_rows_come_back_with_their_values_as_text(read, rows, size):
    found, refused = read(lines([{"text": "first"}, *rows]), "file.jsonl", size)
    assert refused == []
    assert [line for line, _ in found] == list(range(1, len(rows) + 2))
    for wanted, (_, row) in zip(rows, found[1:], strict=True):
        assert {name: value for name, value in row.items() if value is not None} == {
            name: shown(value) for name, value in wanted.items() if value is not None
        }


def test_bad_lines_are_refused_with_their_number_and_reason(read):
    content = (
        b'{"text": "one"}\n\n{"text": "two"\n["three"]\n{"text": "caf\xe9"}\n{"text": "\\ud800"}\n'
        b'{"text": "a"} {"text": "b"}\n{"text": "last"}'
    )
    rows, refused = read(content, "file.jsonl")
    assert [(line, row["text"]) for line, row in rows] == [(1, "one"), (8, "last")]
    assert refused == [
        (3, "invalid_json"),
        (4, "invalid_json"),
        (5, "invalid_encoding"),
        (6, "invalid_encoding"),
        (7, "invalid_json"),
    ]


def test_values_that_look_like_times_stay_as_they_were_written(read):
    rows, _ = read(b'{"text": "2020-01-02", "when": "2020-01-02T03:04:05"}\n' * 2, "file.jsonl")
    assert rows[0][1] == {"text": "2020-01-02", "when": "2020-01-02T03:04:05"}


def test_a_field_of_two_types_is_read_line_by_line(read):
    rows, refused = read(
        b'{"text": "a", "n": 1}\n{"text": "b", "n": "two"}\n{"text": "c", "n": {"x": [1]}}\n', "file.jsonl"
    )
    assert [row["n"] for _, row in rows] == ["1", "two", '{"x": [1]}']
    assert refused == []


def test_a_column_may_first_occur_in_a_later_block(read):
    rows, _ = read(b'{"text": "a"}\n{"text": "b", "speaker": "S1"}\n', "file.jsonl", 14)
    assert rows == [(1, {"text": "a"}), (2, {"text": "b", "speaker": "S1"})]


def test_both_ways_give_the_same_columns(tmp_path, monkeypatch, read):
    content = lines([{"text": "a", "n": 1, "f": 1.5, "t": True}, {"text": "b", "n": None, "f": 2.0, "t": False}] * 5)
    fast = read(content, "fast.jsonl")
    monkeypatch.setattr(JsonLinesReader, "_fast", lambda *_: None)
    assert read(content, "slow.jsonl") == fast


def test_a_file_without_objects_is_no_jsonl(tmp_path):
    path = tmp_path / "list.json"
    path.write_text('["a", "b"]\n')
    with pytest.raises(UnreadableFileError, match="one a line"):
        FORMATS["jsonl"].open(path, ReadOptions(), 100)
