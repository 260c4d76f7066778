"""Filter policies: every applied change of a threshold is a new version, so that old verdicts can be explained."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.projects import PolicyRow
from core.records import LOCAL_ACCOUNT, FilterPolicy


class Policies:
    """Repository of filter policies."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def current(self, project_id: str) -> FilterPolicy:
        """The policy in force; version 0, all defaults, where none was ever applied."""
        with self._store.read() as session:
            row = session.scalar(
                select(PolicyRow).where(PolicyRow.project_id == project_id).order_by(PolicyRow.version.desc()).limit(1)
            )
            return _as_policy(row) if row else FilterPolicy(project_id=project_id, version=0)

    def at(self, project_id: str, version: int) -> FilterPolicy:
        """The policy of this version. Raises NotFoundError."""
        if version == 0:
            return FilterPolicy(project_id=project_id, version=0)
        with self._store.read() as session:
            row = session.get(PolicyRow, (project_id, version))
            if row is None:
                raise NotFoundError(f"The filter policy of “{project_id}” has no version {version}.")
            return _as_policy(row)

    def put(
        self,
        project_id: str,
        *,
        thresholds: Mapping[str, float],
        default_threshold: float,
        review_band: float,
        account_id: str = LOCAL_ACCOUNT.id,
    ) -> FilterPolicy:
        """Apply new thresholds as the next version. Raises InvalidInputError where a number is outside 0 to 1."""
        for name, value in {**thresholds, "default": default_threshold, "review band": review_band}.items():
            if not 0 <= value <= 1:
                raise InvalidInputError(
                    f"The threshold of {name} is {value}.", hint="Thresholds are numbers from 0 to 1."
                )
        try:
            with self._store.write() as session:
                newest = session.scalar(select(func.max(PolicyRow.version)).where(PolicyRow.project_id == project_id))
                row = PolicyRow(
                    project_id=project_id,
                    version=(newest or 0) + 1,
                    default_threshold=default_threshold,
                    thresholds=dict(thresholds),
                    review_band=review_band,
                    created_at=now(),
                    created_by=account_id,
                )
                session.add(row)
                session.flush()
                return _as_policy(row)
        except IntegrityError as error:
            raise ConflictError(
                "Somebody else applied thresholds at the same moment.", hint="Look at theirs, then apply yours again."
            ) from error


def _as_policy(row: PolicyRow) -> FilterPolicy:
    return FilterPolicy(
        project_id=row.project_id,
        version=row.version,
        default_threshold=row.default_threshold,
        thresholds=dict(row.thresholds),
        review_band=row.review_band,
        created_at=row.created_at,
        created_by=row.created_by,
    )
