"""Which form of a single text is given out, decided by a person: the original or the normalised one.

The policy says which form all texts have; a decision about one segment outlives it, and every later normalisation. It
is an event like a label, so it is undone like one, holds as the newest says, and a data version keeps the decisions up
to the event that it pins. The stored text never changes.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.corpus.flaws import own_form_sql
from core.errors import InvalidInputError
from core.own_labels import GIVEN_TEXT, NORMALISED, ORIGINAL
from core.records import Event, EventKind, NewEvent
from core.tagging import labelling, undoing

if TYPE_CHECKING:
    from core.corpus.rows import SegmentRow
    from core.corpus.snapshot import Snapshot
    from core.workspace import Workspace

FORMS = (ORIGINAL, NORMALISED)
VERSION = 1
CHANGED = "s.normalised is not null"  # rows that would read otherwise
_PAGE = f"select s.id from segments s where {CHANGED} and s.number > $after"


@dataclass(frozen=True, slots=True)
class Decided:
    """Of the rows that would read otherwise: how many there are, and of how many a person chose the form."""

    changed: int
    original: int
    normalised: int


def choose(
    ws: Workspace, project_id: str, account_id: str, segment_ids: Sequence[str], form: str, *, key: str
) -> list[Event]:
    """Give these segments out as they are stored (ORIGINAL) or NORMALISED, whatever the policy says.

    `key` names the request: sending it twice changes nothing. Raises InvalidInputError for another form, NotFoundError
    for an id that is not in the corpus, ConflictError where `key` was used for something else.
    """
    if form not in FORMS:
        raise InvalidInputError(f"A text has no form “{form}”.", hint=f"Choose {' or '.join(FORMS)}.")
    wanted = list(dict.fromkeys(segment_ids))
    labelling.check_segments(ws, project_id, wanted)
    events = [
        NewEvent(
            key=key_of(key, name),
            segment_id=name,
            kind=EventKind.LABEL,
            value=form,
            scheme=GIVEN_TEXT,
            scheme_version=VERSION,
        )
        for name in wanted
    ]
    return ws.ledger.events.record(project_id, account_id, events)


def undo(ws: Workspace, project_id: str, account_id: str, segment_ids: Sequence[str], *, key: str) -> list[Event]:
    """Put back what held before one's own request `key`; twice is once. Raises what `tagging.undoing.undo` raises."""
    return [undoing.undo(ws, project_id, account_id, key_of(key, name)) for name in dict.fromkeys(segment_ids)]


def key_of(key: str, segment_id: str) -> str:
    """The key of the event about one segment of a request."""
    return f"{key}:{segment_id}"


def decided(snapshot: Snapshot) -> Decided:
    """The counts of a project."""
    form = own_form_sql("s")
    query = f"""select count(*)::bigint as changed, count(*) filter ({form} = '{ORIGINAL}')::bigint as original,
        count(*) filter ({form} = '{NORMALISED}')::bigint as normalised from segments s where {CHANGED}"""
    return Decided(**snapshot.sql(query).to_pylist()[0])


def changed(
    snapshot: Snapshot, *, after: int = -1, limit: int = 10, language: str | None = None, form: str | None = None
) -> list[SegmentRow]:
    """The next rows that would read otherwise, in the order of arrival: in `language`, decided to be given as `form`
    (None: any)."""
    query = f"""{_PAGE} and ($language is null or s.tag = $language)
        and ($form is null or {own_form_sql("s")} = $form) order by s.number limit {int(limit)}"""
    found = snapshot.sql(query, {"after": after, "language": language, "form": form})
    return snapshot.rows(found["id"].to_pylist())


def otherwise(snapshot: Snapshot, ids: Sequence[str]) -> tuple[int, str]:
    """How many of these segments are given out in another form than the policy's, and a hash of which they are; 0 and
    "" where there are none."""
    import pyarrow as pa

    usual = NORMALISED if snapshot.policy.use_normalised else ORIGINAL
    with snapshot.registered(given=pa.table({"id": pa.array(ids, pa.string())})):
        found = snapshot.sql(
            f"select s.id from segments s join given g on g.id = s.id where {CHANGED}"
            f" and coalesce({own_form_sql('s')}, '{usual}') <> '{usual}' order by s.id"
        )["id"].to_pylist()
    return len(found), hashlib.blake2b(" ".join(found).encode(), digest_size=16).hexdigest() if found else ""
