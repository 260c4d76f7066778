"""Lines whose language is known, as (text, language) pairs, for fitting and for scoring, which never share a line.

* lingua's test lines (75 languages; sentences, word pairs, single words): lines 1, 3, 5 … of each file are fitted on,
  lines 2, 4, 6 … are scored.
* Tatoeba (112 languages): fitted on, never scored.
* SIB-200 (205 language-scripts, FLORES sentences): scored, never fitted on.
* The Declaration of Human Rights (448 labels): the articles that trained nothing, scored. Text of the same kind as what
  the wide detector learnt from, so a column of its own.
* Ways of damaging lingua's scored sentences: upper case, cuts to so many graphemes.

Languages are compared by `scored`: the language without script or region (Dari apart); Bokmål is Norwegian, the Akan
varieties are one, since no two detectors mean the same by these labels.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import regex

from core.identification import labels
from core.identification.wide.text import paragraphs
from core.settings import Settings

Lines = list[tuple[str, str]]

KINDS = {"sentences": "sentences", "pairs": "word-pairs", "words": "single-words"}
SHORTEST = 60  # characters of a paragraph of a help page
CUTS = (10, 20, 40, 80)


def scored(tag: str | None) -> str | None:
    """The language of a tag as it is compared here."""
    if tag is None or tag == "fa-AF":
        return tag
    first = labels.base(tag)
    return {"nb": "no", "tw": "ak"}.get(first, first)


def data_folder() -> Path | None:
    """The folder of real data, where the environment names one that is there."""
    folder = Settings().test_data
    return folder if folder is not None and (folder / "lingua-testdata").is_dir() else None


def lingua(folder: Path, kind: str, *, fit: bool, count: int) -> Lines:
    """`count` lines a language of lingua's `kind`: the odd ones to fit on, or the even ones to score."""
    found = []
    for path in sorted((folder / "lingua-testdata" / KINDS[kind]).glob("*.txt")):
        found += [(line, _language(path.stem)) for line in _lines(path)[0 if fit else 1 : 2 * count : 2]]
    return found


def tatoeba(folder: Path, count: int) -> Lines:
    """`count` sentences a language of Tatoeba."""
    found = []
    for path in sorted((folder / "tatoeba").glob("tatoeba.*-eng.*")):
        if path.suffix != ".eng":
            found += [(line, _language(path.suffix[1:])) for line in _lines(path)[:count]]
    return found


def sib(folder: Path, count: int) -> Lines:
    """`count` sentences of each of SIB-200's language-scripts."""
    found = []
    for path in sorted((folder / "sib-200").glob("*_*/test.tsv")):
        rows = [line.split("\t") for line in _lines(path)[1 : count + 1]]
        found += [(row[2], _language(path.parent.name)) for row in rows]
    return found


def declaration(count: int) -> Lines:
    """`count` paragraphs a label of the Declaration's held-out articles, which the wide detector never saw."""
    held_out = paragraphs(held_out=True)
    taken: Counter[str] = Counter()
    found: Lines = []
    for label, text in zip(held_out.labels, held_out.texts, strict=True):
        taken[label] += 1
        if taken[label] <= count:
            found.append((text, _language(label)))
    return found


def upper(lines: Lines) -> Lines:
    """The same lines in capitals."""
    return [(text.upper(), language) for text, language in lines]


def cut(lines: Lines, graphemes: int) -> Lines:
    """The first so many graphemes of the lines that have more."""
    return [(short, language) for text, language in lines if (short := _shortened(text, graphemes)) is not None]


def help_pages(folder: Path, count: int) -> Lines:
    """`count` paragraphs a language of LibreOffice's help as Debian's packages install it (folders by language).

    What stands in the English pages too is not translated, and left out of the others.
    """
    english = set(_paragraphs(folder / "en-US"))
    found: Lines = []
    for place in sorted(path for path in folder.iterdir() if path.is_dir() and labels.meaning("tags", path.name)):
        own = _paragraphs(place)
        chosen = (text for text in own if place.name == "en-US" or text not in english)
        found += [(text, _language(place.name)) for text in islice(chosen, count)]
    return found


@cache
def _paragraphs(place: Path) -> tuple[str, ...]:
    """The distinct paragraphs of some length of every tenth page."""
    from lxml import html

    found: dict[str, None] = {}
    for page in sorted(place.rglob("*.html"))[::10]:
        for part in html.fromstring(page.read_bytes()).iter("p"):
            text = " ".join(part.text_content().split())
            if len(text) >= SHORTEST:
                found[text] = None
    return tuple(found)


def _shortened(text: str, graphemes: int) -> str | None:
    units: Iterator[regex.Match[str]] = regex.finditer(r"\X", text)
    taken = [match.group() for match, _ in zip(units, range(graphemes + 1), strict=False)]
    return "".join(taken[:graphemes]) if len(taken) > graphemes else None


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _language(code: str) -> str:
    return scored(labels.meaning("tags", code)) or code
