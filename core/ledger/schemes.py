"""A project's own versions of schemes; a version, once stored, is never changed, since labels refer to it."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import ConflictError, NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.projects import SchemeRow
from core.records import LOCAL_ACCOUNT, Scheme

SCHEME = TypeAdapter(Scheme)


class Schemes:
    """Repository of schemes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str, int], Scheme] = {}  # what is stored never changes

    def current(self, project_id: str, scheme_id: str) -> Scheme | None:
        """The newest version of a scheme in a project; None where the project has none."""
        return self.newest(project_id, [scheme_id]).get(scheme_id)

    def newest(self, project_id: str, scheme_ids: Sequence[str]) -> dict[str, Scheme]:
        """The newest versions of those of these schemes that the project has."""
        query = (
            select(SchemeRow.scheme, func.max(SchemeRow.version))
            .where(SchemeRow.project_id == project_id, SchemeRow.scheme.in_(scheme_ids))
            .group_by(SchemeRow.scheme)
        )
        with self._store.read() as session:
            versions = [(scheme, version) for scheme, version in session.execute(query)]
        return {scheme: self.at(project_id, scheme, version) for scheme, version in versions}

    def at(self, project_id: str, scheme_id: str, version: int) -> Scheme:
        """One version of a scheme. Raises NotFoundError."""
        known = self._known.get((project_id, scheme_id, version))
        if known is not None:
            return known
        with self._store.read() as session:
            row = session.get(SchemeRow, (project_id, scheme_id, version))
            if row is None:
                raise NotFoundError(f"The scheme “{scheme_id}” has no version {version} in “{project_id}”.")
            self._known[project_id, scheme_id, version] = _as_scheme(row)
        return self._known[project_id, scheme_id, version]

    def versions(self, project_id: str, scheme_id: str) -> list[Scheme]:
        """All versions, oldest first."""
        with self._store.read() as session:
            rows = session.scalars(
                select(SchemeRow)
                .where(SchemeRow.project_id == project_id, SchemeRow.scheme == scheme_id)
                .order_by(SchemeRow.version)
            )
            return [_as_scheme(row) for row in rows]

    def put(self, project_id: str, scheme: Scheme, *, after: int, account_id: str = LOCAL_ACCOUNT.id) -> Scheme:
        """Store `scheme` as version `after` + 1. Raises ConflictError where somebody else has stored that one."""
        numbered = replace(scheme, version=after + 1)
        try:
            with self._store.write() as session:
                if _newest(session, project_id, scheme.id) != after:
                    raise _changed_meanwhile(scheme)
                session.add(
                    SchemeRow(
                        project_id=project_id,
                        scheme=scheme.id,
                        version=numbered.version,
                        definition=SCHEME.dump_json(numbered).decode(),
                        created_at=now(),
                        created_by=account_id,
                    )
                )
        except IntegrityError as error:
            raise _changed_meanwhile(scheme) from error
        return numbered


def _newest(session: Session, project_id: str, scheme_id: str) -> int:
    query = select(func.max(SchemeRow.version)).where(SchemeRow.project_id == project_id, SchemeRow.scheme == scheme_id)
    return session.scalar(query) or 0


def _changed_meanwhile(scheme: Scheme) -> ConflictError:
    return ConflictError(
        f"The scheme “{scheme.name}” was changed by somebody else meanwhile.", hint="Look at it again, then change it."
    )


def _as_scheme(row: SchemeRow) -> Scheme:
    return SCHEME.validate_json(row.definition)
