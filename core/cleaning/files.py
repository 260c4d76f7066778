"""JSON lines in, JSON lines out: cleaning without a workspace (`python -m core clean`).

Each line `{"text": …}` comes back with its own fields and `verdict`, `reasons` (all that hold, the deciding one first),
`cluster`, `personal_data` (spans) and, where it differs, `normalised`. A line that cannot be read comes back as
`{"line": n, "error": …}`. Verdicts are those of the app: the same rule is asked, with every language as expected.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pydantic import BaseModel

from core import languages
from core.cleaning.cleaner import BATCH
from core.cleaning.duplicates import Membership, clusters
from core.cleaning.personal.spans import from_json
from core.cleaning.pool import CleaningPool
from core.corpus.snapshot import Snapshot
from core.errors import UnreadableFileError
from core.identification.preparing import composed
from core.json_lines import BrokenLine, Fields, text_fields
from core.records import FilterPolicy


class CleanFileReport(BaseModel):
    """Lines read, lines that could not be used, and counts by verdict and reason; `duplicates` have another kept."""

    rows: int = 0
    refused: int = 0
    verdicts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    normalised: int = 0
    personal: int = 0
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be used: its place in the file, its fields, its text in NFC."""

    number: int
    fields: Fields
    text: str

    @property
    def name(self) -> str:
        """By which a cluster names it: its own `id`, else the number of its line."""
        return str(self.fields.get("id", self.number))


def clean_file(
    source: Path, target: Path, *, policy: FilterPolicy | None = None, processes: int = 0
) -> CleanFileReport:
    """Clean every line of `source` into `target`, in order; the texts are held in memory, to be compared.

    A line's `declared_language`, `language` or `lang` counts as its language. Raises UnreadableFileError.
    """
    if not source.is_file():
        raise UnreadableFileError(f"There is no file {source}.", hint="Check the path.")
    with source.open(encoding="utf-8", errors="replace") as lines:
        read = [_read(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    usable = [one for one in read if isinstance(one, Line)]
    found = clusters([one.text for one in usable])
    answers = _answers(usable, found, policy or FilterPolicy(project_id="", version=0), processes)
    report = CleanFileReport()
    with target.open("w", encoding="utf-8") as out:
        for one in read:
            if isinstance(one, BrokenLine):
                report.refused += 1
                row = one.fields()
            else:
                row = {**one.fields, **next(answers)}
                _count(report, row, is_copy=row["cluster"] not in (None, one.name))
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return report


def _read(number: int, line: str) -> Line | BrokenLine:
    fields = text_fields(number, line)
    return fields if isinstance(fields, BrokenLine) else Line(number, fields, composed([fields["text"]])[0])


def _answers(
    lines: Sequence[Line], found: Sequence[Membership | None], policy: FilterPolicy, processes: int
) -> Iterator[Fields]:
    with CleaningPool(processes) as pool:
        tables = (_table(lines[start : start + BATCH]) for start in range(0, len(lines), BATCH))
        for place, columns in enumerate(pool.map(tables, rows=len(lines))):
            start = place * BATCH
            members = found[start : start + BATCH]
            kept = [None if one is None else lines[one.kept].name for one in members]
            yield from _judged(lines[start : start + BATCH], columns, members, kept, policy)


def _table(lines: Sequence[Line]) -> pa.Table:
    tags = [_language(one.fields) for one in lines]
    return pa.table(
        {"text": pa.array([one.text for one in lines], pa.string()), "language": pa.array(tags, pa.string())}
    )


def _language(fields: Fields) -> str | None:
    tag = fields.get("declared_language") or fields.get("language") or fields.get("lang")
    return languages.standard_tag(tag) if isinstance(tag, str) and languages.is_tag(tag) else None


def _judged(
    lines: Sequence[Line],
    columns: pa.Table,
    members: Sequence[Membership | None],
    kept: Sequence[str | None],
    policy: FilterPolicy,
) -> Iterator[Fields]:
    """What the verdict's rule says of these lines, taken as identified."""
    size = len(lines)
    likeness = [  # the kept member has none, in the corpus as here
        None if one is None or name == line.name else one.similarity
        for one, name, line in zip(members, kept, lines, strict=True)
    ]
    given = {
        "id": pa.array([one.name for one in lines], pa.string()),
        "number": pa.array(range(size), pa.int64()),
        "language": _table(lines)["language"],
        "language_score": pa.array([1.0] * size, pa.float32()),
        "language_status": pa.array(["identified"] * size, pa.string()),
        "identified": pa.array([1] * size, pa.int32()),
        "cluster": pa.array(kept, pa.string()),
        "similarity": pa.array(likeness, pa.float32()),
    }
    table = pa.table({**given, **{name: columns[name] for name in columns.column_names}})
    with Snapshot(table, policy=policy) as view:
        answered = view.sql(
            "select verdict, reason, flaws, cluster, normalised, personal_data from segments order by number"
        )
    for row in answered.to_pylist():
        yield _answer(row)


def _answer(row: Fields) -> Fields:
    reasons = list(dict.fromkeys([row["reason"], *row["flaws"]] if row["flaws"] else []))
    spans = [{"start": one.start, "end": one.end, "kind": one.kind.value} for one in from_json(row["personal_data"])]
    answer: Fields = {"verdict": row["verdict"], "reasons": reasons, "cluster": row["cluster"], "personal_data": spans}
    if row["normalised"] is not None:
        answer["normalised"] = row["normalised"]
    return answer


def _count(report: CleanFileReport, row: Fields, *, is_copy: bool) -> None:
    report.rows += 1
    report.normalised += "normalised" in row
    report.personal += bool(row["personal_data"])
    report.duplicates += is_copy
    report.verdicts[row["verdict"]] = report.verdicts.get(row["verdict"], 0) + 1
    for reason in row["reasons"]:
        report.reasons[reason] = report.reasons.get(reason, 0) + 1
