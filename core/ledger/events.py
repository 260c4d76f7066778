"""Events: what people decided about segments, appended one after the other and never changed.

Invariants: within a project `seq` has no gaps and follows the order of the commits, since the project's row is locked
before numbers are given out; a key is recorded once, and sending it again answers with what was recorded; events that
`record` returned are durable.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, cast

from sqlalchemy import CursorResult, Select, Table, func, literal_column, select, update
from sqlalchemy.orm import Session

from core.errors import ConflictError, NotFoundError
from core.ledger.bulk import insert_rows
from core.ledger.chunks import in_chunks
from core.ledger.finishing import Finished, finished
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.projects import ProjectRow
from core.ledger.tables.work import EventRow
from core.records import AdjudicationReason, Event, EventKind, NewEvent

COLUMNS = (
    EventRow.seq,
    EventRow.project_id,
    EventRow.account_id,
    EventRow.key,
    EventRow.segment_id,
    EventRow.kind,
    EventRow.value,
    EventRow.scheme,
    EventRow.scheme_version,
    EventRow.seconds,
    EventRow.suggestion,
    EventRow.suggestion_shown,
    EventRow.client_at,
    EventRow.server_at,
    EventRow.reason,
)
"""In the order of the fields of records.Event."""
NAMES = tuple(column.key for column in COLUMNS)
EVENTS = cast(Table, EventRow.__table__)

DECIDING = (
    EventRow.segment_id,
    EventRow.seq,
    EventRow.account_id,
    EventRow.kind,
    EventRow.scheme,
    EventRow.value,
    EventRow.suggestion,
)
"""In the order of the fields of Decision."""


class Decision(NamedTuple):
    """The part of an event that decides what holds of a segment; a plain tuple, since folding reads very many."""

    segment_id: str
    seq: int
    account_id: str
    kind: str
    scheme: str | None
    value: str | None
    suggestion: str | None = None


class Events:
    """Repository of events."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, project_id: str, account_id: str, events: Sequence[NewEvent]) -> list[Event]:
        """Append events in one transaction; one Event for each NewEvent, in their order.

        Raises NotFoundError (project), ConflictError (a key that was used for something else) and
        LedgerUnavailableError; in each case nothing was recorded.
        """
        if not events:
            return []
        with self._store.write() as session:
            newest = _lock(session, project_id)
            recorded = _known(session, project_id, [event.key for event in events])
            fresh = list(_numbered(project_id, account_id, events, recorded, newest))
            if fresh:
                insert_rows(session, EVENTS, NAMES, fresh)
                session.execute(
                    update(ProjectRow).where(ProjectRow.id == project_id).values(event_seq=fresh[-1].seq),
                    execution_options={"synchronize_session": False},
                )
        return [_same(recorded[event.key], event, account_id) for event in events]

    def since(self, project_id: str, seq: int, limit: int = 1000) -> list[Event]:
        """The events after `seq`, in order, at most `limit`."""
        query = select(*COLUMNS).where(EventRow.project_id == project_id, EventRow.seq > seq)
        return self._read(query.order_by(EventRow.seq).limit(limit))

    def latest(self, project_id: str) -> int:
        """The number of the newest event; 0 before the first. Raises NotFoundError."""
        with self._store.read() as session:
            newest = session.scalar(select(ProjectRow.event_seq).where(ProjectRow.id == project_id))
            if newest is None:
                raise NotFoundError(f"There is no project “{project_id}”.")
            return newest

    def by_key(self, project_id: str, key: str) -> Event | None:
        """The event recorded under a client's key."""
        query = select(*COLUMNS).where(EventRow.project_id == project_id, EventRow.key == key)
        return next(iter(self._read(query)), None)

    def of_account(
        self, project_id: str, account_id: str, kinds: Collection[EventKind] = tuple(EventKind), limit: int = 100
    ) -> list[Event]:
        """Somebody's newest events of these kinds, newest first."""
        query = select(*COLUMNS).where(
            EventRow.project_id == project_id, EventRow.account_id == account_id, EventRow.kind.in_(list(kinds))
        )
        return self._read(query.order_by(EventRow.seq.desc()).limit(limit))

    def of_scheme(self, project_id: str, scheme: str, kind: EventKind = EventKind.LABEL) -> list[Event]:
        """All labels (or adjudications) in one scheme, oldest first."""
        query = select(*COLUMNS).where(
            EventRow.project_id == project_id, EventRow.scheme == scheme, EventRow.kind == kind
        )
        return self._read(query.order_by(EventRow.seq))

    def labels_by_person(self, project_id: str, scheme: str) -> dict[tuple[str, str], str]:
        """The newest value that each person gives each segment in a scheme, as (segment, account) → value.

        What somebody took back is not in it; what came with a file stands under the account `import`.
        """
        query = select(EventRow.segment_id, EventRow.account_id, EventRow.value).where(
            EventRow.project_id == project_id, EventRow.scheme == scheme, EventRow.kind == EventKind.LABEL
        )
        with self._store.read() as session:
            rows = session.execute(query.order_by(EventRow.seq))
            newest = {(segment, account): value for segment, account, value in rows}
        return {key: value for key, value in newest.items() if value is not None}

    def of_segments(self, project_id: str, segment_ids: Sequence[str]) -> list[Event]:
        """Everything that was decided about these segments, by segment, oldest first."""
        found: list[Event] = []
        for chunk in in_chunks(segment_ids):
            query = select(*COLUMNS).where(EventRow.project_id == project_id, EventRow.segment_id.in_(chunk))
            found += self._read(query.order_by(EventRow.segment_id, EventRow.seq))
        return found

    def decisions_of(self, project_id: str, segment_ids: Sequence[str]) -> list[Decision]:
        """All decisions about these segments, by segment, in the order made."""
        found: list[Decision] = []
        with self._store.read() as session:
            for chunk in in_chunks(segment_ids):
                query = select(*DECIDING).where(EventRow.project_id == project_id, EventRow.segment_id.in_(chunk))
                rows = session.execute(query.order_by(EventRow.segment_id, EventRow.seq))
                found += map(Decision._make, rows)
        return found

    def decisions(
        self, project_id: str, after_seq: int, up_to_seq: int, *, as_of: int | None = None
    ) -> Iterator[Decision]:
        """All decisions about each segment that has one after `after_seq` and up to `up_to_seq`, in the order made.

        Complete per segment, so that what holds can be computed without anything from before; with `as_of`, only what
        was decided up to there is given.
        """
        last = up_to_seq if as_of is None else as_of
        query = select(*DECIDING).where(EventRow.project_id == project_id, EventRow.seq <= last)
        if after_seq > 0 or up_to_seq != last:
            query = query.where(EventRow.segment_id.in_(_touched(project_id, after_seq, up_to_seq)))
        query = query.order_by(EventRow.segment_id, EventRow.seq).execution_options(yield_per=10_000)
        with self._store.read() as session:
            yield from map(Decision._make, session.execute(query))

    def touched(self, project_id: str, after_seq: int, up_to_seq: int) -> list[str]:
        """The segments that have an event after `after_seq` and up to `up_to_seq`, each once, ordered by id."""
        query = _touched(project_id, after_seq, up_to_seq).distinct().order_by(EventRow.segment_id)
        with self._store.read() as session:
            return list(session.scalars(query))

    def skipped(self, project_id: str, account_id: str | None = None) -> set[str]:
        """The segments that this person (or, without one, anybody) skipped and did not take back."""
        query = select(EventRow.account_id, EventRow.segment_id, EventRow.value).where(
            EventRow.project_id == project_id,
            EventRow.kind == literal_column("'skip'"),  # lets the partial index serve
        )
        if account_id is not None:
            query = query.where(EventRow.account_id == account_id)
        with self._store.read() as session:
            last = {(who, segment): value for who, segment, value in session.execute(query.order_by(EventRow.seq))}
        return {segment for (_who, segment), value in last.items() if value is not None}

    def finished(self, project_id: str, schemes: Sequence[str], account_id: str | None = None) -> list[Finished]:
        """Who finished which segment: this person, or without one everybody; see `core.ledger.finishing`."""
        with self._store.read() as session:
            return finished(session, project_id, schemes, account_id=account_id)

    def count_by(
        self, project_id: str, column: Literal["account_id", "kind", "scheme"], *, after_seq: int = 0
    ) -> dict[str, int]:
        """How many events there are for each value of `column`, after `after_seq`; '' stands for none."""
        by = getattr(EventRow, column)
        query = (
            select(func.coalesce(by, ""), func.count())
            .where(EventRow.project_id == project_id, EventRow.seq > after_seq)
            .group_by(by)
        )
        with self._store.read() as session:
            return {str(value): int(count) for value, count in session.execute(query)}

    def forget_notes(self, project_id: str, segment_ids: Sequence[str]) -> int:
        """Empty the notes on erased segments, which may quote them; the one change that is ever made to events."""
        forgotten = 0
        with self._store.write() as session:
            for chunk in in_chunks(segment_ids):
                done = session.execute(
                    update(EventRow)
                    .where(
                        EventRow.project_id == project_id,
                        EventRow.segment_id.in_(chunk),
                        EventRow.kind == EventKind.NOTE,
                        EventRow.value.is_not(None),
                    )
                    .values(value=None),
                    execution_options={"synchronize_session": False},
                )
                forgotten += cast("CursorResult[object]", done).rowcount
        return forgotten

    def count_of_segments(self, project_id: str, segment_ids: Sequence[str]) -> int:
        """How many decisions there are about these segments."""
        total = 0
        with self._store.read() as session:
            for chunk in in_chunks(segment_ids):
                query = select(func.count()).where(EventRow.project_id == project_id, EventRow.segment_id.in_(chunk))
                total += int(session.scalar(query) or 0)
        return total

    def _read(self, query: Select[*tuple[object, ...]]) -> list[Event]:
        with self._store.read() as session:
            return [_as_event(row) for row in session.execute(query)]


def _touched(project_id: str, after_seq: int, up_to_seq: int) -> Select[str]:
    return select(EventRow.segment_id).where(
        EventRow.project_id == project_id, EventRow.seq > after_seq, EventRow.seq <= up_to_seq
    )


def _lock(session: Session, project_id: str) -> int:
    """The newest number, with the project's row locked until the commit (SQLite: the write lock is held already)."""
    query = select(ProjectRow.event_seq).where(ProjectRow.id == project_id).with_for_update(key_share=True)
    newest = session.scalar(query)
    if newest is None:
        raise NotFoundError(f"There is no project “{project_id}”, so nothing could be recorded in it.")
    return newest


def _known(session: Session, project_id: str, keys: Sequence[str]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for chunk in in_chunks(keys):
        query = select(*COLUMNS).where(EventRow.project_id == project_id, EventRow.key.in_(chunk))
        found |= {event.key: event for event in map(_as_event, session.execute(query))}
    return found


def _numbered(
    project_id: str, account_id: str, events: Iterable[NewEvent], recorded: dict[str, Event], newest: int
) -> Iterator[Event]:
    """The events that are new, numbered on from `newest`; each is put into `recorded` under its key."""
    at = now()
    for event in events:
        if event.key in recorded:
            continue
        newest += 1
        recorded[event.key] = numbered = Event(
            seq=newest,
            project_id=project_id,
            account_id=account_id,
            key=event.key,
            segment_id=event.segment_id,
            kind=event.kind,
            value=event.value,
            scheme=event.scheme,
            scheme_version=event.scheme_version,
            seconds=event.seconds,
            suggestion=event.suggestion,
            suggestion_shown=event.suggestion_shown,
            client_at=event.client_at,
            server_at=at,
            reason=event.reason,
        )
        yield numbered


def _same(event: Event, sent: NewEvent, account_id: str) -> Event:
    was = (event.account_id, event.segment_id, event.kind, event.scheme, event.value)
    if was != (account_id, sent.segment_id, sent.kind, sent.scheme, sent.value):
        raise ConflictError(
            f"The key “{sent.key}” was used before for another decision.", hint="Send each decision under its own key."
        )
    return event


def _as_event(row: Sequence[object]) -> Event:
    seq, project_id, account_id, key, segment_id, kind, *rest = row
    rest[-1] = AdjudicationReason(str(rest[-1])) if rest[-1] else None
    return Event(seq, project_id, account_id, key, segment_id, EventKind(kind), *rest)  # type: ignore[arg-type]
