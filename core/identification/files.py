"""JSON lines in, JSON lines out: language identification without a workspace (`python -m core identify`).

Each line `{"text": …}` comes back with its own fields and `language`, `probability`, `verdict`, `reason`, `votes`,
`spans`. A line that cannot be read comes back as `{"line": n, "error": …}`: no line is lost. Verdicts are those of the
app, with the default thresholds: the same rule (`core.corpus.views`) is asked over the batch.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pydantic import BaseModel

from core import languages
from core.corpus.snapshot import Snapshot
from core.errors import UnreadableFileError
from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.mixing.spans import Span, from_json, moved
from core.identification.pool import DetectorPool
from core.identification.preparing import composed
from core.json_lines import BrokenLine, Fields, text_fields
from core.records import FilterPolicy

if TYPE_CHECKING:
    from core.models.store import ModelStore


class IdentifyFileReport(BaseModel):
    """Lines read, lines that could not be used, and counts by verdict, reason and language."""

    rows: int
    refused: int
    verdicts: dict[str, int]
    reasons: dict[str, int]
    languages: dict[str, int]


def identify_file(
    source: Path,
    target: Path,
    detectors: Sequence[str],
    store: "ModelStore",
    *,
    expected: Sequence[str] = (),
    only_expected: bool = False,
    policy: FilterPolicy | None = None,
    processes: int = 0,
) -> IdentifyFileReport:
    """Identify every line of `source` into `target`, in order, with flat memory.

    `expected` are BCP 47 tags; `only_expected`: no other language occurs. A line's `declared_language` (or `lang`)
    counts as its declared language. Raises UnreadableFileError (no such file), InvalidInputError (detector, tag),
    ModelMissingError.
    """
    if not source.is_file():
        raise UnreadableFileError(f"There is no file {source}.", hint="Check the path.")
    question = Question(tuple(languages.standard_tag(tag) for tag in expected), only_expected=only_expected)
    report = IdentifyFileReport(rows=0, refused=0, verdicts={}, reasons={}, languages={})
    guess = max(1, source.stat().st_size // 200)
    with (
        DetectorPool(specs(detectors, store), question, processes=processes) as pool,
        source.open(encoding="utf-8", errors="replace") as lines,
        target.open("w", encoding="utf-8") as out,
    ):
        waiting: list[list[Fields | BrokenLine]] = []

        def tables() -> Iterator[pa.Table]:
            for batch in _batches(lines, pool.table_rows):
                waiting.append(batch)
                yield _table(batch)

        for found in pool.map(tables(), rows=guess):
            for row in _answers(waiting.pop(0), found, question, policy):
                _count(report, row)
                given = row.fields() if isinstance(row, BrokenLine) else row
                out.write(json.dumps(given, ensure_ascii=False) + "\n")
    return report


def _batches(lines: Iterator[str], size: int) -> Iterator[list[Fields | BrokenLine]]:
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    while batch := list(islice(numbered, size)):
        yield [text_fields(number, line) for number, line in batch]


def _table(batch: list[Fields | BrokenLine]) -> pa.Table:
    usable = [row for row in batch if not isinstance(row, BrokenLine)]
    texts = composed([row["text"] for row in usable])
    return pa.table(
        {"text": pa.array(texts, pa.string()), "declared_language": pa.array(map(_declared, usable), pa.string())}
    )


def _declared(row: Fields) -> str | None:
    tag = row.get("declared_language") or row.get("lang")
    return languages.standard_tag(tag) if isinstance(tag, str) and languages.is_tag(tag) else None


def _answers(
    batch: list[Fields | BrokenLine], found: pa.Table, question: Question, policy: FilterPolicy | None
) -> Iterator[Fields | BrokenLine]:
    declared = pa.array(map(_declared, (row for row in batch if not isinstance(row, BrokenLine))), pa.string())
    ones = pa.array([1] * len(found), pa.int32())
    numbers = pa.array(range(len(found)), pa.int64())
    table = found.append_column("declared_language", declared)
    table = table.append_column("identified", ones).append_column("number", numbers)
    with Snapshot(table, policy=policy, expected=question.expected) as view:
        answered = view.sql(
            "select language, language_score, verdict, reason, votes, spans from segments order by number"
        )
    answers = iter(answered.to_pylist())
    for row in batch:
        yield row if isinstance(row, BrokenLine) else {**row, **_answer(row["text"], next(answers))}


def _answer(text: str, row: Fields) -> Fields:
    score = round(float(row["language_score"]), 4)
    whole = [Span(0, len(text), row["language"], score)] if row["language"] else []
    spans = moved(from_json(row["spans"]), composed([text])[0], text) or whole
    return {
        "language": row["language"],
        "probability": score,
        "verdict": row["verdict"],
        "reason": row["reason"],
        "votes": json.loads(row["votes"]),
        "spans": [
            {"start": one.start, "end": one.end, "language": one.language, "probability": one.score} for one in spans
        ],
    }


def _count(report: IdentifyFileReport, row: Fields | BrokenLine) -> None:
    if isinstance(row, BrokenLine):
        report.refused += 1
        return
    report.rows += 1
    for counts, key in ((report.verdicts, "verdict"), (report.reasons, "reason"), (report.languages, "language")):
        name = row[key] or "und"
        counts[name] = counts.get(name, 0) + 1
