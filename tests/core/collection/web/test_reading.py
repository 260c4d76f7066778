"""One page from bytes to paragraphs, in this process and in the reading process."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.collection.web import markup
from core.collection.web.blocks import blocks
from core.collection.web.fetching import Fetched, Head
from core.collection.web.pages import Page, ReadingTask
from core.collection.web.reader import Reader
from core.collection.web.reading import read_page
from core.collection.web.refusals import PageRefusedError, Reason

URL = "https://site.example/sw/a.html"
LONG = (
    "Watu wote wamezaliwa huru, hadhi na haki zao ni sawa. Wote wamejaliwa akili na dhamiri, hivyo yapasa watendeane."
)
PAGE = f"""<!DOCTYPE html><html lang="SW"><head><title>Haki | Tovuti</title><base href="/sw/">
<meta name="author" content="Asha Juma"><meta property="article:published_time" content="2020-05-04T10:00:00Z">
<script>var text = "not text";</script></head><body>
<nav><ul><li><a href="b.html">Nyumbani</a></li></ul></nav>
<article><h1>Haki za binadamu</h1><p>{LONG}</p><p>Kila mtu <b>ana</b> haki <i>ya</i>
kuishi, <a href="c.html#x">uhuru</a> na usalama wa nafsi yake mwenyewe.</p><!-- a remark -->
<blockquote><p>Hakuna mtu yeyote atakayewekwa utumwani au katika hali ya utumwa.</p></blockquote>
<ul><li>Kwanza kabisa, sheria ni moja kwa wote.</li><li>Pili, kila mtu analindwa nayo.</li></ul>
<p>Mstari wa kwanza<br>Mstari wa pili</p><p>Aya nyingine kabisa hapa.</p></article>
<footer>Haki zote <a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">CC</a>
<a rel="nofollow" href="d.html">d</a> <a href="mailto:a@b.c">m</a> <a href="/e.pdf">e</a></footer></body></html>"""


def read(text: str | bytes, reading: str = "article", **more) -> Page:
    body = text.encode() if isinstance(text, str) else text
    task = ReadingTask(url=URL, length=len(body), reading=reading, **{"content_type": "text/html", **more})
    return read_page(task, body)


def all_blocks(text: str) -> list[str]:
    return [block.text for block in blocks(markup.parse(text).find("body"))]


WANTED = (
    "Haki za binadamu",
    LONG,
    "Kila mtu ana haki ya kuishi, uhuru na usalama wa nafsi yake mwenyewe.",
    "Hakuna mtu yeyote atakayewekwa utumwani au katika hali ya utumwa.",
    "Kwanza kabisa, sheria ni moja kwa wote.",
    "Pili, kila mtu analindwa nayo.",
    "Mstari wa kwanza\nMstari wa pili",
    "Aya nyingine kabisa hapa.",
)


@pytest.mark.parametrize("reading", ["article", "everything"])
def test_paragraphs_come_in_order_and_whole(reading):
    page = read(PAGE, reading)
    assert page.paragraphs == WANTED
    assert (page.article, page.everything) == (8, 8)


def test_everything_keeps_what_does_not_look_like_an_article():
    side = "".join(f"<div class=related><p><a href=/{n}>Mada nyingine namba {n}</a></p></div>" for n in range(9))
    text = PAGE.replace("</article>", f"</article>{side}")
    assert read(text, "everything").paragraphs == (*WANTED, *(f"Mada nyingine namba {n}" for n in range(9)))
    assert read(text, "article").paragraphs == WANTED
    assert read(text).everything == 17


def test_what_trafilatura_moves_to_the_end_stands_where_it_stood():
    preamble = "".join(
        f"<p>Whereas recognition of the inherent dignity number {n} is the foundation.</p>" for n in "abc"
    )
    articles = "".join(f"<article><h2>Article {n}</h2><p>{LONG} {n}</p></article>" for n in range(1, 4))
    page = read(
        f"<html lang=en><body><h1>Rights</h1><header><h2>Preamble</h2>{preamble}</header>{articles}</body></html>"
    )
    everything = read(f"<html><body><h1>Rights</h1><header>{preamble}</header>{articles}</body></html>", "everything")
    places = [everything.paragraphs.index(text) for text in page.paragraphs if text in everything.paragraphs]
    assert places == sorted(places)
    assert len(places) >= 6


def test_marks_tell_the_element_its_id_and_whether_it_is_a_link():
    page = read("<h2 id=one>Head</h2><p>Text</p><ul><li><a href=/>Entry</a></li><li>Item</li></ul>", "everything")
    assert page.marks == ("h2#one", "p", "li/a", "li")


@pytest.mark.parametrize(
    ("text", "header", "wanted"),
    [
        ("<a rel='license nofollow' href=/l>x</a>", "", "https://site.example/l"),
        ("<p>x", '</terms>; rel="license"', "https://site.example/terms"),
        ("<meta name=dcterms.license content=https://l.example/a><p>x", "", "https://l.example/a"),
        (
            "<a href=https://creativecommons.org/licenses/by/4.0/>x</a>",
            "",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "<a href=https://creativecommons.org/licenses/by/4.0/>x</a>"
            "<a href=https://creativecommons.org/licenses/by-sa/4.0/>x</a>",
            "",
            None,
        ),
        ("<a href=https://creativecommons.org/about/>x</a>", "", None),
    ],
)
def test_licence(text, header, wanted):
    assert read(f"<html><body>{text}</body></html>", link=header).licence == wanted


def test_versions_and_feeds_that_a_page_declares():
    head = (
        "<link rel=alternate hreflang=sw href=/sw/><link rel='alternate' hreflang=x-default href=/>"
        "<link rel=alternate type=application/atom+xml href=/feed><link rel=stylesheet hreflang=de href=/de>"
    )
    page = read(f"<html><head>{head}</head><p>x", link='<https://b.example/fr>; rel="alternate"; hreflang="fr"')
    assert [(one.tag, one.url) for one in page.alternates] == [
        ("fr", "https://b.example/fr"),
        ("sw", "https://site.example/sw/"),
        ("x-default", "https://site.example/"),
    ]
    assert page.feeds == ("https://site.example/feed",)


def test_what_the_page_says_about_itself():
    page = read(PAGE)
    assert (page.title, page.author, page.date) == ("Haki za binadamu", "Asha Juma", "2020-05-04")
    assert (page.declared_language, page.licence) == ("sw", "https://creativecommons.org/licenses/by-sa/4.0/")
    assert page.links == (
        "https://site.example/sw/b.html",
        "https://site.example/sw/c.html",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://site.example/e.pdf",
    )
    assert page.charset == "utf-8"


@pytest.mark.parametrize(
    ("html", "header", "wanted"),
    [
        ("<html lang=pt_br>", "", "pt-BR"),
        ('<html xml:lang="zh-Hant">', "", "zh-Hant"),
        ("<html lang=''><body lang=am>", "", "am"),
        ("<html>", "yo", "yo"),
        ("<html lang=nonsense>", "", None),
        ("<html>", "en, fr", None),
        ("<html><head><meta http-equiv=Content-Language content=th></head>", "", "th"),
        ("<html lang=x-default>", "de", "de"),
    ],
)
def test_declared_language(html, header, wanted):
    assert read(f"{html}<p>Text here.</p>", content_language=header).declared_language == wanted


def test_short_page_is_not_mixed_with_its_menu_and_not_torn():
    short = "<nav><a href=/>Menyu</a></nav><p><a href=/x>Soma zaidi</a></p><p>Nimefika <b>jana</b> usiku.</p>"
    assert read(short).paragraphs == ("Nimefika jana usiku.",)


def test_blocks_part_at_blocks_only_and_hidden_parts_are_left_out():
    assert all_blocks("<body>One <i>two</i><div>three</div> four<p>five</p><span>six</span> <b>seven</b></body>") == [
        "One two", "three", "four", "five", "six seven"]  # fmt: skip
    assert all_blocks("<body><p>a<script>x</script>b</p><p hidden>c</p><div aria-hidden=true>d</div><form>e</form>"
                      "<div role=navigation>f</div><p>g</p>") == ["ab", "g"]  # fmt: skip
    assert all_blocks("<body><div>a<aside>side</aside>b</div>") == ["a", "b"]
    assert all_blocks("<body><p>a<br>b<br> <br>c</p>") == ["a\nb", "c"]
    assert all_blocks("<body><pre>one\n  two\n\n\nthree</pre>") == ["one\ntwo", "three"]
    assert all_blocks("<body><p>word1\u00a0: word2 \u200bword3</p>") == ["word1\u00a0: word2 \u200bword3"]


def test_links_can_be_forbidden_for_the_whole_page():
    for head, header in (("<meta name=robots content='noindex, NOFOLLOW'>", ""), ("", "isogloss: nofollow")):
        assert read(f"<head>{head}</head><a href=/x>x</a><p>text", robots_tag=header).links == ()
    assert len(read("<head><meta name=googlebot content=nofollow></head><a href=/x>x</a>").links) == 1


def test_reserved_rights_are_respected():
    for head, header in (("<meta name=tdm-reservation content=1>", ""), ("", "1")):
        with pytest.raises(PageRefusedError) as refusal:
            read(f"<html><head>{head}</head><p>text</p></html>", tdm_reservation=header)
        assert refusal.value.reason is Reason.RIGHTS_RESERVED
    assert read("<head><meta name=tdm-reservation content=0></head><p>text").paragraphs == ("text",)


@pytest.mark.parametrize(
    "text",
    [
        "<body><div id=root></div><script src=/app.js></script></body>",
        "<body><noscript>You need to enable JavaScript.</noscript><script src=/app.js></script></body>",
        "<body><div class=spinner></div><script src=/app.js></script></body>",
    ],
)
def test_page_made_by_script_is_recognised(text):
    page = read(f"<html><head><title>App</title></head>{text}</html>")
    assert page.paragraphs == ()
    assert page.made_by_script


def test_empty_page_is_not_taken_for_one_made_by_script():
    for text in ("", "   ", "<html><body></body></html>", "<img src=a.png>"):
        page = read(text)
        assert (page.paragraphs, page.made_by_script) == ((), False)


def test_plain_text_is_parted_at_empty_lines():
    page = read(
        "Moja\nmbili\r\n\r\n\r\ntatu  nne\n \n", content_type="text/plain; charset=utf-8", content_language="sw"
    )
    assert page.paragraphs == ("Moja\nmbili", "tatu nne")
    assert (page.declared_language, page.links) == ("sw", ())


@pytest.mark.parametrize("body", [b"PK\x03\x04rest", b"%PDF-1.7", b"\x89PNG\r\n", b"abc\0\0\0\0def"])
def test_other_files_under_a_false_name_are_refused(body):
    with pytest.raises(PageRefusedError) as refusal:
        read(body)
    assert refusal.value.reason is Reason.WRONG_TYPE


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/=\"' abdipv!-&;#x0é中\n"))
def test_any_markup_is_read(text):
    for reading in ("article", "everything"):
        page = read(text, reading)
        assert all(paragraph == paragraph.strip() and paragraph for paragraph in page.paragraphs)


# -- the reading process ------------------------------------------------------------------------------------------


def fetched(text: str, **headers: str) -> Fetched:
    return Fetched(Head(URL, 200, {"content-type": "text/html", **headers}), text.encode())


def test_reading_process_gives_the_same_and_goes_on_after_a_refusal():
    with Reader() as reader:
        assert reader.read(fetched(PAGE)) == read(PAGE)
        with pytest.raises(PageRefusedError) as refusal:
            reader.read(fetched("x", **{"tdm-reservation": "1"}))
        assert (refusal.value.reason, refusal.value.url) == (Reason.RIGHTS_RESERVED, URL)
        assert reader.read(fetched(PAGE, **{"content-language": "de"}), "everything") == read(PAGE, "everything")


def test_page_that_takes_too_long_costs_itself_alone():
    endless = "<p>hello, this is text</p>" * 60_000
    with Reader(seconds=1) as reader:
        begun = time.monotonic()
        with pytest.raises(PageRefusedError, match="over 1 seconds") as refusal:
            reader.read(fetched(endless))
        assert refusal.value.reason is Reason.UNREADABLE
        assert time.monotonic() - begun < 8
    with Reader() as reader:
        assert reader.read(fetched(PAGE)).title


def test_reader_is_replaced_when_its_process_dies():
    with Reader() as reader:
        reader.start()
        reader._process.kill()
        reader._process.wait()
        assert reader.read(fetched(PAGE)).declared_language == "sw"


def test_messages_between_the_processes_hold_any_text():
    page = Page(url=URL, paragraphs=("a\nb", "\u2028", "😀", '"'))
    assert Page.model_validate_json(page.model_dump_json()) == page
    assert "\n" not in json.dumps(page.model_dump(mode="json"))
