"""Figures of a batch of texts, fit for sentences and short messages, in any script.

Shares of letters, digits and symbols are of what stands by itself and is seen: vowel signs and joiners go with their
letter, and spaces count nothing, since many scripts have none. All shares are 0..1, rounded to thousandths, so that a
limit met on a slider is met exactly in the corpus. No figure compares a text with English or counts its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import regex
from ftfy.badness import BADNESS_RE

from core.cleaning.characters import Batch, Kind, Sign
from core.cleaning.remains import list_share, markup_share
from core.cleaning.repeating import repetition
from core.identification import scripts

Shares = npt.NDArray[np.float64]

FIGURES = pa.schema(
    [
        pa.field("graphemes", pa.int32()),
        *(
            pa.field(name, pa.float32())
            for name in (
                "letter_share",
                "digit_share",
                "symbol_share",
                "script_share",
                "repetition",
                "markup",
                "list_likeness",
                "mojibake",
            )
        ),
    ]
)
DIGITS = 3  # decimals that are kept
WRITTEN_TOGETHER = (("Hani", "Hira", "Kana", "Bopo", "Hang"),)  # one text of Japanese or Korean holds several of them
REPLACEMENT = "\ufffd"  # what a decoder puts where it could not read

_GRAPHEME = regex.compile(r"\X")


def figures(batch: Batch) -> pa.Table:
    """FIGURES for each text, in order."""
    seen = batch.kinds[:, [Kind.LETTER, Kind.DIGIT, Kind.SYMBOL, Kind.PUNCTUATION]].sum(axis=1)
    columns: dict[str, Shares] = {
        "letter_share": _share(batch.kinds[:, Kind.LETTER], seen),
        "digit_share": _share(batch.kinds[:, Kind.DIGIT], seen),
        "symbol_share": _share(batch.kinds[:, Kind.SYMBOL], seen),
        "script_share": script_share(batch),
        "repetition": repetition(batch.points, batch.sizes),
        "markup": _of_some(batch, Sign.MARKUP, markup_share),
        "list_likeness": _of_some(batch, Sign.LIST, list_share),
        "mojibake": _of_some(batch, Sign.FOREIGN, mojibake_share),
    }
    rounded = {name: pa.array(np.round(values, DIGITS).astype(np.float32)) for name, values in columns.items()}
    return pa.table({"graphemes": pa.array(graphemes(batch)), **rounded}).cast(FIGURES)


def graphemes(batch: Batch) -> npt.NDArray[np.int32]:
    """What readers call characters, per text (UAX 29); code points where none of them may join another."""
    counts = batch.sizes.astype(np.int32)
    for place in batch.having(Sign.CLUSTER):
        counts[place] = len(_GRAPHEME.findall(batch.texts[place]))
    return counts


def script_share(batch: Batch) -> Shares:
    """Of each text's letters the share of its most frequent script; 1 without letters. Han and kana are one script."""
    counts, seen = scripts.count(batch.points, batch.sizes)
    table = scripts.table()
    for group in WRITTEN_TOGETHER:
        places = [place for place, number in enumerate(seen.tolist()) if table.codes[number] in group]
        if len(places) > 1:
            counts[:, places[0]] = counts[:, places].sum(axis=1)
            counts[:, places[1:]] = 0
    if not counts.shape[1]:
        return np.ones(len(batch.sizes))
    total = counts.sum(axis=1)
    shares: Shares = np.divide(counts.max(axis=1), total, out=np.ones(len(total)), where=total > 0)
    return shares


def mojibake_share(text: str) -> float:
    """The share of characters in what ftfy takes for text in a wrong encoding, and in replacement characters."""
    inside = sum(found.end() - found.start() for found in BADNESS_RE.finditer(text))
    return min(1.0, (inside + text.count(REPLACEMENT)) / len(text)) if text else 0.0


def _of_some(batch: Batch, sign: Sign, measure: Callable[[str], float]) -> Shares:
    """A measure of the texts that have a sign; 0 for all others."""
    values = np.zeros(len(batch.texts))
    for place in batch.having(sign):
        values[place] = measure(batch.texts[place])
    return values


def _share(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> Shares:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)


def of_texts(texts: Sequence[str]) -> pa.Table:
    """FIGURES of some texts."""
    return figures(Batch.of(texts))
