"""JSON lines in, JSON lines out: translation without a workspace (`python -m core translate`).

Each line `{"text": …}` comes back with its own fields and `translation`, `source_language`, `target_language`,
`engine`, `engine_version`, `verdict` (keep or drop), `reasons` (the checks that failed) and `checks`. The language of a
line is what it says (`language`, `declared_language` or `lang`), else what was given for all, else what the detectors
find among the languages that the engine translates from. A line that cannot be translated comes back with `error`: none
is lost.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pydantic import BaseModel

from core import languages
from core.errors import InvalidInputError, UnreadableFileError
from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.identifying import Identifier
from core.records import Verdict
from core.translation.checking import CheckLimits
from core.translation.engines import Engine
from core.translation.reports import REFUSALS
from core.translation.routes import make_route
from core.translation.translating import Session, plain

if TYPE_CHECKING:
    from core.models.store import ModelStore

BATCH = 64
Fields = dict[str, Any]  # one JSON line: whatever its owner put there


class TranslateFileReport(BaseModel):
    """Lines read, lines without a translation, counts by verdict, failed check and source language, and the speed."""

    rows: int = 0
    refused: int = 0
    verdicts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    languages: dict[str, int] = {}
    engine: str = ""
    versions: list[str] = []
    licences: list[str] = []
    sends_to: list[str] = []
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Lines a second, checks included."""
        return self.rows / self.seconds if self.seconds else 0.0


@dataclass
class FileTranslator:
    """What is the same for all lines; sessions are opened for each source language that comes."""

    engine: Engine
    target: str
    models: "ModelStore"
    detectors: Sequence[str]
    limits: CheckLimits
    source: str | None = None
    via: str = ""
    sessions: dict[str, Session | str] = field(default_factory=dict)  # source -> its session, or why there is none

    def session(self, source: str) -> Session | str:
        """The session of a source language, or the reason that there is none."""
        if source not in self.sessions:
            try:
                route = make_route(self.engine, source, self.target, via=self.via)
                asked = Question(tuple(sorted({source, self.target})), use_declared=False)
                checks = Identifier.of(specs(self.detectors, self.models), asked)
                self.sessions[source] = Session(route, self.limits, checks)
            except InvalidInputError as error:
                self.sessions[source] = str(error)
        return self.sessions[source]

    def finder(self) -> Identifier:
        """The detectors, asked which of the engine's source languages a text is in."""
        first = self.via or self.target
        known = sorted({pair.source for pair in self.engine.pairs() if _same(pair.target, first)})
        return Identifier.of(specs(self.detectors, self.models), Question(tuple(known), use_declared=False))

    def close(self) -> None:
        """Close all sessions."""
        for session in self.sessions.values():
            if isinstance(session, Session):
                session.close()


def translate_file(source: Path, target: Path, translator: FileTranslator) -> TranslateFileReport:
    """Translate every line of `source` into `target`, in order, with flat memory.

    Raises UnreadableFileError (no such file), and what engines and detectors raise.
    """
    if not source.is_file():
        raise UnreadableFileError(f"There is no file {source}.", hint="Check the path.")
    card = translator.engine.card()
    report = TranslateFileReport(
        engine=card.name, licences=[card.licence], sends_to=[card.sends_to] * bool(card.sends_to)
    )
    finder: Identifier | None = None
    try:
        with source.open(encoding="utf-8", errors="replace") as lines, target.open("w", encoding="utf-8") as out:
            numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
            while batch := [_row(number, line) for number, line in islice(numbered, BATCH)]:
                unknown = [row for row in batch if "error" not in row and not _language(row, translator.source)]
                finder = finder or (translator.finder() if unknown else None)
                _find(unknown, finder)
                _translate(batch, translator)
                for row in batch:
                    _count(report, row)
                    row.pop("_language", None)
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
        opened = [session for session in translator.sessions.values() if isinstance(session, Session)]
        report.seconds = round(sum(session.seconds for session in opened), 3)
        report.versions = sorted({session.route.version for session in opened})
    finally:
        translator.close()
    return report


def _row(number: int, line: str) -> Fields:
    try:
        given = json.loads(line)
    except ValueError as error:
        return {"line": number, "error": f"This line is not JSON: {error}"}
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return {"line": number, "error": "This line has no “text”."}
    if any("\ud800" <= sign <= "\udfff" for sign in given["text"]):
        return {"line": number, "error": "The text holds half a character (a lone surrogate)."}
    return given


def _language(row: Fields, given: str | None) -> str | None:
    said = (row.get(name) for name in ("declared_language", "language", "lang"))
    tag = next((str(tag) for tag in said if isinstance(tag, str) and languages.is_tag(tag)), given)
    row["_language"] = languages.standard_tag(tag) if tag else None
    found: str | None = row["_language"]
    return found


def _find(rows: Sequence[Fields], finder: Identifier | None) -> None:
    if not rows or finder is None:
        return
    found = finder.identify(pa.table({"text": pa.array([row["text"] for row in rows], pa.string())}))
    for row, tag in zip(rows, found["language"].to_pylist(), strict=True):
        row["_language"] = tag


def _translate(batch: Sequence[Fields], translator: FileTranslator) -> None:
    by_language: dict[str | None, list[Fields]] = {}
    for row in batch:
        if "error" not in row:
            by_language.setdefault(row["_language"], []).append(row)
    for language, rows in by_language.items():
        session = translator.session(language) if language else "The language of this text could not be told."
        if isinstance(session, str):
            for row in rows:
                row["error"] = session
            continue
        for row, (output, results) in zip(rows, session.outputs([row["text"] for row in rows]), strict=True):
            if output.error:
                row["error"] = REFUSALS.get(output.error, output.error)
                continue
            failed = [name for name, result in results.items() if result.passed is False]
            row |= {
                "translation": output.text,
                "source_language": language,
                "target_language": translator.target,
                "engine": session.route.engine,
                "engine_version": session.route.version,
                "verdict": str(Verdict.DROP if failed else Verdict.KEEP),
                "reasons": failed,
                "checks": plain(results),
            }


def _same(first: str, second: str) -> bool:
    return first.split("-", maxsplit=1)[0] == second.split("-", maxsplit=1)[0]


def _count(report: TranslateFileReport, row: Fields) -> None:
    if "error" in row:
        report.refused += 1
        return
    report.rows += 1
    for counts, keys in (
        (report.verdicts, [row["verdict"]]),
        (report.reasons, row["reasons"]),
        (report.languages, [row["source_language"]]),
    ):
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
