"""Several people's labels of the same segments, without or in a project."""

from collections.abc import Mapping
from uuid import uuid4

from core.agreement.ratings import Opinion
from core.records import EventKind, NewEvent, Project, Scheme, SchemeValue
from core.tagging import labelling
from core.workspace import Workspace


def scheme(values, *, ordinal=False, off=()) -> Scheme:
    """A scheme whose values are called by their keys; those in `off` stand outside its scale."""
    keys = [SchemeValue(key, key) for key in values] + [SchemeValue(key, key, on_scale=False) for key in off]
    return Scheme("s", "S", "?", ordinal, tuple(keys))


def columns(given: Mapping[str, str]) -> list[Opinion]:
    """Opinions from a row of one-letter values a person, a place a segment; a dot is none."""
    return [
        Opinion(f"u{unit:03}", person, value)
        for person, row in given.items()
        for unit, value in enumerate(row)
        if value != "."
    ]


def say(ws: Workspace, project: Project, who: str, segment_id: str, value: str | None, scheme_id: str = "formality"):
    """Record what somebody says of a segment."""
    event = NewEvent(key=str(uuid4()), segment_id=segment_id, kind=EventKind.LABEL, value=value, scheme=scheme_id)
    return labelling.record(ws, project.id, who, [event])
