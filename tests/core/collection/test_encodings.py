"""Encodings: found from marks, zeros, bytes; read through a UTF-8 copy that keeps wrong bytes wrong."""

import pytest

from core.collection import encodings
from core.collection.encodings import Encoding, chosen, detect, write_utf8
from core.errors import UnreadableFileError

SENTENCES = {
    "cp1252": "Le café coûte très cher à la gare, où l’été dure.\n",
    "cp1250": "Příliš žluťoučký kůň úpěl ďábelské ódy.\n",
    "cp1251": "Съешь ещё этих мягких французских булок, да выпей чаю.\n",
    "koi8-r": "Съешь ещё этих мягких французских булок, да выпей чаю.\n",
    "cp1253": "Καλημέρα σας, τι κάνετε σήμερα;\n",
    "cp1254": "Bugün hava çok güzel, İstanbul’da şehir ışıl ışıl.\n",
    "cp1256": "هذه جملة عربية قصيرة للاختبار فقط.\n",
    "cp874": "วันนี้อากาศดีมากเราไปเดินเล่นกันเถอะ\n",
    "cp932": "これは日本語の文章です。漢字とかなが混ざっています。\n",
    "gb18030": "今天天气很好，我们一起去公园散步吧。\n",
    "big5": "今天天氣很好，我們一起去公園散步吧。\n",
    "cp949": "오늘은 날씨가 아주 좋아서 공원에 갔습니다.\n",
}


@pytest.fixture
def written(tmp_path):
    def do(content: bytes):
        path = tmp_path / "file.txt"
        path.write_bytes(content)
        return path

    return do


@pytest.mark.parametrize("name", SENTENCES)
def test_common_encodings_are_recognised_by_their_text(written, tmp_path, name):
    path = written((SENTENCES[name] * 8).encode(name))
    found = detect(path)
    write_utf8(path, found, tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_text(encoding="utf-8") == SENTENCES[name] * 8


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32"])
def test_unicode_encodings_are_recognised(written, tmp_path, name):
    mark = {"utf-16-be": b"\xfe\xff"}.get(name, b"")
    text = "plain words, ça va? Привет\n" * 3
    path = written(mark + text.encode(name))
    found = detect(path)
    write_utf8(path, found, tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_bytes().decode("utf-8").removeprefix("\ufeff") == text


def test_a_few_bad_bytes_do_not_make_utf8_something_else(written):
    text = "Ọmọ ilé ẹ̀kọ́ náà gbàgbé ìwé rẹ̀.\n".encode() * 20
    assert detect(written(text + b"caf\xe9\n")) == Encoding("utf-8")


def test_lines_that_end_in_carriage_returns_alone_are_read_through_a_copy(written, tmp_path):
    path = written("texte\rdéjà\rvu\r".encode("cp1252"))
    found = chosen(path, "cp1252")
    assert found == Encoding("cp1252", returns=True)
    write_utf8(path, found, tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_text(encoding="utf-8") == "texte\ndéjà\nvu\n"
    assert not detect(written(b"one\rtwo\r")).is_utf8


def test_ascii_is_utf8(written):
    assert detect(written(b"plain\n")).is_utf8
    assert detect(written(b"")).is_utf8


def test_a_copy_keeps_bytes_without_meaning_invalid_in_their_place(written, tmp_path):
    path = written("déjà vu\n".encode("cp1252") + b"bad \x81 byte\n" + "été\n".encode("cp1252"))
    write_utf8(path, Encoding("cp1252"), tmp_path / "copy.txt")
    lines = (tmp_path / "copy.txt").read_bytes().split(b"\n")
    assert lines[0].decode() == "déjà vu"
    assert lines[1] == b"bad \xff byte"
    assert lines[2].decode() == "été"


def test_a_person_may_choose_and_the_mark_is_still_left_out(written):
    path = written("\ufeffhello".encode("utf-16-le"))
    assert chosen(path, "utf-16") == Encoding("utf-16-le", 2)
    assert chosen(path, "UTF-16LE") == Encoding("utf-16-le", 2)
    assert chosen(written(b"abc"), "Windows-1252") == Encoding("cp1252")


def test_an_unknown_encoding_is_refused_with_examples():
    with pytest.raises(UnreadableFileError, match="not an encoding") as caught:
        encodings.known("martian")
    assert "windows-1252" in caught.value.hint


def test_copies_of_a_beginning_end_between_characters(written, tmp_path):
    path = written(("日本語の文章。\n" * 1000).encode("cp932"))
    write_utf8(path, Encoding("cp932"), tmp_path / "copy.txt", limit=1001)
    copied = (tmp_path / "copy.txt").read_bytes().decode("utf-8")
    assert copied and ("日本語の文章。\n" * 1000).startswith(copied)
