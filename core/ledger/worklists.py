"""Worklists: tasks for people, each a selection with a name and a reason."""

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError
from core.ledger.naming import clean_name, new_id
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import AccountRow
from core.ledger.tables.work import LeaseRow, WorklistRow
from core.records import LOCAL_ACCOUNT, Selection, Worklist

SELECTION = TypeAdapter(Selection)


class Worklists:
    """Repository of worklists."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(
        self,
        project_id: str,
        name: str,
        selection: Selection,
        schemes: tuple[str, ...],
        *,
        reason: str = "",
        assigned_to: str | None = None,
        goal: int | None = None,
        created_by: str = LOCAL_ACCOUNT.id,
        worklist_id: str | None = None,
        overlap: int = 1,
        shows_others: bool = False,
    ) -> Worklist:
        """A new worklist; a `worklist_id` that is there already (a double click) gives that worklist back."""
        row = WorklistRow(
            id=worklist_id or new_id(),
            project_id=project_id,
            name=clean_name(name, "a worklist"),
            selection=SELECTION.dump_json(selection).decode(),
            schemes=list(schemes),
            reason=reason,
            assigned_to=assigned_to,
            goal=goal,
            state="open",
            created_by=created_by,
            created_at=now(),
            overlap=overlap,
            shows_others=shows_others,
        )
        with self._store.write() as session:
            there = session.get(WorklistRow, row.id)
            if there is not None:
                return _as_worklist(there)
            session.add(row)
            session.flush()
            return _as_worklist(row)

    def get(self, project_id: str, worklist_id: str) -> Worklist:
        """One worklist of a project. Raises NotFoundError."""
        with self._store.read() as session:
            return _as_worklist(_row(session, project_id, worklist_id))

    def list(self, project_id: str, *, state: str | None = "open", account_id: str | None = None) -> list[Worklist]:
        """Worklists, newest first; with `account_id`, those that are that person's or nobody's."""
        query = select(WorklistRow).where(WorklistRow.project_id == project_id)
        if state is not None:
            query = query.where(WorklistRow.state == state)
        if account_id is not None:
            query = query.where((WorklistRow.assigned_to == account_id) | WorklistRow.assigned_to.is_(None))
        with self._store.read() as session:
            rows = session.scalars(query.order_by(WorklistRow.created_at.desc(), WorklistRow.id))
            return [_as_worklist(row) for row in rows]

    def assign(self, project_id: str, worklist_id: str, account_id: str | None) -> Worklist:
        """Give a worklist to somebody, or to everybody. Raises NotFoundError."""
        with self._store.write() as session:
            row = _row(session, project_id, worklist_id)
            if account_id is not None and session.get(AccountRow, account_id) is None:
                raise NotFoundError(f"There is no account “{account_id}”.")
            row.assigned_to = account_id
            return _as_worklist(row)

    def set_schemes(self, project_id: str, worklist_id: str, schemes: tuple[str, ...]) -> Worklist:
        """Ask for other schemes from now on. Raises NotFoundError."""
        with self._store.write() as session:
            row = _row(session, project_id, worklist_id)
            row.schemes = list(schemes)
            return _as_worklist(row)

    def set_overlap(self, project_id: str, worklist_id: str, overlap: int, shows_others: bool) -> Worklist:
        """Ask so many people for each segment from now on. Raises NotFoundError."""
        with self._store.write() as session:
            row = _row(session, project_id, worklist_id)
            row.overlap, row.shows_others = overlap, shows_others
            return _as_worklist(row)

    def close(self, project_id: str, worklist_id: str) -> Worklist:
        """Close a worklist and end its leases; its labels stay. Raises NotFoundError."""
        with self._store.write() as session:
            row = _row(session, project_id, worklist_id)
            row.state = "closed"
            for lease in session.scalars(select(LeaseRow).where(LeaseRow.worklist_id == worklist_id)):
                session.delete(lease)
            return _as_worklist(row)


def _row(session: Session, project_id: str, worklist_id: str) -> WorklistRow:
    row = session.get(WorklistRow, worklist_id)
    if row is None or row.project_id != project_id:
        raise NotFoundError(f"There is no worklist “{worklist_id}” in “{project_id}”.")
    return row


def _as_worklist(row: WorklistRow) -> Worklist:
    return Worklist(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        selection=SELECTION.validate_json(row.selection),
        schemes=tuple(row.schemes),
        reason=row.reason,
        assigned_to=row.assigned_to,
        goal=row.goal,
        state=row.state,
        created_by=row.created_by,
        created_at=row.created_at,
        overlap=row.overlap,
        shows_others=row.shows_others,
    )
