"""Texts cut into sentences, as an option of an import; the whole text stays, and says that it was cut.

A sentence is a row with its place in the text (`start` and `end`, in code points), linked to the whole as
`sentence-of`. The whole keeps the relation `document`: the filter leaves it out with the reason that its sentences are
there, and it can be taken back. A text of one sentence stays as it is, and so do sides of translations, whose pairing
would be lost.

Which library cuts what was measured on FLORES sentences put together (F1 of the ends; `docs/formats.md`): sentencex
knows the abbreviations of many languages; ICU's rules (Unicode UAX 29) do better on Khmer, Burmese and Ethiopic.
Thai and Tibetan do not mark the ends of sentences, so only line breaks and borrowed marks cut there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from core import languages
from core.collection.mapping import ColumnMapping
from core.collection.sources.files.base import Batch, Places

SENTENCE, WHOLE = "sentence-of", "document"
START, END = "start in text", "end in text"
ICU_SCRIPTS = frozenset({"Khmr", "Mymr", "Ethi"})
STRIDE = 100_001  # positions a text takes; one more than the longest text, so that places in it are unique


@dataclass(frozen=True, slots=True)
class _Made:
    """A row to be: the row it comes from, its text, and for a sentence its place there."""

    row: int
    text: str
    relation: str | None = None
    start: int | None = None
    end: int | None = None


def cut(batch: Batch, mapping: ColumnMapping, constant: str | None) -> Batch:
    """The batch with each text followed by its sentences. `constant` is the language where a row names none."""
    if mapping.text not in batch.table.column_names or not len(batch.table):
        return batch
    texts = batch.table[mapping.text].to_pylist()
    named = mapping.language in batch.table.column_names
    tags = batch.table[mapping.language].to_pylist() if named else [None] * len(texts)
    tied = _tied(batch.places, len(texts))
    made: list[_Made] = []
    for row, text in enumerate(texts):
        found = spans(text, tags[row] or constant) if text and not tied[row] else []
        is_cut = len(found) > 1
        made.append(_Made(row, text, WHOLE if is_cut else None))
        if is_cut:
            made += [_Made(row, text[start:end], SENTENCE, start, end) for start, end in found]
    return _spread(batch, mapping.text, made) if len(made) > len(texts) else batch


def spans(text: str, tag: str | None) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end) in code points, white space around them left out; a line ends one."""
    found: list[tuple[int, int]] = []
    place = 0
    for line in text.split("\n"):
        at = place
        for piece in _pieces(line, tag or "en"):
            bare = piece.strip()
            if bare:
                start = at + len(piece) - len(piece.lstrip())
                found.append((start, start + len(bare)))
            at += len(piece)
        place += len(line) + 1
    return found


def _pieces(line: str, tag: str) -> Iterator[str]:
    """A line in sentences that together are the line."""
    language = _language(tag)
    if languages.script(language) in ICU_SCRIPTS:
        from icu4py.breakers import SentenceBreaker

        pieces: Sequence[str] = list(SentenceBreaker(line, language))
    else:
        import sentencex

        pieces = list(sentencex.segment(language, line))
    if "".join(pieces) != line:  # no library may change a text
        pieces = [line]
    yield from pieces


@lru_cache(maxsize=10_000)
def _language(tag: str) -> str:
    """The language without script and region, which the rules do not depend on."""
    known = tag.strip()
    return languages.standard_tag(known).split("-")[0] if languages.is_tag(known) else "en"


def _tied(places: Places | None, rows: int) -> list[bool]:
    """Whether each row is a side of a translation or otherwise linked to another."""
    if places is None:
        return [False] * rows
    own = places.parents.to_pylist()
    parents = set(own)
    return [own[row] is not None or at in parents for row, at in enumerate(places.positions.to_pylist())]


def _spread(batch: Batch, column: str, made: Sequence["_Made"]) -> Batch:
    """The rows that were made, each with all columns of the row it was made from."""
    taken = pa.array([one.row for one in made], pa.int64())
    table = batch.table.take(taken)
    table = table.set_column(
        table.column_names.index(column), column, pa.array([one.text for one in made], pa.string())
    )
    for name, values in ((START, [one.start for one in made]), (END, [one.end for one in made])):
        if name not in table.column_names:
            table = table.append_column(name, pc.cast(pa.array(values, pa.int64()), pa.string()))
    lines = batch.lines.take(taken)
    nothing = pa.nulls(len(made), pa.string())
    old = batch.places
    at = old.positions.take(taken) if old else lines
    is_sentence = pa.array([one.relation == SENTENCE for one in made])
    inner = pc.add(pc.multiply(at, STRIDE), pa.array([one.start or 0 for one in made], pa.int64()))
    parents = old.parents.take(taken) if old else pa.nulls(len(made), pa.int64())
    relations = pa.array([one.relation for one in made], pa.string())
    places = Places(
        positions=pc.if_else(is_sentence, inner, at),
        documents=old.documents.take(taken) if old else nothing,
        parents=pc.if_else(is_sentence, at, parents),
        relations=pc.coalesce(relations, old.relations.take(taken) if old else nothing),
    )
    return replace(batch, table=table, lines=lines, places=places)
