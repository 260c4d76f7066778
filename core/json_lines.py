"""A line of a file of JSON lines that hold texts, as the command line reads them; a broken one is handed on as such."""

import json
from dataclasses import dataclass
from typing import Any

Fields = dict[str, Any]  # one JSON line: whatever its owner put there


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that cannot be used: its number and why."""

    number: int
    error: str

    def fields(self) -> Fields:
        """What stands in the output for it."""
        return {"line": self.number, "error": self.error}


def text_fields(number: int, line: str) -> Fields | BrokenLine:
    """The fields of the line, `text` among them."""
    try:
        given = json.loads(line)
    except ValueError as error:
        return BrokenLine(number, f"This line is not JSON: {error}")
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return BrokenLine(number, "This line has no “text”.")
    try:
        given["text"].encode()
    except UnicodeEncodeError:
        return BrokenLine(number, "The text holds half a character (a lone surrogate).")
    return given
