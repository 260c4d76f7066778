"""CoNLL-U: sentences with their words. Each sentence is one row, checked by the library `conllu`.

The text is that of `# text`, else the words put together; `# text_exact` (a JSON string, as exports of this program
have it) goes before both. The annotation itself stays in the column `conllu`, as found,
other comments in columns of their own. `# text_en` and the like are translations: rows linked to the sentence.
Sentences after a `# newdoc` are one document; without any, each sentence stands alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core import languages
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import refusal
from core.collection.sources.files.blank_parted import Part, parts
from core.collection.sources.files.records import Record, RecordReader, Row, filled, translations
from core.errors import UnreadableFileError

FIELDS = 10
EXACT = "text_exact"
_COMMENT = re.compile(r"^#\s*([^=]+?)\s*=\s*(.*)$")
_TRANSLATED = re.compile(r"^text_([A-Za-z]{2,3})$")


@dataclass(frozen=True, slots=True)
class Conllu:
    """Treebanks and other annotated sentences."""

    name: str = "conllu"
    title: str = "CoNLL-U (annotated sentences)"
    suffixes: tuple[str, ...] = (".conllu", ".conll")
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether a line has a number and ten columns."""
        plain = head.replace(b"\0", b"")
        return bool(re.search(rb"^1(?:-\d+)?\t(?:[^\t\r\n]*\t){8}[^\t\r\n]*\r?$", plain, re.MULTILINE))

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError for an empty one."""
        if not path.stat().st_size:
            raise UnreadableFileError(f"{path.name} is empty.", hint="Choose a file with at least one sentence.")
        found = options.model_copy(update={"format": self.name})
        return RecordReader(path, found, batch_bytes, lambda at: _records(path, at))


def language_of(path: Path) -> str | None:
    """The language that a treebank's name begins with (`sw_pud-ud-test.conllu` → sw)."""
    begin = re.split(r"[_-]", path.stem)[0]
    return languages.standard_tag(begin) if "_" in path.stem and languages.is_tag(begin) else None


def _records(path: Path, start: Cursor) -> Iterator[Record]:
    document, language = start.state, language_of(path)
    for part in parts(path, start):
        record, document = _record(part, document, language)
        yield record


def _record(part: Part, document: str, language: str | None) -> tuple[Record, str]:
    """The record, and the document that the next one is in."""
    comments = {match[1]: match[2] for line in part.lines if (match := _COMMENT.match(line))}
    if any(line.startswith("# newdoc") for line in part.lines):
        document = comments.get("newdoc id") or f"line {part.line}"
    end = part.end.model_copy(update={"state": document})
    if part.reason:
        return Record((), [refusal(part.line, part.reason, text=part.shown)], end), document
    words = [line for line in part.lines if line and not line.startswith("#")]
    if not words:
        return Record((), (), end), document
    place, detail = _fault(part.lines)
    if detail:
        return Record((), [refusal(part.line + place, "invalid_record", detail, part.lines[place])], end), document
    own = {name: value for name, value in comments.items() if name not in ("text", "language", "conllu")}
    exact = _exact(own.pop(EXACT, ""))
    translated = {match[1]: own.pop(name) for name in list(own) if (match := _TRANSLATED.match(name))}
    text = exact or comments.get("text") or _joined(words)
    values = {"text": text, **filled(language=comments.get("language") or language, conllu="\n".join(words)), **own}
    rows = [Row(part.line, values, document or None)]
    rows += [Row(part.line, {"text": text, "language": tag}, document or None) for tag, text in translated.items()]
    if len(rows) > 1 and not document:
        rows = [Row(row.line, row.values, f"line {part.line}") for row in rows]
    return Record(translations(rows), (), end), document


def _exact(written: str) -> str:
    """The text that `# text_exact` holds as a JSON string; "" where it holds none."""
    try:
        found = json.loads(written) if written else ""
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""


def _fault(lines: list[str]) -> tuple[int, str]:
    """The line that is not as CoNLL-U wants it, and why; "" where all are."""
    from conllu import parse
    from conllu.exceptions import ParseException

    for place, line in enumerate(lines):
        fields = line.split("\t")
        if line and not line.startswith("#") and len(fields) != FIELDS:
            return place, f"{len(fields)} columns instead of {FIELDS}"
        if line and not line.startswith("#"):
            try:
                parse(line + "\n\n")
            except ParseException as error:
                return place, " ".join(str(error).split())
    return 0, ""


def _joined(words: list[str]) -> str:
    """The sentence from its words: spaces but after `SpaceAfter=No`; of a word in parts its whole form."""
    pieces: list[str] = []
    covered = 0
    for fields in (word.split("\t") for word in words):
        first, dash, last = fields[0].partition("-")
        if "." in fields[0] or (not dash and first.isdigit() and int(first) <= covered):
            continue
        if dash and last.isdigit():
            covered = int(last)
        pieces.append(fields[1] + ("" if "SpaceAfter=No" in fields[9].split("|") else " "))
    return "".join(pieces).rstrip(" ")
