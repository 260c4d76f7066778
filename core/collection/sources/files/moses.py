"""Moses pairs: files beside each other that end in languages (`x.en`, `x.sw`), line by line translations.

The first side (the file that was chosen) is what the others are linked to. A line that is empty or missing on one side
is left out there; the others stay. The sides' names are `ReadOptions.beside`, else they are looked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from core import languages
from core.collection import lines as line_blocks
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files.records import Record, RecordReader, Row, translations
from core.errors import UnreadableFileError

NO_LANGUAGES = frozenset({"", "bak", "bin", "old", "tmp"})  # endings that are codes of languages, but seldom mean them


@dataclass(frozen=True, slots=True)
class Moses:
    """Line-aligned files."""

    name: str = "moses"
    title: str = "Moses pair (line-aligned files)"
    suffixes: tuple[str, ...] = ()
    is_text: bool = True

    def fits(self, head: bytes) -> bool:  # noqa: ARG002 - the name says it, not the content
        """Never: these are plain lines; see `sides_of`."""
        return False

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open the side `path` with its other sides. Raises UnreadableFileError where there is none."""
        others = other_sides(path, options)
        missing = [other.name for other in others if not other.is_file()]
        if not others or missing:
            raise UnreadableFileError(
                f"{path.name} has no other side{': ' + missing[0] + ' is missing' if missing else ''}.",
                hint="Put the files of a pair into one folder, named alike but for the language at the end.",
            )
        if not path.stat().st_size:
            raise UnreadableFileError(f"{path.name} is empty.", hint="Choose a file with some text.")
        found = options.model_copy(update={"format": self.name, "beside": tuple(map(str, others))})
        return RecordReader(path, found, batch_bytes, lambda at: _records([path, *others], at))


def other_sides(path: Path, options: ReadOptions) -> list[Path]:
    """The other sides of `path`: those named in the options, else those beside it."""
    return [Path(name) for name in options.beside] or sides_of(path)


def side_language(path: Path) -> str | None:
    """The language that a file's ending names (`corpus.en` → en); None where it names none."""
    ending = path.suffix[1:]
    if not path.stem or ending.lower() in NO_LANGUAGES or not ending.replace("-", "").replace("_", "").isalnum():
        return None
    return languages.standard_tag(ending) if languages.is_tag(ending) else None


def sides_of(path: Path) -> list[Path]:
    """The files beside `path` that are its other sides, by name."""
    from core.collection.sources.files import supported_suffixes

    if side_language(path) is None or path.suffix.lower() in supported_suffixes() or not path.parent.is_dir():
        return []
    return sorted(
        other
        for other in path.parent.iterdir()
        if other.stem == path.stem
        and other != path
        and other.suffix.lower() not in supported_suffixes()
        and side_language(other) is not None
        and other.is_file()
        and not other.is_symlink()
    )


def _records(sides: Sequence[Path], start: Cursor) -> Iterator[Record]:
    """One record a line. `Cursor.state` holds the offsets in the other sides."""
    offsets = [start.offset, *map(int, start.state.split(","))] if start.state else [0] * len(sides)
    tags = [side_language(side) for side in sides]
    streams = [_lines(side, offset) for side, offset in zip(sides, offsets, strict=True)]
    for line, found in enumerate(zip_longest(*streams), start=start.line):
        rows: list[Row] = []
        refused: list[Refusal] = []
        for place, raw in enumerate(found):
            offsets[place] += len(raw or b"")
            text = line_blocks.decode((raw or b"").removeprefix(line_blocks.MARK if line == 1 else b""))[0]
            text = text.rstrip("\r\n")
            if bad := _refused(line, raw, text, sides[place].name):
                refused.append(bad)
            elif text.strip():
                rows.append(Row(line, {"text": text, "language": tags[place]}, str(line)))
        end = Cursor(offset=offsets[0], line=line + 1, state=",".join(map(str, offsets[1:])))
        yield Record(translations(rows), refused, end)


def _refused(line: int, raw: bytes | None, text: str, name: str) -> Refusal | None:
    if raw is None:
        return refusal(line, "missing_side", f"{name} has no such line")
    if line_blocks.is_bad(text):
        return refusal(line, "invalid_encoding", name, line_blocks.readable(text))
    if "\0" in text:
        return refusal(line, "nul", name, text)
    return refusal(line, "empty_text", name) if not text.strip() else None


def _lines(path: Path, offset: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        while line := file.readline(line_blocks.LONGEST_LINE):
            yield line
