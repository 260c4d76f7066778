"""Texts as numbers: n-grams of characters and of words, weighed by how rare they are, and the signs of the surface.

N-grams are hashed into columns (no vocabulary to sort and to keep: three times as quick to learn); what a column stands
for is read off the text at hand, whose own n-grams are few enough to be hashed again. Two n-grams that share a column
share its weight, which is rare among so many columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.suggesting import surface, writing

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import HashingVectorizer

CHARACTERS, CHARACTER_COLUMNS = (2, 5), 2**19
WORDS, WORD_COLUMNS = (1, 2), 2**18
COLUMNS = CHARACTER_COLUMNS + WORD_COLUMNS + len(surface.FEATURES)
SURFACE_WEIGHT = 0.2  # against n-grams, whose squares sum to 1 for characters and to 1 for words
READ = 2000  # code points of a text that are looked at

Rarity = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a text has: its column, what it is (letters, words, sign), its name and its places
    ([start, end) in code points; none for a sign)."""

    column: int
    kind: str
    name: str
    places: tuple[tuple[int, int], ...] = ()


def learn_rarity(texts: Sequence[str]) -> tuple[Rarity, csr_matrix]:
    """How much each n-gram column weighs, by how few of these texts have it (smoothed inverse document frequency, as
    scikit-learn's TfidfTransformer has it), and the texts' rows."""
    counts = _counts(texts)
    having = np.bincount(counts.indices, minlength=CHARACTER_COLUMNS + WORD_COLUMNS)
    rarity = (np.log((1 + len(texts)) / (1 + having)) + 1).astype(np.float32)
    return rarity, _weighed(counts, rarity, texts)


def rows(texts: Sequence[str], rarity: Rarity) -> csr_matrix:
    """Features of texts: [texts, COLUMNS]."""
    return _weighed(_counts(texts), rarity, texts)


def features_of(text: str) -> list[Feature]:
    """What a text has, each n-gram once with all its places, and the signs that are not 0."""
    low = writing.lowered(text[:READ])
    words = writing.places(low)
    pairs = [(start, end, low[start:end]) for start, end in words]
    pairs += [(first[0], second[1], f"{low[slice(*first)]} {low[slice(*second)]}") for first, second in pairwise(words)]
    found = [*_named("letters", _letter_grams(low)), *_named("words", pairs)]
    signs = [
        Feature(CHARACTER_COLUMNS + WORD_COLUMNS + place, "sign", one.key)
        for place, (one, value) in enumerate(zip(surface.FEATURES, surface.values(text[:READ]), strict=True))
        if value
    ]
    return found + signs


def _letter_grams(low: str) -> list[tuple[int, int, str]]:
    """All character n-grams as the vectorizer makes them: within what blanks part, padded by a blank on both sides."""
    found, end = [], 0
    for part in low.split():
        begin = low.index(part, end)
        end = begin + len(part)
        padded = f" {part} "
        for length in range(CHARACTERS[0], CHARACTERS[1] + 1):
            for start in range(max(1, len(padded) - length + 1)):
                gram = padded[start : start + length]
                places = max(begin, begin + start - 1), min(end, begin + start - 1 + len(gram))
                found.append((*places, gram))
    return found


def _named(kind: str, grams: Sequence[tuple[int, int, str]]) -> list[Feature]:
    places: dict[str, list[tuple[int, int]]] = {}
    for start, end, gram in grams:
        places.setdefault(gram, []).append((start, end))
    if not places:
        return []
    hashed = _hashing_one_by_one(CHARACTER_COLUMNS if kind == "letters" else WORD_COLUMNS).transform(
        [[gram] for gram in places]
    )
    offset = 0 if kind == "letters" else CHARACTER_COLUMNS
    return [
        Feature(offset + int(column), kind, gram, tuple(own))
        for column, (gram, own) in zip(hashed.indices, places.items(), strict=True)
    ]


def _counts(texts: Sequence[str]) -> csr_matrix:
    from scipy import sparse

    cut = [text[:READ] for text in texts]
    characters = _hashing("char_wb").transform([writing.lowered(text) for text in cut])
    words = _hashing("word").transform([" ".join(writing.words(text)) for text in cut])
    counts: csr_matrix = sparse.hstack([characters, words], format="csr")
    return counts


def _weighed(counts: csr_matrix, rarity: Rarity, texts: Sequence[str]) -> csr_matrix:
    from scipy import sparse
    from sklearn.preprocessing import normalize

    weighed = counts.copy()
    weighed.data = (1 + np.log(weighed.data)) * rarity[weighed.indices]
    signs = sparse.csr_matrix(SURFACE_WEIGHT * surface.table([text[:READ] for text in texts]), dtype=np.float32)
    characters = normalize(weighed[:, :CHARACTER_COLUMNS], copy=False)
    words = normalize(weighed[:, CHARACTER_COLUMNS:], copy=False)
    found: csr_matrix = sparse.hstack([characters, words, signs], format="csr")
    return found


@lru_cache(maxsize=2)
def _hashing(analyzer: str) -> HashingVectorizer:
    from sklearn.feature_extraction.text import HashingVectorizer

    is_word = analyzer == "word"
    return HashingVectorizer(
        analyzer=analyzer,
        ngram_range=WORDS if is_word else CHARACTERS,
        n_features=WORD_COLUMNS if is_word else CHARACTER_COLUMNS,
        lowercase=False,
        token_pattern=r"\S+",  # noqa: S106 — the words come parted by blanks
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    )


@lru_cache(maxsize=2)
def _hashing_one_by_one(columns: int) -> HashingVectorizer:
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(analyzer=_as_it_is, n_features=columns, alternate_sign=False, norm=None, dtype=np.float32)


def _as_it_is(grams: list[str]) -> list[str]:
    return grams
