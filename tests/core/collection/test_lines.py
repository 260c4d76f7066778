"""Blocks of lines: however a file is cut, its lines are the same."""

from hypothesis import given
from hypothesis import strategies as st

from core.collection.cursors import Cursor
from core.collection.lines import LONGEST_LINE, decode, is_bad, read_block, readable, split

LINES = st.lists(st.text(st.characters(blacklist_characters="\n\r", blacklist_categories=("Cs",)), max_size=30))


def lines_of(path, size):
    at, found = Cursor(), []
    while block := read_block(path, at, size):
        found += [(block.start.line + place, line) for place, line in enumerate(split(decode(block.data)[0]))]
        at = block.end
    return found


@given(LINES, st.integers(1, 64), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_blocks_of_any_size_hold_the_same_lines(tmp_path_factory, lines, size, end, closed):
    path = tmp_path_factory.mktemp("lines") / "file.txt"
    path.write_bytes((end.join(lines) + (end if closed and lines else "")).encode())
    wanted = list(enumerate(lines, start=1))
    if lines and not lines[-1] and not closed:
        wanted.pop()  # an empty last line without an end is no line
    if lines and lines[0].startswith("\ufeff"):
        wanted[0] = (1, lines[0][1:])
    assert lines_of(path, size) == wanted


def test_separators_other_than_line_feeds_belong_to_the_text(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("a\u2028b\x85c\x0bd\ne\n", encoding="utf-8")
    assert [line for _, line in lines_of(path, 100)] == ["a\u2028b\x85c\x0bd", "e"]


def test_a_byte_order_mark_is_no_text(tmp_path):
    path = tmp_path / "file.txt"
    path.write_bytes(b"\xef\xbb\xbfone\ntwo\n")
    assert lines_of(path, 100) == [(1, "one"), (2, "two")]


def test_a_cursor_inside_a_block_is_where_that_line_begins(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("ä\nbb\nc\n", encoding="utf-8")
    block = read_block(path, Cursor(), 100)
    assert block.after(2) == Cursor(offset=6, line=3)
    assert read_block(path, block.after(2)).data == b"c\n"


def test_an_endless_line_is_left_out_and_reading_goes_on(tmp_path):
    path = tmp_path / "file.txt"
    path.write_bytes(b"one\n" + b"x" * (3 * LONGEST_LINE) + b"\nthree\n")
    first = read_block(path, Cursor(), 4)
    second = read_block(path, first.end, 1 << 20)
    assert (second.too_long, second.start.line, len(second.data)) == (True, 2, 1000)
    third = read_block(path, second.end, 1 << 20)
    assert (third.data, third.start.line, third.last) == (b"three\n", 3, True)


def test_bytes_that_are_no_characters_mark_their_text():
    text, clean = decode(b"caf\xe9")
    assert not clean
    assert is_bad(text)
    assert readable(text) == "caf\ufffd"
    assert decode("café".encode()) == ("café", True)
