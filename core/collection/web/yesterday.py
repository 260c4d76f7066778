"""The memory of a source, trusted only while the corpus holds something of it."""

from typing import TYPE_CHECKING

from core.collection.web.memory import SiteMemory, forget, memory_path
from core.records import Source

if TYPE_CHECKING:
    from core.workspace import Workspace


def site_memory(ws: "Workspace", source: Source) -> SiteMemory:
    """What earlier crawls left about a source; nothing where its segments were taken out of the corpus meanwhile."""
    folder = ws.project_folder(source.project_id)
    path = memory_path(folder, source.id)
    if path.exists() and not _has_segments(ws, source):
        forget(folder, source.id)
    return SiteMemory(path)


def _has_segments(ws: "Workspace", source: Source) -> bool:
    corpus = ws.corpus(source.project_id)
    if not corpus.exists:
        return False
    return bool(corpus.open().count_rows(f"source_id = '{source.id}'"))
