"""Text files whose records are groups of lines with empty lines between them (CoNLL-U, SRT, WebVTT), one at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.collection import lines as line_blocks
from core.collection.cursors import Cursor

LONGEST_PART = 50_000  # lines; a longer group is cut, so that no file can fill the memory


@dataclass(frozen=True, slots=True)
class Part:
    """A group of lines: the number of its first, the lines without their ends, where the next group begins, and a
    reason where it cannot be text."""

    line: int
    lines: list[str]
    end: Cursor
    reason: str

    @property
    def shown(self) -> str:
        """The group as a list of refusals shows it."""
        return line_blocks.readable("\n".join(self.lines))


def parts(path: Path, start: Cursor) -> Iterator[Part]:
    """The groups from `start` on; those without any text are left out. `start` is the beginning of a line."""
    offset, line = start.offset, start.line
    held: list[str] = []
    first = line
    with path.open("rb") as file:
        file.seek(offset)
        while raw := file.readline(line_blocks.LONGEST_LINE):
            text = line_blocks.decode(raw.removeprefix(line_blocks.MARK) if not offset else raw)[0].rstrip("\r\n")
            offset, line = offset + len(raw), line + 1
            if text.strip():
                first = first if held else line - 1
                held.append(text)
            if held and (not text.strip() or len(held) >= LONGEST_PART):
                yield _part(first, held, Cursor(offset=offset, line=line, state=start.state))
                held = []
    if held:
        yield _part(first, held, Cursor(offset=offset, line=line, state=start.state))


def _part(first: int, lines: list[str], end: Cursor) -> Part:
    whole = "\n".join(lines)
    reason = "invalid_encoding" if line_blocks.is_bad(whole) else "nul" if "\0" in whole else ""
    return Part(first, lines, end, reason)
