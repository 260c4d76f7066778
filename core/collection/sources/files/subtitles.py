"""SRT and WebVTT: subtitles. Each cue is one row with its times in milliseconds; all are one document, in order.

Read here and not by a library: those at hand either take the whole file at once or pass over a broken cue in silence.
Markup within a cue is left out; a WebVTT voice (`<v Amina>`) is the column `speaker`. A line break within a cue is one
of the screen, and stays. Rules: W3C WebVTT, "WebVTT cue text"; for SRT the habits of players.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core import languages
from core.collection.cursors import Cursor
from core.collection.options import ReadOptions
from core.collection.refusals import Refusal, refusal
from core.collection.sources.files.blank_parted import Part, parts
from core.collection.sources.files.records import Record, RecordReader, Row, filled
from core.errors import UnreadableFileError

DOCUMENT = "1"
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_MARKUP = re.compile(r"</?(?:[biucv]|ruby|rt|lang|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>|\{\\[^}]*\}", re.IGNORECASE)
_NOT_CUES = ("WEBVTT", "NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Subtitles:
    """SubRip or WebVTT files."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    begins: bytes
    is_text: bool = True

    def fits(self, head: bytes) -> bool:
        """Whether it begins as such a file does."""
        return re.match(self.begins, head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")) is not None

    def open(self, path: Path, options: ReadOptions, batch_bytes: int = 8 << 20) -> RecordReader:
        """Open a file. Raises UnreadableFileError for an empty one."""
        if not path.stat().st_size:
            raise UnreadableFileError(f"{path.name} is empty.", hint="Choose a file with at least one cue.")
        found = options.model_copy(update={"format": self.name})
        language = _language(path)
        return RecordReader(path, found, batch_bytes, lambda at: _records(path, at, language))


def _language(path: Path) -> str | None:
    """The language before the ending (`film.sw.srt` → sw), as players have it."""
    ending = Path(path.stem).suffix[1:]
    return languages.standard_tag(ending) if ending and languages.is_tag(ending) else None


def _records(path: Path, start: Cursor, language: str | None) -> Iterator[Record]:
    for part in parts(path, start):
        found = _cue(part, language)
        if isinstance(found, Refusal):
            yield Record((), [found], part.end)
        else:
            yield Record([found] if found else [], (), part.end)


def _cue(part: Part, language: str | None) -> Row | Refusal | None:
    """The cue in a group of lines; None for the header, notes and styles of WebVTT."""
    if part.reason:
        return refusal(part.line, part.reason, text=part.shown)
    lines = part.lines
    timed = next((place for place, line in enumerate(lines[:2]) if "-->" in line), None)
    if timed is None:
        if lines[0].split()[0].split(":")[0] in _NOT_CUES:
            return None
        return refusal(part.line, "invalid_record", "no line with times", part.shown)
    times = _TIMES.match(lines[timed])
    if times is None:
        return refusal(part.line + timed, "invalid_record", "the times cannot be read", part.shown)
    begin, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
    if end < begin:
        return refusal(part.line + timed, "invalid_record", "it ends before it begins", part.shown)
    raw = "\n".join(lines[timed + 1 :])
    voice = _VOICE.search(raw)
    values = {
        "text": html.unescape(_MARKUP.sub("", raw)),
        **filled(language=language, speaker=voice[1].strip() if voice else None),
        **filled(cue=lines[0].strip() if timed else None),
        "start": str(begin),
        "end": str(end),
    }
    return Row(part.line, values, DOCUMENT)


def _milliseconds(parts_of_time: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = parts_of_time
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((rest or "0").ljust(3, "0"))
