"""A UTF-8 file in blocks of whole lines, from any line on, with flat memory.

Only LF and CR LF end a line: U+2028, U+0085 and their like are characters of the text. Bytes that are no UTF-8 are
decoded to lone surrogates, so that the row they are in can be found and refused, and no other.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.collection.cursors import Cursor

BLOCK = 8 << 20
LONGEST_LINE = 4 << 20  # bytes; a longer line is refused without being held in memory
MARK = b"\xef\xbb\xbf"

_BAD = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines from `start` on; `end` is where the next block begins. `last`: the file ends here.

    `too_long` means: the block stands for one line that is too long, `data` is its beginning.
    """

    data: bytes
    start: Cursor
    end: Cursor
    last: bool
    too_long: bool = False

    def after(self, lines: int) -> Cursor:
        """Where the line `lines` lines below the block's first begins."""
        place = 0
        for _ in range(lines):
            place = self.data.find(b"\n", place) + 1
            if place == 0:
                return self.end
        return Cursor(offset=self.end.offset - len(self.data) + place, line=self.start.line + lines)


def read_block(path: Path, start: Cursor, size: int = BLOCK) -> Block | None:
    """The block that begins at `start`; None at the end of the file. A byte order mark is left out."""
    total = path.stat().st_size
    with path.open("rb") as file:
        file.seek(start.offset)
        data = file.read(size)
        while data and b"\n" not in data and len(data) <= LONGEST_LINE and file.tell() < total:
            data += file.read(size)
        if not data:
            return None
        ended = file.tell() >= total
        cut = len(data) if ended else data.rfind(b"\n") + 1
        if cut == 0:
            end = Cursor(offset=start.offset + len(data) + _skip_line(file), line=start.line + 1)
            return Block(data[:1000], start, end, end.offset >= total, too_long=True)
    data = data[:cut]
    end = Cursor(offset=start.offset + cut, line=start.line + data.count(b"\n"))
    if start.offset == 0:
        data = data.removeprefix(MARK)
    return Block(data, start, end, ended)


def split(text: str) -> list[str]:
    """The lines of a block's text without their ends."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix("\r") for line in lines] if "\r" in text else lines


def decode(data: bytes) -> tuple[str, bool]:
    """The text of a block, and whether all of it was UTF-8; see `is_bad` for the rows where it was not."""
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        return data.decode("utf-8", errors="surrogateescape"), False


def is_bad(text: str) -> bool:
    """Whether a decoded text has bytes that were no UTF-8."""
    return _BAD.search(text) is not None


def readable(text: str) -> str:
    """`text` with such bytes shown as replacement characters."""
    return _BAD.sub("\ufffd", text)


def _skip_line(file: BinaryIO) -> int:
    """Read up to the next line end; returns how many bytes that took."""
    taken = 0
    while chunk := file.readline(1 << 20):
        taken += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return taken
