"""Between records and Arrow rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from core.corpus import schema
from core.records import Origin, Segment

FIGURES = (  # what limits of cleaning are about
    "graphemes",
    "letter_share",
    "digit_share",
    "symbol_share",
    "script_share",
    "repetition",
    "markup",
    "list_likeness",
    "mojibake",
    "mojibake_left",
    "similarity",
)
# What a SegmentRow is made from, besides the base columns: columns of the view `segments`.
VIEW_COLUMNS = (
    "tag",
    "verdict",
    "reason",
    "language",
    "language_score",
    "language_status",
    "votes",
    "threshold",
    "tokens",
    *FIGURES,
    "normalised",
    "personal_data",
    "flaws",
    "cluster",
    *schema.HUMAN.names,
)
ROW_COLUMNS = (*schema.BASE.names, *VIEW_COLUMNS)


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as pages show it: with the effective language, verdict and labels of one snapshot.

    `score` and `threshold` are 0..1; `number` is the order of arrival, and the key of the next page; `verdict` is None
    until the language was identified.
    """

    segment: Segment
    number: int
    characters: int
    exact_key: str
    tag: str | None
    verdict: str | None
    reason: str
    language: str | None
    score: float | None
    status: str | None
    votes: tuple[Vote, ...]
    threshold: float
    tokens: int | None
    human_language: str | None
    human_verdict: str | None
    formality: str | None
    domain: str | None
    labels: dict[str, str]
    figures: dict[str, float]  # those of FIGURES that are known
    normalised: str | None  # the text as normalisation would write it, where that differs
    personal_data: str | None  # spans, see cleaning.personal.spans
    flaws: tuple[str, ...]  # all reasons of cleaning that hold
    cluster: str | None  # of duplicates: the id of the kept one


@dataclass(frozen=True, slots=True)
class Vote:
    """What one detector said: `tag` is BCP 47 (None: it has no say), `raw` its own label."""

    detector: str
    tag: str | None
    score: float
    raw: str


def from_segments(segments: Iterable[Segment], job_id: str, job_unit: int = 0) -> pa.Table:
    """A table for `Corpus.append`; the ids must be there (`identity.segment_id`) and the text in NFC."""
    given = [
        {
            **{name: getattr(item, name) for name in schema.BASE.names if name in Segment.__slots__},
            "extra": json.dumps(dict(item.extra), ensure_ascii=False) if item.extra else None,
            "job_id": job_id,
            "job_unit": job_unit,
        }
        for item in segments
    ]
    made = ("number", "characters", "exact_key")
    return pa.Table.from_pylist(given, schema=pa.schema([item for item in schema.BASE if item.name not in made]))


def segments(table: pa.Table) -> list[Segment]:
    """The segments of a table that has the base columns."""
    return [_segment(row) for row in table.to_pylist()]


def segment_rows(table: pa.Table) -> list[SegmentRow]:
    """The rows of a table with ROW_COLUMNS."""
    return [_segment_row(row) for row in table.to_pylist()]


def _segment(row: dict[str, Any]) -> Segment:
    extra = json.loads(row["extra"]) if row["extra"] else {}
    given = {name: row[name] for name in Segment.__slots__ if name not in ("extra", "origin")}
    return Segment(**given, origin=Origin(row["origin"] or Origin.CORPUS), extra=extra)


def _segment_row(row: dict[str, Any]) -> SegmentRow:
    same = ("number", "characters", "exact_key", "tag", "verdict", "reason", "language", "threshold", "tokens")
    human = ("human_language", "human_verdict", "formality", "domain")
    cleaned = ("normalised", "personal_data", "cluster")
    votes = json.loads(row["votes"]) if row["votes"] else []
    return SegmentRow(
        segment=_segment(row),
        score=row["language_score"],
        status=row["language_status"],
        votes=tuple(Vote(item["detector"], item.get("tag"), item["score"], item.get("raw", "")) for item in votes),
        labels=json.loads(row["labels"]) if row["labels"] else {},
        figures={name: row[name] for name in FIGURES if row[name] is not None},
        flaws=tuple(row["flaws"] or ()),
        **{name: row[name] for name in (*same, *human, *cleaned)},
    )
