"""Filter policies: every applied change of a threshold or limit is a new version, so old verdicts can be explained."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.projects import PolicyRow
from core.limits import LIMITS, SHARES, Action, Limit, PersonalData, complete
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
        limits: Mapping[str, Limit] | None = None,
        use_normalised: bool | None = None,
        personal_data: PersonalData | None = None,
        account_id: str = LOCAL_ACCOUNT.id,
    ) -> FilterPolicy:
        """Apply thresholds, and what else is given, as the next version; limits that are not named stay as they are.

        Raises InvalidInputError where a number is outside 0 to 1 (limits of length: below 0) or a reason is unknown.
        """
        for name, value in {**thresholds, "default": default_threshold, "review band": review_band}.items():
            if not 0 <= value <= 1:
                raise InvalidInputError(
                    f"The threshold of {name} is {value}.", hint="Thresholds are numbers from 0 to 1."
                )
        _check(limits or {})
        try:
            with self._store.write() as session:
                newest = session.scalar(select(func.max(PolicyRow.version)).where(PolicyRow.project_id == project_id))
                before = session.get(PolicyRow, (project_id, newest)) if newest else None
                present = _as_policy(before) if before else FilterPolicy(project_id=project_id, version=0)
                row = PolicyRow(
                    project_id=project_id,
                    version=present.version + 1,
                    default_threshold=default_threshold,
                    thresholds=dict(thresholds),
                    review_band=review_band,
                    limits=_as_json({**present.limits, **(limits or {})}),
                    use_normalised=present.use_normalised if use_normalised is None else use_normalised,
                    personal_data=str(personal_data or present.personal_data),
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
        limits=_limits(row.limits),
        use_normalised=row.use_normalised,
        personal_data=PersonalData(row.personal_data),
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _as_json(limits: Mapping[str, Limit]) -> dict[str, dict[str, object]]:
    return {
        reason: {"value": limit.value, "action": str(limit.action), "languages": dict(limit.languages)}
        for reason, limit in limits.items()
    }


def _limits(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Limit]:
    """Stored limits; a reason that is newer than they are has its default."""
    found = {
        reason: Limit(float(one["value"]), Action(one["action"]), dict(one["languages"]))
        for reason, one in stored.items()
        if reason in LIMITS
    }
    return complete(found)


def _check(limits: Mapping[str, Limit]) -> None:
    for reason, limit in limits.items():
        if reason not in LIMITS:
            raise InvalidInputError(f"There is no limit called “{reason}”.", hint=f"Known: {', '.join(LIMITS)}.")
        most = 1.0 if reason in SHARES else float("inf")
        for value in (limit.value, *limit.languages.values()):
            if not 0 <= value <= most:
                raise InvalidInputError(f"The limit of “{reason}” is {value}.", hint="It is a share from 0 to 1.")
