"""The detection copy of a text: what detectors read. The stored text is never changed by it.

Lower-cased (capitals take lid.176 from .80 to .34 accuracy, science.md finding 4), one line, without web and mail
addresses, mentions, digits, punctuation, emoji, control and direction characters. Zero-width joiners stay: Persian,
Hindi, Sinhala and others spell with them. Texts come in NFC, as every stored text is; who brings others calls
`composed` first.
"""

import unicodedata
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

LONGEST = 2_000  # code points a detector is shown; more text changes no detector's mind

# What must occur somewhere for the pattern beside it to be worth trying: the patterns cost more than all the rest.
ADDRESSES = {
    "//": r"\p{L}+://\S+",
    "www.": r"www\.\S+",
    "@": r"[\p{L}\p{N}._+-]*@[\p{L}\p{M}\p{N}_.-]+",
}
# Everything but letters, marks, joiners, spaces, and the apostrophes and hyphens inside words: digits, punctuation,
# symbols, emoji, controls and direction characters say nothing of the language (science.md a6).
SIGNS = r"[^\p{L}\p{M}\x{200C}\x{200D} '’ʼ-]+"


def composed(texts: Sequence[str]) -> list[str]:
    """The texts in NFC."""
    return [unicodedata.normalize("NFC", text) for text in texts]


def detection_copy(texts: Sequence[str] | pa.Array | pa.ChunkedArray) -> pa.Array:
    """The detection copies of `texts`, in order; null counts as empty."""
    array = pa.array(texts, type=pa.string()) if isinstance(texts, Sequence) else texts
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    array = pc.fill_null(array.cast(pa.string()), "")
    if (pc.max(pc.utf8_length(array)).as_py() or 0) > LONGEST:
        array = pc.utf8_slice_codeunits(array, 0, LONGEST)
    array = pc.utf8_lower(array)
    whole = bytes(array.buffers()[2] or b"")
    for sign, pattern in ADDRESSES.items():
        if sign.encode() in whole:
            array = _replaced(array, pc.match_substring(array, sign), pattern)
    array = pc.replace_substring_regex(array, SIGNS, " ")
    return pc.utf8_trim_whitespace(array)


def _replaced(array: pa.Array, where: pa.BooleanArray, pattern: str) -> pa.Array:
    """`array` with the pattern's matches blanked in the texts where it may occur."""
    changed = pc.replace_substring_regex(array.filter(where), pattern, " ")
    return pc.replace_with_mask(array, where, changed)
