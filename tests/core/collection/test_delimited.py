"""CSV and TSV: what was written comes back; a bad row costs itself alone."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.collection.options import ReadOptions
from core.collection.sources.files import FORMATS
from core.collection.sources.files.cells import Dialect, parse
from core.collection.sources.files.delimited import unique_names
from core.collection.sources.files.dialects import guess, has_header
from core.errors import UnreadableFileError

DIRT = Path(__file__).resolve().parents[3] / "data" / "samples" / "dirt"
CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\0"), max_size=20)
OPEN = ReadOptions(delimiter=",", quoting=True, header=True)
FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


def written(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


@FIXTURE
@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=15), st.sampled_from([7, 60, 1 << 20]))
def test_rows_come_back_as_they_were_written(read, rows, size):
    rows = [row for row in rows if any(row)]
    rows = [row for row in rows if row != ("a", "b", "c")]
    found, refused = read(written([("a", "b", "c"), *rows]), "file.csv", size, OPEN)
    assert [tuple(row.values()) for _, row in found] == rows
    assert refused == []


@FIXTURE
@given(st.binary(max_size=400), st.integers(1, 80))
def test_any_bytes_give_each_line_once_however_they_are_cut(read, content, size):
    content = b"text,language\n" + content
    whole = read(content, "file.csv", 1 << 20, OPEN)
    assert read(content, "file.csv", size, OPEN) == whole
    lines = [line for line, _ in whole[0]] + [line for line, _ in whole[1]]
    assert len(lines) == len(set(lines))


def test_a_quote_that_is_never_closed_costs_one_line(read):
    content = b'text,language\nfirst,en\n"second,en\nthird,sw\n"fourth, with a comma",sw\nfifth,yo\n'
    rows, refused = read(content, "file.csv", options=OPEN)
    assert [row["text"] for _, row in rows] == ["first", "third", "fourth, with a comma", "fifth"]
    assert refused == [(3, "unclosed_quote")]


def test_a_quote_in_the_last_line_costs_that_line(read):
    rows, refused = read(b'text,language\nfirst,en\n"last,en', "file.csv", options=OPEN)
    assert ([row["text"] for _, row in rows], refused) == (["first"], [(3, "unclosed_quote")])


def test_a_cell_over_several_lines_is_one_row_with_the_number_of_its_first(read):
    rows, refused = read(b'text,language\n"one\ntwo",en\nthree,sw\n', "file.csv", options=OPEN)
    assert rows == [(2, {"text": "one\ntwo", "language": "en"}), (4, {"text": "three", "language": "sw"})]
    assert refused == []


def test_the_sample_of_broken_rows_is_refused_row_by_row(read):
    rows, refused = read((DIRT / "broken_rows.csv").read_bytes(), "broken_rows.csv")
    assert refused == [
        (7, "wrong_columns"),
        (9, "wrong_columns"),
        (17, "wrong_columns"),
        (20, "invalid_encoding"),
        (23, "wrong_columns"),
        (26, "nul"),
        (34, "invalid_encoding"),
        (36, "repeated_header"),
        (38, "wrong_columns"),
        (41, "unclosed_quote"),
    ]
    assert [row["text"] for line, row in rows if line > 41] != []


def test_columns_beyond_the_header_are_no_fault_while_empty(read):
    rows, refused = read(b"text,language\nHabari,sw,,\nHello,en,x\n", "file.csv", options=OPEN)
    assert ([row["text"] for _, row in rows], refused) == (["Habari"], [(3, "wrong_columns")])


def test_tabs_part_columns_and_quotes_are_text_in_tsv(read):
    content = b'text\tlanguage\n"Come," she said.\ten\n5" wide\ten\n"Wapi"\tsw\n'
    rows, refused = read(content, "file.tsv")
    assert [row["text"] for _, row in rows] == ['"Come," she said.', '5" wide', '"Wapi"']
    assert refused == []


@pytest.mark.parametrize(
    ("delimiter", "name"), [(";", "file.csv"), ("\t", "file.csv"), ("|", "file.csv"), (",", "file.tsv")]
)
def test_the_delimiter_is_found_whatever_the_suffix_says(read, delimiter, name):
    rows, _ = read(written([("text", "language"), ("Habari, ndugu; yako", "sw"), ("Hi", "en")], delimiter), name)
    assert [row for _, row in rows] == [
        {"text": "Habari, ndugu; yako", "language": "sw"},
        {"text": "Hi", "language": "en"},
    ]


def test_a_carriage_return_inside_a_row_costs_that_row(read):
    rows, refused = read(b"text,language\none,en\ntwo\rhalves,en\nthree,en\n", "file.csv", options=OPEN)
    assert ([row["text"] for _, row in rows], refused) == (["one", "three"], [(3, "carriage_return")])


def test_a_file_without_header_gets_numbered_columns(read):
    rows, _ = read(b"Habari ya leo,1\nHello there,2\n", "file.csv")
    assert rows[0] == (1, {"column 1": "Habari ya leo", "column 2": "1"})


def test_an_empty_file_says_so(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"\n \n")
    with pytest.raises(UnreadableFileError, match="is empty"):
        FORMATS["csv"].open(path, ReadOptions(), 100)


def test_column_names_are_made_unique():
    assert unique_names(["text", "", "text", "text (2)"]) == ("text", "column 2", "text (2)", "text (2) (2)")


def test_a_header_is_unlike_the_rows():
    assert has_header([["text", "lang"], ["Habari ya asubuhi", "sw"]])
    assert not has_header([["1", "2"], ["3", "4"]])
    assert not has_header([["sw", "en"], ["en", "sw"]])
    assert not has_header([["x" * 80, "lang"], ["a", "b"]])


def test_quoting_is_off_where_it_would_lose_rows():
    assert guess(['a\t"b', 'c\td"', 'e\t"f'], None, None, "\t") == Dialect("\t", False)
    assert guess(['a,"b, c"', 'd,"e ""f"" g"'], None, None, ",") == Dialect(",", True)


def test_an_open_record_waits_for_more_lines_only_while_there_are_some():
    waiting = parse(['a,"b', "c"], Dialect(",", True), 2, final=False)
    assert (waiting.used, waiting.bad) == (0, [])
    done = parse(['a,"b', "c"], Dialect(",", True), 2, final=True)
    assert [place for place, _, _ in done.bad] == [0, 1]
