"""JSON objects in a file, one at a time: in an array, one a line, or simply behind each other.

The end of an object is found by counting braces outside strings, so memory stays flat whatever the file's size. Where
an object cannot be read, reading goes on at the next line that begins like one and is indented no deeper.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.collection.cursors import Cursor
from core.collection.refusals import Refusal, refusal

WINDOW = 1 << 20
LONGEST_OBJECT = 16 << 20  # bytes
_MARK = re.compile(rb"[{}]|\"(?:[^\"\\]++|\\.)*+\"|\"", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """An object, or why there is none: its line, and where the next one begins."""

    line: int
    value: dict[str, object] | Refusal
    end: Cursor


def objects(path: Path, start: Cursor) -> Iterator[Found]:
    """The objects from `start` on."""
    at, size = start, WINDOW
    total = path.stat().st_size
    while at.offset < total:
        with path.open("rb") as file:
            file.seek(at.offset)
            data = file.read(size)
        final = at.offset + len(data) >= total or size > LONGEST_OBJECT
        used, line = 0, at.line
        while (begin := data.find(b"{", used)) >= 0:
            end = _end(data, begin)
            if end is None and not final:
                break
            line += data.count(b"\n", used, begin)
            value: dict[str, object] | Refusal
            if end is None:
                shown = data[begin : begin + 300].decode(errors="replace")
                value = refusal(line, "unclosed_record", "an object is not closed", shown)
            else:
                value = _parsed(data[begin:end], line)
            if isinstance(value, Refusal):
                end = _next(data, begin, end or len(data))
            assert end is not None, "where nothing closes the object, the data ends it"
            used, below = end, line + data.count(b"\n", begin, end)
            yield Found(line, value, Cursor(offset=at.offset + used, line=below))
            line = below
        else:
            line += data.count(b"\n", used)
            used = len(data)
        size = WINDOW if used else size * 2
        at = Cursor(offset=at.offset + used, line=line)


def _next(data: bytes, begin: int, end: int) -> int:
    """Where reading goes on behind a broken object: at a line that begins with an object no deeper than it, else `end`.

    Objects within it stand deeper, so they are not taken for records.
    """
    depth = begin - data.rfind(b"\n", 0, begin) - 1
    found = re.compile(rb"\n[ \t]{0,%d}(?=\{)" % min(depth, 200)).search(data, begin, end)
    return found.end() if found else end


def _end(data: bytes, begin: int) -> int | None:
    """Where the object that begins at `begin` ends; None where it is still open."""
    depth = 0
    for match in _MARK.finditer(data, begin):
        mark = match[0]
        if mark == b"{":
            depth += 1
        elif mark == b"}":
            depth -= 1
            if not depth:
                return match.end()
        elif mark == b'"':  # a string that is not closed
            return None
    return None


def _parsed(data: bytes, line: int) -> dict[str, object] | Refusal:
    shown = data[:300].decode("utf-8", errors="replace")
    try:
        found = json.loads(data.decode("utf-8"))
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        return refusal(line, "invalid_encoding", text=shown)
    except UnicodeEncodeError:
        return refusal(line, "invalid_encoding", "half a character (a lone surrogate)", shown)
    except (ValueError, RecursionError) as error:
        return refusal(line, "invalid_json", str(error), shown)
    assert isinstance(found, dict), "it begins and ends with a brace"
    return found
