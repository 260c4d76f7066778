"""GET /health: whether the server lives, whether a worker does, and which versions run."""

from importlib.metadata import version

from fastapi import APIRouter
from pydantic import BaseModel

from core import __version__
from core.api.dependencies import CurrentWorkspace

router = APIRouter(tags=["health"])
LIBRARIES = ("streamlit", "pylance", "duckdb", "dbos", "sqlalchemy", "transformers", "torch")


class Health(BaseModel):
    """State of the server: `worker` is whether a worker gave a sign of life within the last 15 s."""

    status: str
    worker: bool
    versions: dict[str, str]


@router.get("/health")
def health(workspace: CurrentWorkspace) -> Health:
    """Liveness, worker heartbeat and versions."""
    versions = {"isogloss": __version__} | {name: version(name) for name in LIBRARIES}
    return Health(status="ok", worker=workspace.ledger.heartbeat.alive(), versions=versions)
