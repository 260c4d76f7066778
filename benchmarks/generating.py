"""Generated segments of any number, for benchmarks: quickly made, in several scripts, with skewed languages.

The text is made of syllables of each language's script; nothing about its meaning matters here. Languages follow a
Zipf-like distribution, scores lie mostly near 1, a tenth of the segments is tagged.
"""

import random
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.corpus import identity, schema

LANGUAGES = ("en", "es", "fr", "de", "pt", "ru", "ar", "hi", "zh", "ja", "sw", "yo", "th", "am")
_SCRIPTS = {"ru": 0x430, "ar": 0x627, "hi": 0x915, "zh": 0x4E00, "ja": 0x3042, "th": 0xE01, "am": 0x1200}
_UNSPACED = ("zh", "ja", "th")
FORMALITY = ("colloquial", "rather_colloquial", "neutral", "rather_formal", "formal")
DOMAINS = ("health", "travel", "shopping", "work", "school", "housing", "technology")
STATUSES = ("identified", "unsure", "unsupported", "no_text")
POOL = 2_000  # different texts per language and part, before a number is added to each
VOTES = '[{"detector": "fasttext", "tag": "en", "score": 0.97, "raw": "__label__en"}]'


def texts(rows: int, languages: npt.NDArray[np.int64], rng: np.random.Generator) -> pa.Array:
    """Sentences of some twelve words: two halves drawn from a pool, and a number that makes most of them different."""
    halves = [_pool().take(pa.array(languages * POOL + rng.integers(0, POOL, rows))) for _ in range(2)]
    numbers = pc.cast(pa.array(rng.integers(0, 10_000, rows)), pa.string())
    return pc.binary_join_element_wise(halves[0], halves[1], numbers, " ")


def segments(start: int, rows: int, seed: int = 1) -> pa.Table:
    """Rows ready for `with_identity`: text, document_id, position, source_id, job_id, declared_language."""
    rng = np.random.default_rng([seed, start])
    languages = _languages(rows, rng)
    places = np.arange(start, start + rows)
    documents = pc.binary_join_element_wise("document ", pc.cast(pa.array(places // 20), pa.string()), "")
    return pa.table(
        {
            "text": texts(rows, languages, rng),
            "document_id": documents,
            "position": pa.array(places % 20),
            "source_id": pa.repeat("generated", rows),
            "job_id": pa.repeat("benchmark", rows),
            "declared_language": _named(LANGUAGES, languages),
        }
    )


def stored_parts(rows: int, part: int = 250_000, seed: int = 1) -> Iterator[pa.Table]:
    """Whole rows of the corpus's schema with every machine and human column filled, in parts; ids are random."""
    for start in range(0, rows, part):
        count = min(part, rows - start)
        rng = np.random.default_rng([seed, start, 1])  # independent of what `segments` draws
        table = segments(start, count, seed)
        languages = _languages(count, np.random.default_rng([seed, start]))
        tagged = rng.random(count) < 0.1
        made = {
            "id": _random_ids(count, rng),
            "number": pa.array(np.arange(start, start + count)),
            "exact_key": _random_ids(count, rng),
            "characters": pc.cast(pc.utf8_length(table["text"]), pa.int32()),
            "language": _named(LANGUAGES, languages),
            "language_score": pa.array((1 - rng.beta(0.4, 6, count)).astype(np.float32)),
            "language_status": _named(STATUSES, rng.choice(4, count, p=[0.94, 0.03, 0.02, 0.01])),
            "votes": pa.repeat(VOTES, count),
            "identified": pa.repeat(pa.scalar(1, pa.int32()), count),
            "tokens": pa.array(rng.integers(10, 60, count).astype(np.int32)),
            "tokens_model": pa.repeat("model", count),
            "formality": _named(FORMALITY, rng.integers(0, 5, count), tagged),
            "domain": _named(DOMAINS, rng.integers(0, 7, count), tagged),
        }
        columns = {**{name: table[name] for name in table.column_names}, **made}
        chosen = [item for item in schema.SCHEMA if item.name in columns]
        yield pa.table([columns[item.name] for item in chosen], schema=pa.schema(chosen))


def _random_ids(rows: int, rng: np.random.Generator) -> pa.Array:
    blob = rng.bytes(16 * rows)
    return identity.hexadecimal([blob[start : start + 16] for start in range(0, len(blob), 16)])


def _languages(rows: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    weights = 1 / np.arange(1, len(LANGUAGES) + 1)
    return rng.choice(len(LANGUAGES), rows, p=weights / weights.sum())


def _named(
    names: tuple[str, ...], codes: npt.NDArray[np.int64], known: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    return pa.array(names).take(pa.array(codes, mask=None if known is None else ~known))


@lru_cache(maxsize=1)
def _pool() -> pa.Array:
    """POOL half sentences of each language, one language after the other."""
    rng = random.Random(7)
    return pa.array([_half(language, rng) for language in LANGUAGES for _ in range(POOL)])


def _half(language: str, rng: random.Random) -> str:
    first = _SCRIPTS.get(language, 0x61)
    letters = [chr(first + step) for step in range(24)]
    words = ["".join(rng.choices(letters, k=rng.randint(2, 7))) for _ in range(6)]
    return ("" if language in _UNSPACED else " ").join(words)
