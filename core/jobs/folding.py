"""What the worker does for each project between jobs: folding people's events into the corpus, and upkeep.

The labels are durable long before (they are events in the ledger, joined in wherever they are shown); folding keeps
that join small. It only happens while no job is in the project's corpus lane, because the corpus has one writer, and
so does upkeep, which joins small fragments and removes versions that nobody can hold any more.
"""

import logging
from typing import TYPE_CHECKING

from core.errors import IsoglossError
from core.jobs.lanes import Lanes
from core.jobs.registry import Lane

if TYPE_CHECKING:
    from core.workspace import Workspace

EVERY_SECONDS = 30.0
UPKEEP_VERSIONS = 50  # upkeep is due after so many commits

logger = logging.getLogger(__name__)


class Tending:
    """Folding and upkeep of all projects; remembers at which version each corpus was last kept up."""

    def __init__(self, ws: "Workspace", lanes: Lanes) -> None:
        self._ws = ws
        self._lanes = lanes
        self._kept_at: dict[str, int] = {}

    def tend(self) -> list[str]:
        """Tend every project that needs it and whose corpus lane is free; the ids of those tended."""
        projects = [project.id for project in self._ws.ledger.projects.list(None)]
        tended = [project_id for project_id in projects if self._tend_one(project_id)]
        for project_id in projects:
            self._teach(project_id)
        return tended

    def _teach(self, project_id: str) -> None:
        """Learn the project's suggestions anew where there are enough new labels; nothing is written to the corpus."""
        from core.suggesting.teaching import keep_up

        try:
            keep_up(self._ws, project_id)
        except (IsoglossError, OSError) as error:
            logger.warning("Suggestions of project %s have to wait: %s", project_id, error)

    def _tend_one(self, project_id: str) -> bool:
        from core.tagging.projection import fold, pending

        try:
            is_fold_due = pending(self._ws, project_id) > 0
            is_upkeep_due = self._is_upkeep_due(project_id)
            if not (is_fold_due or is_upkeep_due):
                return False
            with self._lanes.taken_if_free(project_id, Lane.CORPUS) as is_free:
                if is_free and is_fold_due:
                    fold(self._ws, project_id)
                if is_free and is_upkeep_due:
                    self._keep_up(project_id)
                return is_free
        except (IsoglossError, OSError) as error:  # Lance reports a lost race for a commit as OSError
            logger.warning("Folding project %s has to wait: %s", project_id, error)
            return False

    def _is_upkeep_due(self, project_id: str) -> bool:
        corpus = self._ws.corpus(project_id)
        return corpus.exists and corpus.version - self._kept_at.get(project_id, 0) >= UPKEEP_VERSIONS

    def _keep_up(self, project_id: str) -> None:
        corpus = self._ws.corpus(project_id)
        corpus.maintain()
        self._kept_at[project_id] = corpus.version
