"""Members of projects and their roles."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import ConflictError, NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import AccountRow
from core.ledger.tables.projects import MemberRow
from core.records import Member, Role


class Members:
    """Repository of memberships; a project always keeps an owner."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, project_id: str) -> list[Member]:
        """The members of a project, owners first, then by name."""
        with self._store.read() as session:
            rows = session.execute(
                select(MemberRow, AccountRow)
                .join(AccountRow, MemberRow.account_id == AccountRow.id)
                .where(MemberRow.project_id == project_id)
                .order_by(MemberRow.role.desc(), AccountRow.name_key)
            )
            return [_as_member(member, account) for member, account in rows]

    def role(self, project_id: str, account_id: str) -> Role | None:
        """An account's role in a project; None if it is not a member."""
        with self._store.read() as session:
            row = session.get(MemberRow, (project_id, account_id))
            return Role(row.role) if row else None

    def put(self, project_id: str, account_id: str, role: Role) -> Member:
        """Make an account a member, or change its role. Raises NotFoundError, ConflictError (the last owner)."""
        with self._store.write() as session:
            account = session.get(AccountRow, account_id)
            if account is None:
                raise NotFoundError(f"There is no account “{account_id}”.")
            row = session.get(MemberRow, (project_id, account_id))
            if row is None:
                row = MemberRow(project_id=project_id, account_id=account_id, role=role, joined_at=now())
                session.add(row)
            else:
                if role is not Role.OWNER:
                    _keep_an_owner(session, row)
                row.role = role
            return _as_member(row, account)

    def remove(self, project_id: str, account_id: str) -> None:
        """End a membership; what the person did stays. Raises NotFoundError, ConflictError (the last owner)."""
        with self._store.write() as session:
            row = session.get(MemberRow, (project_id, account_id))
            if row is None:
                raise NotFoundError(f"“{account_id}” is not a member of “{project_id}”.")
            _keep_an_owner(session, row)
            session.delete(row)


def _keep_an_owner(session: Session, leaving: MemberRow) -> None:
    if leaving.role != Role.OWNER:
        return
    others = session.scalar(
        select(func.count())
        .select_from(MemberRow)
        .where(
            MemberRow.project_id == leaving.project_id,
            MemberRow.role == Role.OWNER,
            MemberRow.account_id != leaving.account_id,
        )
    )
    if not others:
        raise ConflictError("This is the project's only owner.", hint="Make somebody else an owner first.")


def _as_member(row: MemberRow, account: AccountRow) -> Member:
    return Member(
        project_id=row.project_id,
        account_id=row.account_id,
        name=account.name,
        role=Role(row.role),
        languages=tuple(account.languages),
    )
