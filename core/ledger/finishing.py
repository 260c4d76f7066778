"""Who finished which segment: the people whose newest label stands in every scheme that is asked for.

Labels that came with a file are nobody's. The question is answered inside the transaction of whoever asks, so that a
claim sees every label that was acknowledged before it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from core.ledger.tables.work import EventRow

IMPORTER = "import"


class Finished(NamedTuple):
    """That a person finished a segment, and when they gave the last of its labels that stand."""

    segment_id: str
    account_id: str
    at: datetime


def finished(
    session: Session,
    project_id: str,
    schemes: Sequence[str],
    *,
    segment_ids: Sequence[str] | None = None,
    account_id: str | None = None,
) -> list[Finished]:
    """Everybody's finished segments; of these `segment_ids` (no more than a statement takes) or this person alone."""
    asked = list(dict.fromkeys(schemes))
    own = [
        EventRow.project_id == project_id,
        EventRow.kind == literal_column("'label'"),
        EventRow.scheme.in_(asked),
        EventRow.account_id != IMPORTER if account_id is None else EventRow.account_id == account_id,
    ]
    if segment_ids is not None:
        own.append(EventRow.segment_id.in_(segment_ids))
    newest = (
        select(EventRow.segment_id, EventRow.account_id, func.max(EventRow.seq).label("seq"))
        .where(*own)
        .group_by(EventRow.segment_id, EventRow.account_id, EventRow.scheme)
        .subquery()
    )
    query = (
        select(newest.c.segment_id, newest.c.account_id, func.max(EventRow.server_at))
        .join(EventRow, (EventRow.project_id == project_id) & (EventRow.seq == newest.c.seq))
        .where(EventRow.value.is_not(None))
        .group_by(newest.c.segment_id, newest.c.account_id)
        .having(func.count() == len(asked))
    )
    return [Finished(*row) for row in session.execute(query)]
