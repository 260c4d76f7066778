"""Exports of annotation tools: what all four have in common; the tools themselves are files beside this one.

An export is JSON: an array or one object a line. Each object gives one row with the text, one column a question and the
tool's own fields. Columns become labels where the mapping says so, as in any other file; a tool's export is recognised
by its fields.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files.json_records import Found, objects
from core.collection.sources.files.records import Record, RecordReader, Row
from core.errors import UnreadableFileError

LOOKED_AT = 20  # objects that are asked whether they are the tool's
JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True)
class LabelTool:
    """The export of a tool: `has` says whether an object is one of its records, `read` makes its columns (`text`)."""

    name: str
    title: str
    marks: tuple[bytes, ...]
    has: Callable[[JsonObject], bool]
    read: Callable[[JsonObject], dict[str, str | None]]
    suffixes: tuple[str, ...] = (".json", ".jsonl")
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether the first object has the tool's fields; seen whole, or by the names that stand in its beginning."""
        from json import JSONDecodeError, JSONDecoder

        plain = head.replace(b"\0", b"").decode("utf-8", errors="ignore").lstrip("\ufeff \t\r\n[")
        if not plain.startswith("{"):
            return False
        try:
            first, _ = JSONDecoder().raw_decode(plain)
        except (JSONDecodeError, RecursionError):
            return all(b'"%s"' % mark in head for mark in self.marks)
        return isinstance(first, dict) and self.has(first)

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError where none of its first objects is the tool's."""
        for place, found in enumerate(objects(path, Cursor())):
            if isinstance(found.value, dict) and self.has(found.value):
                break
            if place >= LOOKED_AT:
                raise self._not_one(path)
        else:
            raise self._not_one(path)
        understood = options.model_copy(update={"format": self.name})
        return RecordReader(path, understood, batch_bytes, lambda at: self._records(path, at))

    def _records(self, path: Path, start: Cursor) -> Iterator[Record]:
        for found in objects(path, start):
            row = self._row(found)
            yield Record((), [row], found.end) if isinstance(row, Refusal) else Record([row], (), found.end)

    def _row(self, found: Found) -> Row | Refusal:
        if isinstance(found.value, Refusal):
            return found.value
        if not self.has(found.value):
            return refusal(found.line, "invalid_record", f"no record of {self.title}", str(found.value))
        values = self.read(found.value)
        if not values.get("text"):
            return refusal(found.line, "no_text_field", f"no text in this record of {self.title}")
        return Row(found.line, values)

    def _not_one(self, path: Path) -> UnreadableFileError:
        return UnreadableFileError(
            f"{path.name} is no export of {self.title}.", hint="Export it again, or choose another format."
        )


def longest_text(fields: JsonObject, *wanted: str) -> tuple[str, str]:
    """The field that is the text (one of `wanted`, else the longest string): its name and value."""
    for name in wanted:
        value = fields.get(name)
        if isinstance(value, str) and value:
            return name, value
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    name = max(texts, key=lambda key: len(texts[key]), default="")
    return name, texts.get(name, "")
