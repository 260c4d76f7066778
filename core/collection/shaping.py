"""A batch of a file's columns becomes a batch of segments: checked, with provenance, ready for `Corpus.append`.

Checks that are about one row refuse that row; everything else of the batch goes in. The text itself is not changed
(it is brought to NFC where ids are made).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from core.collection.declaring import declared
from core.collection.extras import extra_objects
from core.collection.mapping import ColumnMapping
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files.base import Batch, Places

PARENT = "parent position"  # column of a batch that waits for its ids
LONGEST_TEXT = 100_000  # code points a segment may have; a longer one is a document that wants cutting


@dataclass(frozen=True, slots=True)
class Provenance:
    """What all rows of a source share. `document`: the one document that they belong to, else each row is its own."""

    source_id: str
    job_id: str
    collected_at: datetime
    origin: str = "corpus"
    licence: str | None = None
    declared_language: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Shaped:
    """Segments without ids (`identity.with_identity` makes them), labels parallel to them, and what was refused."""

    table: pa.Table
    labels: Mapping[str, pa.Array]
    refused: tuple[Refusal, ...]
    notes: Mapping[str, int]


def shape(batch: Batch, mapping: ColumnMapping, provenance: Provenance, unit: int) -> Shaped:
    """The segments of a batch; `unit` is the number of the job's unit of work."""
    table, lines = batch.table, batch.lines
    if mapping.text not in table.column_names:
        refused = [refusal(line, "no_text_field", f"no “{mapping.text}”") for line in lines.to_pylist()]
        return Shaped(pa.table({"text": pa.array([], pa.string())}), {}, (*batch.refused, *refused), {})
    good, refused = _checked(table, lines, mapping.text)
    places = batch.places
    if good is not None:
        table, lines, places = table.filter(good), lines.filter(good), places.filter(good) if places else None
    rows = len(table)
    spoken = declared(_column(table, mapping.language), provenance.declared_language, rows)
    own = [name for name in table.column_names if name not in mapping.used()]
    if spoken.bad and mapping.language:
        table = table.set_column(table.column_names.index(mapping.language), mapping.language, spoken.raw)
        own.append(mapping.language)
    columns = {
        "text": _column(table, mapping.text),
        "document_id": _documents(_column(table, mapping.document), lines, places, provenance.document),
        "position": places.positions if places else lines,
        "declared_language": spoken.tags,
        "url": _column(table, mapping.url) or pa.nulls(rows, pa.string()),
        "extra": extra_objects(table, own),
        **_shared(provenance, rows, unit),
        **({PARENT: places.parents, "relation": places.relations} if places else {}),
    }
    labels = {scheme: _column(table, name) for scheme, name in mapping.labels.items() if name in table.column_names}
    return Shaped(
        table=pa.table(columns),
        labels={scheme: values for scheme, values in labels.items() if values is not None},
        refused=tuple(sorted([*batch.refused, *refused], key=lambda item: item.line)),
        notes={"bad_language_tag": spoken.bad} if spoken.bad else {},
    )


def linked(table: pa.Table) -> pa.Table:
    """Segments with their ids, in which `parent_id` stands for the position of the parent.

    The parent is a row of the same batch; where it was refused, its children stand alone.
    """
    if PARENT not in table.column_names:
        return table
    places = pc.index_in(table[PARENT], value_set=table["position"].combine_chunks())
    found = pc.and_(pc.is_valid(table[PARENT]), pc.is_valid(places))
    parents = pc.if_else(found, table["id"].take(pc.fill_null(places, 0)), pa.scalar(None, pa.string()))
    alone = pc.and_(pc.is_valid(table[PARENT]), pc.invert(found))
    relations = pc.if_else(alone, pa.scalar(None, pa.string()), table["relation"])
    place = table.column_names.index("relation")
    return table.drop_columns([PARENT]).append_column("parent_id", parents).set_column(place - 1, "relation", relations)


def _checked(table: pa.Table, lines: pa.Array, column: str) -> tuple[pa.Array | None, list[Refusal]]:
    """Which rows can be segments (None: all), and refusals of the others."""
    texts = _column(table, column)
    filled = pc.fill_null(texts, "")
    reasons = {
        "empty_text": pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(filled)), 0),
        "nul": pc.match_substring(filled, "\0"),
        "too_long": pc.greater(pc.utf8_length(filled), LONGEST_TEXT),
    }
    if not any(pc.any(mask).as_py() for mask in reasons.values()):
        return None, []
    refused: list[Refusal] = []
    good = pa.array([True] * len(table))
    for reason, mask in reasons.items():
        chosen = pc.and_(mask, good)
        for line, text in zip(lines.filter(chosen).to_pylist(), filled.filter(chosen).to_pylist(), strict=True):
            detail = f"{len(text):,} characters" if reason == "too_long" else ""
            refused.append(refusal(line, reason, detail, text))
        good = pc.and_(good, pc.invert(mask))
    return good, refused


def _documents(values: pa.Array | None, lines: pa.Array, places: Places | None, document: str | None) -> pa.Array:
    """The document of each row: its column, else what the format says, else the one of the source, else itself."""
    own = pa.array([document] * len(lines), pa.string()) if document else pc.cast(lines, pa.string())
    if places:
        own = pc.coalesce(places.documents, own)
    return own if values is None else pc.if_else(pc.equal(pc.fill_null(values, ""), ""), own, values)


def _shared(provenance: Provenance, rows: int, unit: int) -> dict[str, pa.Array]:
    made = {
        "source_id": pa.scalar(provenance.source_id, pa.string()),
        "origin": pa.scalar(provenance.origin, pa.string()),
        "licence": pa.scalar(provenance.licence or None, pa.string()),
        "collected_at": pa.scalar(provenance.collected_at, pa.timestamp("us", tz="UTC")),
        "job_id": pa.scalar(provenance.job_id, pa.string()),
        "job_unit": pa.scalar(unit, pa.int32()),
    }
    return {name: pa.repeat(value, rows) for name, value in made.items()}


def _column(table: pa.Table, name: str | None) -> pa.Array | None:
    if name is None or name not in table.column_names:
        return None
    column = table[name].combine_chunks()
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
