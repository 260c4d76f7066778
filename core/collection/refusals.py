"""Why a row was not taken: reason codes, and the list a job keeps of them.

The list is `refused.jsonl` in the job's folder. A unit of work that is repeated after a crash first cuts the list back
to where it stood before the unit, so that no refusal is listed twice.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.workspace import Workspace

LIST = "refused.jsonl"
SHOWN = 200  # characters of a refused row that are kept

# Reason code -> what a person reads. Codes are stable; pages and reports may use either.
REASONS = {
    "empty_text": "The text is empty.",
    "too_long": "The row is longer than a segment may be.",
    "nul": "The row holds a NUL character, which no text has.",
    "invalid_encoding": "The row has bytes that are no characters in the file's encoding.",
    "wrong_columns": "The row has another number of columns than the header.",
    "unclosed_quote": "A quotation mark is opened and not closed, or text follows a closed one.",
    "carriage_return": "The row has a carriage return in its midst.",
    "repeated_header": "The row repeats the header.",
    "invalid_json": "The line is not a JSON object.",
    "no_text_field": "The line has no field for the text.",
    "invalid_xml": "The record is no well-formed XML.",
    "unclosed_record": "Something is opened and not closed, or closed and not opened.",
    "invalid_record": "The record is not as its format wants it.",
    "missing_side": "One side of the pair has no such line.",
    "unreadable": "This part of the file is damaged.",
    "unsupported_format": "Files of this kind cannot be read.",
    "unsafe_path": "Its path would lead out of the archive.",
    "twice": "The archive holds another file of this path.",
    "link": "It is a link to somewhere else.",
    "special_file": "It is a device or another special file.",
    "encrypted": "It is locked with a password.",
    "bomb": "It unpacks to far more than it is, as attacks do.",
    "too_large": "It unpacks to more than an archive may hold.",
    "too_many": "The archive holds more files than one may.",
    "nested": "Archives lie in archives too deep.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row (or, with line 0, one file) that was not taken. `line` counts from 1, the header included."""

    file: str
    line: int
    reason: str
    detail: str = ""
    text: str = ""


def refusal(line: int, reason: str, detail: str = "", text: str = "") -> Refusal:
    """A refusal whose file is filled in later; `text` is cut to what a list shows."""
    return Refusal("", line, reason, detail, text[:SHOWN])


def counted(refusals: Iterable[Refusal]) -> dict[str, int]:
    """How many per reason."""
    return dict(Counter(item.reason for item in refusals))


class RefusedList:
    """The list of a job's refusals, for the one process that writes it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LIST

    def write(self, refusals: Iterable[Refusal], *, after: int) -> int:
        """Cut the list to `after` bytes, add the refusals, and return its new length in bytes."""
        lines = b"".join(_line(item) for item in refusals)
        mode = "r+b" if self._path.exists() else "w+b"
        with self._path.open(mode) as file:
            file.truncate(after)
            file.seek(after)
            file.write(lines)
        return after + len(lines)


def read_refused(ws: "Workspace", job_id: str, *, limit: int = 200, offset: int = 0) -> list[Refusal]:
    """The refusals of a job in the order of the files and rows; an empty list where nothing was refused."""
    path = ws.job_folder(job_id) / LIST
    return list(islice(_read(path), offset, offset + limit)) if path.exists() else []


def _read(path: Path) -> Iterator[Refusal]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Refusal(**json.loads(line))


def _line(item: Refusal) -> bytes:
    shown = json.dumps(asdict(item), ensure_ascii=False)
    return shown.encode("utf-8", errors="replace") + b"\n"
