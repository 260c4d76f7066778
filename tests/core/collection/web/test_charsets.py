"""Bytes to text: the right charset wins over a wrong declaration."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collection.web.charsets import decode
from core.collection.web.refusals import PageRefusedError, Reason

RUSSIAN = "Все люди рождаются свободными и равными в своём достоинстве и правах. " * 6
CHINESE = "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心。" * 6
JAPANESE = "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。" * 6
THAI = "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ " * 6
FRENCH = "Tous les êtres humains naissent libres et égaux en dignité – « et en droits ». " * 6


@pytest.mark.parametrize(
    ("text", "encoding", "header", "head"),
    [
        (RUSSIAN, "utf-8", "text/html; charset=utf-8", ""),
        (RUSSIAN, "utf-8", "text/html", ""),
        (RUSSIAN, "utf-8", "text/html; charset=iso-8859-1", ""),  # the most frequent lie
        (RUSSIAN, "cp1251", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "cp1251", "text/html", '<meta charset="windows-1251">'),
        (RUSSIAN, "cp1251", "text/html; charset=utf-8", '<meta charset="windows-1251">'),
        (RUSSIAN, "koi8-r", "text/html", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'),
        (RUSSIAN, "cp1251", "text/html", '<?xml version="1.0" encoding="windows-1251"?>'),
        (CHINESE, "gb18030", "text/html; charset=gb2312", ""),
        (CHINESE, "utf-8", "text/html; charset=gbk", ""),
        (JAPANESE, "cp932", "text/html; charset=Shift_JIS", ""),
        (JAPANESE, "euc_jp", "text/html; charset='euc-jp'", ""),
        (JAPANESE, "iso2022_jp", "text/html; charset=iso-2022-jp", ""),
        (THAI, "cp874", "text/html; charset=tis-620", ""),
        (FRENCH, "cp1252", "text/html; charset=iso-8859-1", ""),
        (FRENCH, "utf-16-le", "text/html; charset=utf-16le", ""),
        (FRENCH, "utf-8", "text/html", '<meta charset="utf-16">'),
        (FRENCH, "utf-8", "text/html; charset=utf-7", ""),
        (FRENCH, "utf-8", "text/html; charset=rot13", ""),
        (FRENCH, "utf-8", "text/html; charset=no-such-charset", ""),
    ],
)
def test_declared_or_evident_charset(text, encoding, header, head):
    page = f"<html><head>{head}</head><body><p>{text}</p></body></html>"
    decoded = decode(page.encode(encoding), header)
    assert decoded.text == page
    assert not decoded.guessed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_wins(encoding):
    assert decode(RUSSIAN.encode(encoding), "text/html; charset=windows-1251").text == RUSSIAN


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (JAPANESE, "euc_jp"), (CHINESE, "gb18030")])
def test_undeclared_charset_is_guessed_and_said(text, encoding):
    decoded = decode(f"<p class=a>{text}</p><script>var x = 1</script>".encode(encoding), "text/html")
    assert text in decoded.text
    assert decoded.guessed


def test_wrong_header_alone_does_not_make_mojibake():
    decoded = decode(RUSSIAN.encode("cp1251"), "text/html; charset=utf-8")
    assert decoded.text == RUSSIAN


def test_a_broken_byte_in_utf8_stays_one_broken_place():
    decoded = decode(RUSSIAN.encode() + b"\xff" + RUSSIAN.encode(), "text/html")
    assert (decoded.charset, decoded.text) == ("utf-8", f"{RUSSIAN}\ufffd{RUSSIAN}")


@given(st.text(), st.sampled_from(["", "text/html; charset=windows-1252", "text/html; charset=koi8-r"]))
def test_utf8_is_never_misread(text, header):
    body = text.encode("utf-8", "ignore")
    if not body.isascii() and not body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        assert decode(body, header).text == body.decode("utf-8")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_reason(body):
    try:
        assert isinstance(decode(body, "text/html; charset=windows-1252").text, str)
    except PageRefusedError as refusal:
        assert refusal.reason is Reason.UNREADABLE
