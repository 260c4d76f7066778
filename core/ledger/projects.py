"""Projects. The id is a slug made from the name once; renaming changes the name alone, so that paths and links stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import ConflictError, NotFoundError
from core.ledger.naming import clean_name, name_key, slug
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.projects import MemberRow, ProjectRow
from core.records import LOCAL_ACCOUNT, Project, Role

FRESH = Project(id="", name="")


class ProjectChanges(TypedDict, total=False):
    """What may be changed of a project."""

    name: str
    description: str
    languages: tuple[str, ...]
    schemes: tuple[str, ...]
    detectors: tuple[str, ...]
    only_expected: bool
    group_column: str | None


class Projects:
    """Repository of projects."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(
        self,
        name: str,
        *,
        account_id: str = LOCAL_ACCOUNT.id,
        description: str = "",
        languages: tuple[str, ...] = (),
        schemes: tuple[str, ...] = FRESH.schemes,
        detectors: tuple[str, ...] = FRESH.detectors,
        only_expected: bool = False,
        group_column: str | None = None,
    ) -> Project:
        """A new project owned by `account_id`. Raises InvalidInputError (name) or ConflictError (name taken)."""
        shown = clean_name(name, "a project")
        with _name_taken(shown), self._store.write() as session:
            row = ProjectRow(
                id=_free_slug(session, slug(shown)),
                name=shown,
                name_key=name_key(shown),
                description=description,
                languages=list(languages),
                schemes=list(schemes),
                detectors=list(detectors),
                only_expected=only_expected,
                group_column=group_column,
                archived=False,
                created_at=now(),
                created_by=account_id,
                event_seq=0,
            )
            session.add(row)
            session.flush()
            session.add(MemberRow(project_id=row.id, account_id=account_id, role=Role.OWNER, joined_at=row.created_at))
            return as_project(row)

    def get(self, project_id: str) -> Project:
        """The project of this id. Raises NotFoundError."""
        with self._store.read() as session:
            return as_project(_row(session, project_id))

    def list(self, account_id: str | None = None, *, archived: bool = False) -> list[Project]:
        """All projects by name, or those that an account is a member of; either the archived or the others."""
        query = select(ProjectRow).where(ProjectRow.archived == archived).order_by(ProjectRow.name_key)
        if account_id is not None:
            query = query.join(MemberRow, MemberRow.project_id == ProjectRow.id).where(
                MemberRow.account_id == account_id
            )
        with self._store.read() as session:
            return [as_project(row) for row in session.scalars(query)]

    def update(self, project_id: str, **changes: Unpack[ProjectChanges]) -> Project:
        """Change a project. Raises NotFoundError, InvalidInputError (name) or ConflictError (name taken)."""
        name = clean_name(changes["name"], "a project") if "name" in changes else ""
        with _name_taken(name), self._store.write() as session:
            row = _row(session, project_id)
            for field, value in changes.items():
                setattr(row, field, list(value) if isinstance(value, tuple) else value)
            if name:
                row.name, row.name_key = name, name_key(name)
            session.flush()
            return as_project(row)

    def archive(self, project_id: str, *, archived: bool = True) -> Project:
        """Put a project away, or take it out again; nothing of it is lost."""
        with self._store.write() as session:
            row = _row(session, project_id)
            row.archived = archived
            return as_project(row)


def as_project(row: ProjectRow) -> Project:
    """The record of a row."""
    return Project(
        id=row.id,
        name=row.name,
        description=row.description,
        languages=tuple(row.languages),
        schemes=tuple(row.schemes),
        detectors=tuple(row.detectors),
        only_expected=row.only_expected,
        group_column=row.group_column,
        archived=row.archived,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _row(session: Session, project_id: str) -> ProjectRow:
    row = session.get(ProjectRow, project_id)
    if row is None:
        raise NotFoundError(f"There is no project “{project_id}”.", hint="Choose one from the list on Home.")
    return row


def _free_slug(session: Session, wanted: str) -> str:
    taken = set(session.scalars(select(ProjectRow.id).where(ProjectRow.id.startswith(wanted, autoescape=True))))
    if wanted not in taken:
        return wanted
    return next(free for n in range(2, len(taken) + 3) if (free := f"{wanted}-{n}") not in taken)


@contextmanager
def _name_taken(name: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            f"There is a project “{name}” already.", hint="Choose another name; archived projects count too."
        ) from error
