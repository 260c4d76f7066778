"""What somebody decided lately, with the texts: to be read again, and taken back."""

from dataclasses import dataclass

from core.languages import direction_of
from core.records import Event, EventKind
from core.tagging.handing import states
from core.tagging.overlapping import blind_schemes, visible
from core.tagging.undoing import recent
from core.workspace import Workspace

LOOKED_THROUGH = 5  # times as many events as are shown: several decisions about one thing are shown once


@dataclass(frozen=True, slots=True)
class Recalled:
    """A decision of this person and the segment as it stands now; fields as in `leasing.LeasedItem`."""

    event: Event
    text: str
    language: str | None
    direction: str
    labels: dict[str, str]
    own: tuple[str, ...]
    source_id: str


def recall(ws: Workspace, project_id: str, account_id: str, limit: int = 20) -> list[Recalled]:
    """This person's newest decisions that stand, newest first: the last one about each thing, without withdrawals."""
    newest: dict[tuple[str, str, str | None], Event] = {}
    for event in recent(ws, project_id, account_id, limit * LOOKED_THROUGH):
        newest.setdefault((event.segment_id, event.kind, event.scheme), event)
    shown = [event for event in newest.values() if event.value is not None and event.kind is not EventKind.ADJUDICATE][
        :limit
    ]
    return _with_texts(ws, project_id, shown)


def _with_texts(ws: Workspace, project_id: str, events: list[Event]) -> list[Recalled]:
    if not events:
        return []
    from core.corpus.filling import is_one_of

    ids = list(dict.fromkeys(event.segment_id for event in events))
    table = (
        ws.corpus(project_id).open().to_table(columns=["id", "text", "language", "source_id"], filter=is_one_of(ids))
    )
    rows = {row["id"]: row for row in table.to_pylist()}
    standing = states(ws, project_id, ids)
    found, blind = [], blind_schemes(ws, project_id)
    for event in events:
        row, state = rows.get(event.segment_id), standing[event.segment_id]
        if row is None:  # erased since, on its owner's request
            continue
        language = state.language or row["language"]
        labels, own = visible(state, event.account_id, blind)
        side = direction_of(row["text"], language)
        found.append(Recalled(event, row["text"], language, side, labels, own, row["source_id"] or ""))
    return found
