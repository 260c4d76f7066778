"""Taking left-out rows back, or leaving rows out by hand: events that outlive every threshold and re-identification."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.records import Event, EventKind, NewEvent, Verdict
from core.tagging import labelling

if TYPE_CHECKING:
    from core.workspace import Workspace


def take_back(
    ws: "Workspace", project_id: str, account_id: str, segment_ids: Sequence[str], *, key: str
) -> list[Event]:
    """Keep these segments whatever the filter says. `key` names the request: sending it twice changes nothing.

    Raises NotFoundError for an id that is not in the corpus, ConflictError where `key` was used for something else.
    """
    return labelling.record(ws, project_id, account_id, _events(segment_ids, Verdict.KEEP.value, key))


def leave_out(
    ws: "Workspace", project_id: str, account_id: str, segment_ids: Sequence[str], *, key: str
) -> list[Event]:
    """Leave these segments out whatever the filter says. Errors as `take_back`."""
    return labelling.record(ws, project_id, account_id, _events(segment_ids, Verdict.DROP.value, key))


def withdraw(ws: "Workspace", project_id: str, account_id: str, segment_ids: Sequence[str], *, key: str) -> list[Event]:
    """Let the filter decide on these segments again. Errors as `take_back`."""
    return labelling.record(ws, project_id, account_id, _events(segment_ids, None, key))


def _events(segment_ids: Sequence[str], value: str | None, key: str) -> list[NewEvent]:
    return [
        NewEvent(key=f"{key}:{name}", segment_id=name, kind=EventKind.RESTORE, value=value)
        for name in dict.fromkeys(segment_ids)
    ]
