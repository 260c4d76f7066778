"""Text files: lines or paragraphs, numbered as an editor numbers them."""

import pytest
from format_files import read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.collection.options import ReadOptions
from core.collection.sources.files.plain_text import guess_unit, pieces

FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
LINE = st.sampled_from(["", " ", "Habari", "Ẹ káàárọ̀ o", "我们 走", "two words"])


@FIXTURE
@given(st.lists(LINE, min_size=1, max_size=20), st.integers(1, 40), st.sampled_from(["line", "paragraph"]))
def test_pieces_do_not_depend_on_how_the_file_is_cut(read, lines, size, unit):
    lines = ["begin", *lines]
    text = "\n".join(lines)
    found, refused = read(text.encode(), "file.txt", size, ReadOptions(unit=unit))
    wanted = pieces(text, unit)
    if unit == "line" or size > len(text.encode()):
        assert [(line, row["text"]) for line, row in found] == wanted
    else:  # a paragraph longer than a block is cut; nothing is lost
        assert "\n".join(row["text"] for _, row in found).split("\n") == "\n".join(t for _, t in wanted).split("\n")
    assert refused == []


def test_a_paragraph_keeps_its_lines_and_the_number_of_its_first():
    assert pieces("one\ntwo\n\n \nthree\n", "paragraph") == [(1, "one\ntwo"), (5, "three")]
    assert pieces("one\n\ntwo", "line") == [(1, "one"), (3, "two")]
    assert pieces(" all of it\n", "whole") == [(1, " all of it\n")]
    assert pieces("\n \n", "whole") == []


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (["one", "two", "three"], "line"),
        (["one", "", "two", "", "three"], "line"),
        (["wrapped text that", "goes on here.", "", "Another paragraph", "of two lines."], "paragraph"),
    ],
)
def test_the_unit_is_guessed_from_empty_lines(lines, unit):
    assert guess_unit(lines) == unit


def test_a_line_with_wrong_bytes_or_nul_is_refused_alone(read):
    rows, refused = read(b"good\ncaf\xe9\nze\0ro\nfine\n", "file.txt")
    assert [(line, row["text"]) for line, row in rows] == [(1, "good"), (4, "fine")]
    assert refused == [(2, "invalid_encoding"), (3, "nul")]


def test_carriage_returns_at_line_ends_are_no_text(read):
    rows, _ = read(b"one\r\ntwo\r\n", "file.txt")
    assert [row["text"] for _, row in rows] == ["one", "two"]


def test_a_paragraph_is_not_cut_where_a_batch_ends(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("one\ntwo\nthree\n\n\nfour\nfive\n")
    assert read(path, size=1) == read(path) != ([], [])
    assert [row[5]["text"] for row in read(path, size=1)[0]] == ["one\ntwo\nthree", "four\nfive"]
