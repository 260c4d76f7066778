"""Invitations: links by which one person may join a project, good once and for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError
from core.ledger.accounts import name_taken, new_row
from core.ledger.naming import new_token, token_hash
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import AccountRow
from core.ledger.tables.projects import InvitationRow, MemberRow, ProjectRow
from core.records import LOCAL_ACCOUNT, Member, Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation offers; the token itself is not stored."""

    project_id: str
    project_name: str
    role: Role
    languages: tuple[str, ...]
    created_by: str
    expires_at: datetime


class Invitations:
    """Repository of invitations."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(
        self,
        project_id: str,
        role: Role,
        hours: float,
        *,
        languages: tuple[str, ...] = (),
        created_by: str = LOCAL_ACCOUNT.id,
    ) -> str:
        """The token of a new invitation, to be put into a link."""
        token, at = new_token(), now()
        with self._store.write() as session:
            session.add(
                InvitationRow(
                    token_hash=token_hash(token),
                    project_id=project_id,
                    role=role,
                    languages=list(languages),
                    created_by=created_by,
                    created_at=at,
                    expires_at=at + timedelta(hours=hours),
                    accepted_by=None,
                )
            )
        return token

    def get(self, token: str) -> Invitation:
        """What the invitation offers. Raises NotFoundError where it is unknown, used or expired."""
        with self._store.read() as session:
            return _as_invitation(session, _standing(session, token))

    def open(self, project_id: str) -> list[Invitation]:
        """The project's invitations that nobody has accepted yet, those that expire soonest first."""
        with self._store.read() as session:
            rows = session.scalars(
                select(InvitationRow)
                .where(
                    InvitationRow.project_id == project_id,
                    InvitationRow.accepted_by.is_(None),
                    InvitationRow.expires_at > now(),
                )
                .order_by(InvitationRow.expires_at)
            )
            return [_as_invitation(session, row) for row in rows]

    def accept(self, token: str, account_id: str) -> Member:
        """Make the account a member; an owner stays one. Raises NotFoundError (unknown, used by another, expired)."""
        with self._store.write() as session:
            row = _standing(session, token, account_id)
            account = session.get(AccountRow, account_id)
            if account is None:
                raise NotFoundError(f"There is no account “{account_id}”.")
            return _join(session, row, account)

    def accept_as_new(self, token: str, name: str, password: str) -> Member:
        """Make a new account and let it join, both or neither.

        Raises NotFoundError (invitation), InvalidInputError (name, password), ConflictError (name taken).
        """
        account = new_row(name, password)
        with name_taken(account.name), self._store.write() as session:
            row = _standing(session, token, account.id)
            session.add(account)
            session.flush()
            return _join(session, row, account)


def _join(session: Session, row: InvitationRow, account: AccountRow) -> Member:
    member = session.get(MemberRow, (row.project_id, account.id))
    if member is None:
        member = MemberRow(project_id=row.project_id, account_id=account.id, role=row.role, joined_at=now())
        session.add(member)
    elif row.role == Role.OWNER:
        member.role = Role.OWNER
    row.accepted_by = account.id
    account.languages = [*account.languages, *(tag for tag in row.languages if tag not in account.languages)]
    return Member(
        project_id=row.project_id,
        account_id=account.id,
        name=account.name,
        role=Role(member.role),
        languages=tuple(account.languages),
    )


def _standing(session: Session, token: str, account_id: str | None = None) -> InvitationRow:
    row = session.get(InvitationRow, token_hash(token), with_for_update=account_id is not None)
    open_to_it = row is not None and row.expires_at > now() and row.accepted_by in (None, account_id)
    if row is None or not open_to_it:
        raise NotFoundError(
            "This invitation is not good any more.", hint="Each works once and for a while; ask for a new one."
        )
    return row


def _as_invitation(session: Session, row: InvitationRow) -> Invitation:
    project = session.get_one(ProjectRow, row.project_id)
    return Invitation(
        project_id=row.project_id,
        project_name=project.name,
        role=Role(row.role),
        languages=tuple(row.languages),
        created_by=row.created_by,
        expires_at=row.expires_at,
    )
