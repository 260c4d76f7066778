"""Nothing begins to read a project's data while one of its sources is being erased."""

from core.errors import ConflictError
from core.workspace import Workspace


def refuse_while_erasing(ws: Workspace, project_id: str) -> None:
    """Raise ConflictError while a source of the project is being erased: nothing may read its data anew."""
    if any(erasure.finished_at is None for erasure in ws.ledger.erasures.list(project_id)):
        raise ConflictError(
            "A source of this project is being erased, so its data cannot be read now.",
            hint="Retry when that job is done; if it failed, retry it first.",
        )
