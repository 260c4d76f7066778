"""Strings that quote erased texts, in reports, errors, logs and small files.

A text of twelve characters or more is recognised by its beginning, wherever in a string that stands (such texts are
quoted cut); a shorter one only where it is the whole string, or stands in quotation marks, since it may be a common
word. What is recognised is replaced whole. Rather a line too many goes than one too few.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import JsonValue

HEAD = 12  # code points
ERASED = "(erased)"
TEXT_FILES = frozenset({".json", ".jsonl", ".txt", ".md", ".yaml", ".log", ".csv"})
_QUOTED = re.compile(r"“([^“”]*)”")


class Quotations:
    """Recognises strings that quote one of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._heads: set[str] = set()
        self._short: set[str] = set()
        for text in texts:
            shown = text.strip()
            if len(shown) >= HEAD:
                self._heads.add(shown[:HEAD])
            elif shown:
                self._short.add(shown)

    def quotes(self, string: str) -> bool:
        """Whether the string holds one of the texts."""
        if string.strip() in self._short or not self._short.isdisjoint(_QUOTED.findall(string)):
            return True
        return any(string[place : place + HEAD] in self._heads for place in range(len(string) - HEAD + 1))

    def without(self, value: JsonValue) -> JsonValue:
        """A JSON value whose quoting strings are replaced; keys too."""
        if isinstance(value, str):
            return ERASED if self.quotes(value) else value
        if isinstance(value, list):
            return [self.without(item) for item in value]
        if isinstance(value, dict):
            return {(ERASED if self.quotes(key) else key): self.without(item) for key, item in value.items()}
        return value

    def without_json(self, text: str) -> str:
        """A JSON document likewise; the same string where nothing is quoted."""
        before: JsonValue = json.loads(text)
        after = self.without(before)
        return text if after == before else json.dumps(after, ensure_ascii=False)


def scrub_file(path: Path, quotations: Quotations) -> bool:
    """Replace what quotes the texts in a text file: values in JSON, lines elsewhere; whether anything was."""
    if path.suffix not in TEXT_FILES:
        return False
    before = path.read_text(encoding="utf-8", errors="replace")
    try:
        after = quotations.without_json(before) if path.suffix == ".json" else _lines(before, path, quotations)
    except json.JSONDecodeError:  # cut off by a crash
        after = _plain(before, quotations)
    if after == before:
        return False
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(after, encoding="utf-8")
    draft.replace(path)
    return True


def _lines(text: str, path: Path, quotations: Quotations) -> str:
    if path.suffix != ".jsonl":
        return _plain(text, quotations)
    lines = text.splitlines(keepends=True)
    return "".join(_json_line(line, quotations) if line.strip() else line for line in lines)


def _json_line(line: str, quotations: Quotations) -> str:
    content = line.rstrip("\n")
    return quotations.without_json(content) + line[len(content) :]


def _plain(text: str, quotations: Quotations) -> str:
    return "".join(ERASED + "\n" if quotations.quotes(line) else line for line in text.splitlines(keepends=True))
