"""The Declaration of Human Rights, paragraph by paragraph, as it comes with Isogloss."""

import lzma
from dataclasses import dataclass
from functools import lru_cache

from core.settings import ROOT

DATA = ROOT / "data" / "identification" / "declaration.tsv.xz"
HEADER = ("label", "article", "text")
HELD_OUT = frozenset({"4", "10", "16", "22", "28"})  # every sixth article trains nothing: it scores


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs (NFC, as published) with the label (`wol_Latn`) of each, in the order of the file."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]


@lru_cache(maxsize=2)
def paragraphs(*, held_out: bool) -> Paragraphs:
    """The paragraphs that detectors learn from, or those held out."""
    lines = lzma.decompress(DATA.read_bytes()).decode().splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    chosen = [row for row in rows if (row[1] in HELD_OUT) == held_out]
    return Paragraphs(tuple(row[0] for row in chosen), tuple(row[2] for row in chosen))
