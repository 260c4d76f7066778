"""Parquet: values as text, going on from a row, a damaged row group, texts that are no UTF-8."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.sources.files import FORMATS
from core.errors import UnreadableFileError


def opened(path):
    return FORMATS["parquet"].open(path, ReadOptions(), 0)


def rows_of(path, cursor=None):
    return [
        (line, row["text"])
        for batch in opened(path).batches(cursor)
        for line, row in zip(batch.lines.to_pylist(), batch.table.to_pylist(), strict=True)
    ]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"text": [f"row {n}" for n in range(1, 26)]}), path, row_group_size=10)
    return path


def test_rows_are_numbered_from_one(path):
    assert rows_of(path)[0] == (1, "row 1")
    assert rows_of(path)[-1] == (25, "row 25")


@pytest.mark.parametrize("done", [0, 3, 10, 17, 25])
def test_reading_goes_on_at_any_row(path, done):
    assert rows_of(path, Cursor(offset=done, line=done + 1)) == rows_of(path)[done:]


def test_cursors_count_rows(path):
    batches = list(opened(path).batches())
    assert [batch.cursor.offset for batch in batches] == [10, 20, 25]
    assert opened(path).total == 25


def test_columns_of_all_types_become_text(tmp_path):
    path = tmp_path / "typed.parquet"
    table = pa.table(
        {
            "text": pa.array(["a", "b"]).dictionary_encode(),
            "n": pa.array([1, None], pa.int16()),
            "x": [1.5, 2.0],
            "ok": [True, False],
            "day": [date(2024, 5, 1), None],
            "tags": [["x", "y"], []],
            "raw": pa.array([b"ab", None], pa.binary()),
            "long": pa.array(["ä", "ö"], pa.large_string()),
        }
    )
    pq.write_table(table, path)
    (batch,) = opened(path).batches()
    first, second = (list(row.values()) for row in batch.table.to_pylist())
    assert first == ["a", "1", "1.5", "true", "2024-05-01", '["x", "y"]', "ab", "ä"]
    assert second == ["b", None, "2", "false", None, "[]", None, "ö"]


def test_a_damaged_row_group_is_refused_and_the_others_are_read(path):
    begin = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = begin.dictionary_page_offset or begin.data_page_offset
    data[start : start + begin.total_compressed_size] = b"\xff" * begin.total_compressed_size
    path.write_bytes(bytes(data))
    batches = list(opened(path).batches())
    refused = [bad for batch in batches for bad in batch.refused]
    assert [(bad.line, bad.reason) for bad in refused] == [(11, "unreadable")]
    assert refused[0].detail.startswith("rows 11 to 20")
    assert [line for line, _ in rows_of(path)] == [*range(1, 11), *range(21, 26)]


def test_texts_that_are_no_utf8_are_refused_one_by_one(tmp_path):
    path = tmp_path / "bad.parquet"
    texts = pa.array([b"good", b"caf\xe9", b"fine"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": texts}), path)
    (batch,) = opened(path).batches()
    assert batch.table["text"].to_pylist() == ["good", "fine"]
    assert batch.lines.to_pylist() == [1, 3]
    assert [(bad.line, bad.reason) for bad in batch.refused] == [(2, "invalid_encoding")]


def test_a_file_that_was_cut_off_says_so(path):
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableFileError, match="cannot be read as Parquet"):
        opened(path)
