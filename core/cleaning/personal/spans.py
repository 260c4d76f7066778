"""Spans of personal data as they are stored, and texts with placeholders in their place.

A span says where and what kind, never the value. Offsets are code points of the stored text, or, in spans that say so,
of the normalised one: whichever text is given out can be redacted, and neither is changed by it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

NORMALISED = "normalised"


class Kind(StrEnum):
    """Kinds of personal data."""

    EMAIL = "email"
    PHONE = "phone"
    IP = "ip"
    IBAN = "iban"
    CARD = "card"
    ID = "id"
    URL = "url"  # with user and password


class Span(NamedTuple):
    """Where something stands in a text, in code points, and of what kind it is."""

    start: int
    end: int
    kind: Kind

    @property
    def placeholder(self) -> str:
        """What stands there in a redacted text."""
        return f"<{self.kind.upper()}>"


def to_json(stored: Sequence[Span], normalised: Sequence[Span] = ()) -> str | None:
    """Spans of the stored text and of the normalised one; None where there are none."""
    given = [{"start": one.start, "end": one.end, "kind": one.kind.value} for one in stored]
    given += [{"start": one.start, "end": one.end, "kind": one.kind.value, "of": NORMALISED} for one in normalised]
    return json.dumps(given) if given else None


def from_json(text: str | None, *, normalised: bool = False) -> list[Span]:
    """The spans of the stored text, or of the normalised one."""
    return [
        Span(one["start"], one["end"], Kind(one["kind"]))
        for one in (json.loads(text) if text else [])
        if (one.get("of") == NORMALISED) is normalised
    ]


def redact(text: str, spans: Sequence[Span]) -> str:
    """The text with a placeholder for each span."""
    parts, place = [], 0
    for span in sorted(spans):
        parts += [text[place : span.start], span.placeholder]
        place = span.end
    return "".join([*parts, text[place:]])
