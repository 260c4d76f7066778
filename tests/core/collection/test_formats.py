"""Every format: its small real file, the same in batches of any size and from any cursor, and broken in the midst."""

import shutil

import pytest
from format_files import FILES, NAMES, links, opened, read, refused_in, rows_in, texts

from core.collection.sources.files import FORMATS, format_of
from core.errors import UnreadableFileError

ROWS = {
    "argilla.json": 2,
    "clinic.tmx": 7,
    "doccano.jsonl": 3,
    "film.sw.srt": 3,
    "greetings.arrow": 3,
    "greetings.arrows": 3,
    "label-studio.json": 3,
    "letter.xliff": 5,
    "market.en": 6,
    "menu.xlf": 5,
    "page.html": 3,
    "prodigy.jsonl": 3,
    "story.eaf": 3,
    "sw.po": 11,
    "sw_demo-ud-test.conllu": 3,
    "talk.vtt": 2,
}


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_recognised_and_read_whole(name):
    rows, refused = read(FILES / name)
    assert (len(rows), refused) == (ROWS[name], [])
    assert all(row[5]["text"].strip() for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_batches_of_any_size_give_the_same_and_reading_goes_on_at_any_cursor(name):
    whole = read(FILES / name)
    batches = list(opened(FILES / name, 1).batches())
    assert (rows_in(batches), refused_in(batches)) == whole
    for place, batch in enumerate(batches):
        rest = list(opened(FILES / name, 1).batches(batch.cursor))
        assert rows_in(rest) == rows_in(batches[place + 1 :])
        assert refused_in(rest) == refused_in(batches[place + 1 :])


@pytest.mark.parametrize("name", NAMES)
def test_positions_are_unique_and_parents_come_in_the_same_file(name):
    rows, _ = read(FILES / name)
    positions = [row[2] for row in rows]
    assert positions == sorted(set(positions))
    assert {row[3] for row in rows if row[3] is not None} <= set(positions)
    assert all((row[3] is None) == (row[4] is None) for row in rows)


@pytest.mark.parametrize(
    "name", ["clinic.tmx", "menu.xlf", "letter.xliff", "story.eaf", "sw.po", "page.html", "talk.vtt", "film.sw.srt"]
)
def test_the_content_tells_the_format_where_the_name_does_not(tmp_path, name):
    wanted = format_of(FILES / name).name
    shutil.copy(FILES / name, tmp_path / "noname")
    assert format_of(tmp_path / "noname").name == wanted


# ruff: noqa: E501
# file, what is replaced by what, the refusals, rows left
BROKEN = [
    ("clinic.tmx", b"Kliniki iko wapi?</seg>", b"Kliniki <b iko wapi?</seg>", [(7, "invalid_xml")], 4),
    ("clinic.tmx", b"Kliniki iko", b"Kliniki \xff iko", [(7, "invalid_encoding")], 4),
    ("clinic.tmx", b"wapi?</seg></tuv>", b"&x;</seg></tuv>", [(7, "invalid_xml")], 4),
    ("clinic.tmx", b"    </tu>\n    <tu tuid=\"c2\">", b"    <tu tuid=\"c2\">", [(7, "unclosed_record")], 4),
    ("clinic.tmx", b"</body>\n</tmx>", b"", [(21, "unclosed_record")], 7),
    ("menu.xlf", b"<source>Close</source>", b"", [(10, "invalid_record")], 4),
    ("menu.xlf", b"<source>Close</source>", b"<source>Close", [(10, "invalid_xml")], 4),
    ("letter.xliff", b"</segment>\n      <segment id=\"s2\">", b"<segment id=\"s2\">", [(4, "invalid_xml")], 1),
    ("sw.po", b'msgid "Save"', b'msgid "Save', [(10, "invalid_record")], 9),
    ("sw.po", b"Hifadhi", b"Hif\xffadhi", [(8, "invalid_encoding")], 9),
    ("sw_demo-ud-test.conllu", b"\tkitabu\tNOUN", b"\tNOUN", [(7, "invalid_record")], 1),
    ("sw_demo-ud-test.conllu", b"2\tanasoma", b"zwei\tanasoma", [(6, "invalid_record")], 1),
    ("film.sw.srt", b"00:00:04,000 --> 00:00:06,250", b"00:00:04,000 --> soon", [(7, "invalid_record")], 2),
    ("film.sw.srt", b"00:00:06,250", b"00:00:01,250", [(7, "invalid_record")], 2),
    ("talk.vtt", b"00:01.000 --> 00:04.000 align:start\n", b"", [(8, "invalid_record")], 1),
    ("story.eaf", b"Nzuri sana.</ANNOTATION_VALUE>", b"Nzuri sana.", [(11, "invalid_xml")], 2),
    ("story.eaf", b"<ANNOTATION_VALUE>news</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>", b"", [(25, "unclosed_record")], 3),
    ("story.eaf", b"</ANNOTATION_DOCUMENT>", b"", [(30, "unclosed_record")], 3),
    ("page.html", b"ndizi", b"nd\xffizi", [(3, "invalid_encoding")], 2),
    ("label-studio.json", b'"data": {"text": "Naomba', b'"data": {"text" "Naomba', [(10, "invalid_json")], 2),
    ("label-studio.json", b'"annotations": []}\n]', b'"annotations": [', [(15, "unclosed_record")], 2),
    ("argilla.json", b'{"id": "r1", "fields": {"text": "Could you kindly wait?"}', b'{"id": "r1", "fields": {}', [(1, "no_text_field")], 1),
    ("doccano.jsonl", b'"text": "\xc2\xbfQu\xc3\xa9 onda, g\xc3\xbcey?"', b'"text": "\xff"', [(2, "invalid_encoding")], 2),
    ("prodigy.jsonl", b'"Dear Sir or Madam,"', b'"Dear Sir or Madam,', [(2, "unclosed_record")], 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "refused", "left"), BROKEN)
def test_a_broken_record_is_refused_at_its_line_and_the_others_are_kept(tmp_path, name, old, new, refused, left):
    data = (FILES / name).read_bytes()
    assert data.count(old) == 1
    path = tmp_path / name
    path.write_bytes(data.replace(old, new))
    rows, found = read(path)
    assert (found, len(rows)) == (refused, left)
    batches = list(opened(path, 1).batches())  # the same in small batches
    assert (rows_in(batches), refused_in(batches)) == (rows, found)


def test_a_line_that_one_side_of_a_pair_lacks_is_refused_there_only(tmp_path):
    (tmp_path / "x.en").write_bytes(b"One\n\nThree\xff\nFour\n")
    (tmp_path / "x.sw").write_bytes(b"Moja\nMbili\nTatu\n")
    rows, refused = read(tmp_path / "x.en")
    assert texts(tmp_path / "x.en") == [("en", "One"), ("sw", "Moja"), ("sw", "Mbili"), ("sw", "Tatu"), ("en", "Four")]
    assert refused == [(2, "empty_text"), (3, "invalid_encoding"), (4, "missing_side")]
    assert links(tmp_path / "x.en") == [("Moja", "One")]
    assert [row[1] for row in rows] == ["1", "1", "2", "3", "4"]


def test_a_damaged_batch_of_an_arrow_file_is_refused_and_the_others_are_read(tmp_path):
    data = bytearray((FILES / "greetings.arrow").read_bytes())
    start = data.index(b"Jambo") - 64  # the offsets of the first batch's texts
    data[start : start + 12] = b"\xff" * 12
    (tmp_path / "x.arrow").write_bytes(bytes(data))
    rows, refused = read(tmp_path / "x.arrow")
    assert (refused, [row[5]["text"] for row in rows]) == ([(1, "unreadable")], ["สวัสดี"])


def test_an_arrow_stream_that_was_cut_off_keeps_what_came_before(tmp_path):
    data = (FILES / "greetings.arrows").read_bytes()
    (tmp_path / "x.arrows").write_bytes(data[: data.rindex("สวัสดี".encode())])
    rows, refused = read(tmp_path / "x.arrows")
    assert ([row[5]["text"] for row in rows], refused) == (["Jambo", "Hello"], [(3, "unreadable")])


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_file_is_a_typed_error(tmp_path, name):
    path = tmp_path / "x.en"
    path.write_bytes(b"")
    with pytest.raises(UnreadableFileError):
        opened(path, name=name)


def test_the_table_of_formats_names_every_format_and_ending():
    table = (FILES.parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    for name, kind in FORMATS.items():
        assert f"`{name}`" in table
        if name not in ("label-studio", "argilla", "doccano", "prodigy"):  # JSON, told apart by content
            assert all(f"{suffix} " in table for suffix in kind.suffixes)
