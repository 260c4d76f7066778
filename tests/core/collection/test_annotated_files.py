"""CoNLL-U, subtitles, ELAN, web pages and Arrow: what becomes of words, times, speakers, tiers and paragraphs."""

import pyarrow as pa
import pytest
from format_files import FILES, links, read, texts

from core.collection.options import ReadOptions
from core.collection.sources.files import format_of
from core.errors import UnreadableFileError


def test_conllu_keeps_the_annotation_and_puts_words_together():
    (first, translation, second), _ = read(FILES / "sw_demo-ud-test.conllu")
    assert (first[5]["text"], first[5]["language"], first[1]) == ("Mtoto anasoma kitabu.", "sw", "story-1")
    assert first[5]["conllu"].split("\n")[2] == "3\tkitabu\tkitabu\tNOUN\t_\t_\t2\tobj\t_\tSpaceAfter=No"
    assert (translation[5]["text"], translation[5]["language"]) == ("The child reads a book.", "en")
    assert links(FILES / "sw_demo-ud-test.conllu") == [("The child reads a book.", "Mtoto anasoma kitabu.")]
    assert (second[5]["text"], second[5]["sent_id"]) == ("nyumbani kwetu!", "s2")


def test_srt_gives_cues_with_their_times_and_without_markup():
    (first, second, third), _ = read(FILES / "film.sw.srt")
    assert (first[5]["text"], first[5]["start"], first[5]["end"]) == (
        "Habari za asubuhi!\nKaribu nyumbani.",
        "1000",
        "3500",
    )
    assert (second[5]["text"], second[5]["language"], third[5]["start"]) == ("Asante sana & kwaheri.", "sw", "60000")
    assert {row[1] for row in (first, second, third)} == {"1"}


def test_webvtt_gives_voices_as_speakers_and_passes_over_notes_and_styles():
    rows, refused = read(FILES / "talk.vtt")
    assert [(row[5]["speaker"], row[5]["text"], row[5]["start"]) for row in rows] == [
        ("Amina", "Ninakupenda sana.", "1000"),
        ("Juma", "Na mimi pia.", "5000"),
    ]
    assert refused == []


def test_elan_orders_by_time_keeps_glosses_and_links_translations():
    rows, _ = read(FILES / "story.eaf")
    assert [(row[5]["text"], row[5].get("speaker"), row[5].get("start")) for row in rows] == [
        ("Habari gani?", "Amina", "0"),
        ("What is the news?", "Amina", None),
        ("Nzuri sana.", "Juma", "1600"),
    ]
    assert (rows[0][5]["A-words"], rows[0][5]["A-gloss"], rows[0][5]["annotator"]) == (
        "habari gani",
        "news which",
        "Neema",
    )
    assert links(FILES / "story.eaf") == [("What is the news?", "Habari gani?")]


def test_html_gives_paragraphs_in_order_without_menu_and_footer():
    rows, _ = read(FILES / "page.html")
    assert [row[5]["text"] for row in rows] == [
        "Siku ya soko",
        "Kila Jumamosi watu wa kijiji huenda sokoni.",
        "Wanauza ndizi, mahindi na samaki.",
    ]
    assert {(row[5]["language"], row[5]["url"], row[5]["title"]) for row in rows} == {
        ("sw", "https://example.org/soko", "Siku ya soko")
    }


@pytest.mark.parametrize("name", ["greetings.arrow", "greetings.arrows"])
def test_arrow_is_read_as_file_and_as_stream(name):
    rows, _ = read(FILES / name)
    assert [(row[0], row[5]["text"], row[5]["lang"]) for row in rows] == [
        (1, "Jambo", "sw"),
        (2, "Hello", "en"),
        (3, "สวัสดี", "th"),
    ]


def test_arrow_texts_that_are_no_utf8_are_refused_one_by_one(tmp_path):
    bad = pa.array([b"good", b"caf\xe9"], pa.binary()).view(pa.string())
    table = pa.table({"text": bad})
    with pa.ipc.new_file(tmp_path / "x.arrow", table.schema) as out:
        out.write_table(table)
    rows, refused = read(tmp_path / "x.arrow")
    assert ([row[5]["text"] for row in rows], refused) == (["good"], [(2, "invalid_encoding")])


def test_a_declared_encoding_is_believed_where_the_bytes_fit_it(tmp_path):
    from core.collection.preview import preview

    text = "Привет, как дела? Всё хорошо."
    for encoding in ("windows-1251", "koi8-r", "utf-16"):
        path = tmp_path / f"{encoding}.tmx"
        path.write_bytes(
            f'<?xml version="1.0" encoding="{encoding}"?>\n<tmx version="1.4"><header srclang="ru"/><body>'
            f'<tu><tuv xml:lang="ru"><seg>{text}</seg></tuv></tu></body></tmx>'.encode(encoding)
        )
        assert preview(path).rows[0]["text"] == text


@pytest.mark.parametrize("name", ["idna", "unicode_escape", "rot13", "nonsense", "utf-8"])
def test_a_declared_encoding_that_cannot_be_is_not_believed(tmp_path, name):
    from core.collection.encodings import detect

    path = tmp_path / "x.tmx"
    path.write_bytes(f'<?xml version="1.0" encoding="{name}"?>\n'.encode() + "Привет, как дела?".encode("cp1251") * 20)
    assert detect(path).name == "cp1251"


def test_a_file_of_the_wrong_kind_is_a_typed_error(tmp_path):
    (tmp_path / "x.eaf").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="no ELAN file"):
        format_of(tmp_path / "x.eaf").open(tmp_path / "x.eaf", ReadOptions(), 1)


def test_subtitles_without_a_language_in_the_name_say_none(tmp_path):
    (tmp_path / "x.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n", encoding="utf-8")
    assert texts(tmp_path / "x.srt") == [(None, "Hi")]
