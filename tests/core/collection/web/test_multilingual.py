"""Crawls of two real multilingual sites: what comes in, and whether what is aligned belongs together."""

from collections import Counter

import pytest
from multilingual_sites import (
    help_folder,
    help_paragraphs,
    help_site,
    tidy,
    udhr_files,
    udhr_paragraphs,
    udhr_site,
    udhr_tag,
)

from core.collection.web.repeating import FEWEST, SHARE
from core.collection.web.urls import page_key
from core.languages import script

SAMPLE = ["eng", "spa", "swh", "rus", "arb", "hin", "tha", "jpn", "amh", "kor", "vie", "ell_monotonic", "heb", "kat"]
HELP_LANGUAGES = ["en-US", "es", "fr", "de", "ru", "ja", "hi", "vi"]
SCRIPT_LETTERS = {
    "rus": "Cyrl", "arb": "Arab", "hin": "Deva", "tha": "Thai", "jpn": "Jpan", "amh": "Ethi", "kor": "Kore",
    "ell_monotonic": "Grek", "heb": "Hebr", "kat": "Geor",
}  # fmt: skip


def rows_by_page(crawls) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in crawls.segments():
        found.setdefault(row.url, []).append(row)
    return found


def recovered(wanted: list[str], rows) -> int:
    """How many of the paragraphs came in, each counted as often as it stands there."""
    return sum((Counter(wanted) & Counter(tidy(row.text) for row in rows)).values())


def right_pairs(rows, parents, mine: dict[str, list[str]], theirs: dict[str, list[str]]) -> tuple[int, int]:
    """(right, all) pairs of which the truth is known: the places of both texts are the same."""
    right = known = 0
    for row in rows:
        parent = parents.get(row.parent_id)
        places = mine.get(tidy(row.text)), theirs.get(tidy(parent.text)) if parent else None
        if all(places):
            known += 1
            right += bool(set(places[0]) & set(places[1]))
    return right, known


def boilerplate(by_name) -> set[str]:
    """What stands on a fifth of the pages of a language (“Related topics”), by our own count."""
    counts = Counter(text for found in by_name.values() for text in {paragraph.text for paragraph in found})
    return {text for text, n in counts.items() if n >= FEWEST and n >= SHARE * len(by_name)}


def places_of(paragraphs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for paragraph in paragraphs:
        found.setdefault(paragraph.text, []).append(paragraph.place)
    return found


@pytest.mark.parametrize("size", [len(SAMPLE), pytest.param(0, marks=pytest.mark.slow)])
@pytest.mark.timeout(1200)
def test_declaration_of_human_rights(test_data, crawls, size):
    files = udhr_files(test_data)
    chosen = {code: files[code] for code in SAMPLE} if size else files
    with udhr_site(chosen) as site:
        report = crawls.crawl(f"{site.url}/eng.html", pages=2_000, depth=0, text="everything")
        assert all(site.asked_for(f"/{code}.html") == 1 for code in chosen)
    pages = rows_by_page(crawls)
    by_id = {row.id: row for rows in pages.values() for row in rows}
    wanted = found = right = known = 0
    english = places_of(udhr_paragraphs(chosen["eng"]))
    for code, path in chosen.items():
        paragraphs = udhr_paragraphs(path)
        rows = pages.get(f"{site.url}/{code}.html", [])
        wanted += len(paragraphs)
        found += recovered([paragraph.text for paragraph in paragraphs], rows)
        one, all_ = right_pairs(rows, by_id, places_of(paragraphs), english)
        right, known = right + one, known + all_
        positions = [row.position for row in rows]
        assert positions == sorted(positions), code
    print(f"\nUDHR: {report.pages} pages, {found}/{wanted} paragraphs, {right}/{known} pairs, {report.refused}")
    assert report.refused.get("same_text", 0) + report.pages == len(chosen)
    assert found >= 0.99 * wanted
    assert known >= 0.8 * (wanted - len(english))
    assert right >= 0.95 * known
    for code, name in SCRIPT_LETTERS.items():
        rows = pages[f"{site.url}/{code}.html"]
        assert rows[0].declared_language and script(udhr_tag(chosen[code])) == name
        source = {paragraph.text for paragraph in udhr_paragraphs(chosen[code])}
        assert source <= {tidy(row.text) for row in rows}, f"{code}: not every letter came through"


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_help_of_libreoffice(test_data, crawls):
    folder = help_folder(test_data)
    languages = [code for code in HELP_LANGUAGES if (folder / code).is_dir()]
    assert len(languages) >= 6
    names = sorted(str(path.relative_to(folder / "en-US")) for path in (folder / "en-US/text/swriter/guide").glob("*"))
    names = [name for name in names if name.endswith(".html")][:30]
    with help_site(folder, languages, names) as site:
        report = crawls.crawl(f"{site.url}/sitemap.xml", pages=2_000, depth=0, text="everything")
    pages = {page_key(url): rows for url, rows in rows_by_page(crawls).items()}
    by_id = {row.id: row for rows in pages.values() for row in rows}
    files = {code: {name: help_paragraphs(folder / code / name) for name in names} for code in languages}
    wanted = found = right = known = 0
    for code, by_name in files.items():
        everywhere = boilerplate(by_name)
        for name, paragraphs in by_name.items():
            rows = pages.get(page_key(f"{site.url}/{code}/{name}"))
            if rows is None:
                continue  # refused, with its reason: counted below
            texts = [paragraph.text for paragraph in paragraphs if paragraph.text not in everywhere]
            wanted += len(texts)
            found += recovered(texts, rows)
            one, all_ = right_pairs(rows, by_id, places_of(paragraphs), places_of(files["en-US"][name]))
            right, known = right + one, known + all_
    print(f"\nLibreOffice help: {report.pages} pages, {found}/{wanted} paragraphs, {right}/{known} pairs")
    print(f"{report.repeated} left out as repeated, {report.refused}")
    assert set(report.refused) <= {"same_text"}  # pages that nobody has translated yet
    assert report.pages + report.refused.get("same_text", 0) == len(names) * len(languages)
    assert report.pages >= 0.9 * len(names) * len(languages)
    assert found >= 0.99 * wanted
    assert right >= 0.95 * known
    assert known > 0.3 * wanted
