"""Folding people's events into the corpus, every half minute, by the worker.

The labels are durable long before (they are events in the ledger, joined in wherever they are shown); folding keeps
that join small. It only happens while no job is in the project's corpus lane, because the corpus has one writer.
"""

import logging
from typing import TYPE_CHECKING

from core.errors import IsoglossError
from core.jobs.lanes import Lanes
from core.jobs.registry import Lane

if TYPE_CHECKING:
    from core.workspace import Workspace

EVERY_SECONDS = 30.0

logger = logging.getLogger(__name__)


def fold_all(ws: "Workspace", lanes: Lanes) -> int:
    """Fold every project that has new events and a free corpus lane; how many were folded."""
    return sum(_fold_one(ws, lanes, project.id) for project in ws.ledger.projects.list(None))


def _fold_one(ws: "Workspace", lanes: Lanes, project_id: str) -> bool:
    from core.tagging.projection import fold, pending

    if not pending(ws, project_id):
        return False
    with lanes.taken_if_free(project_id, Lane.CORPUS) as is_free:
        if not is_free:
            return False
        try:
            fold(ws, project_id)
        except (IsoglossError, OSError) as error:  # Lance reports a lost race for a commit as OSError
            logger.warning("Folding project %s has to wait: %s", project_id, error)
            return False
    return True
