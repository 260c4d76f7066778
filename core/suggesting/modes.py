"""When a project's people see a suggestion: at once (fast), after their first key (unbiased), or never.

Whatever the mode: on a fifth of each person's segments none is shown at all, and on segments that several people judge,
or whose answer is known, only after the first key. The mode is a small file in the project's folder, written whole.
"""

import json
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from core.suggesting.reserving import goes_without
from core.workspace import Workspace


class Mode(StrEnum):
    """When suggestions are shown."""

    AT_ONCE = "at_once"
    AFTER_KEY = "after_key"
    NEVER = "never"


DEFAULT = Mode.AFTER_KEY


def mode_of(ws: Workspace, project_id: str) -> Mode:
    """The project's mode; after the first key where nobody chose."""
    path = _path(ws, project_id)
    return Mode(json.loads(path.read_text(encoding="utf-8"))["mode"]) if path.is_file() else DEFAULT


def set_mode(ws: Workspace, project_id: str, mode: Mode, account_id: str) -> None:
    """Choose the mode; written down in the audit. Raises NotFoundError for a project there is not."""
    ws.ledger.projects.get(project_id)
    path = _path(ws, project_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{uuid4().hex}")
    fresh.write_text(json.dumps({"mode": mode}) + "\n", encoding="utf-8")
    fresh.replace(path)
    ws.ledger.audit.append(account_id, "suggestion_mode", str(mode), project_id=project_id)


def shown(mode: Mode, segment_id: str, account_id: str, several: Collection[str] = ()) -> Mode:
    """When this person sees the suggestion on this segment; `several`: segments judged by several people or gold."""
    if mode is Mode.NEVER or goes_without(segment_id, account_id):
        return Mode.NEVER
    return Mode.AFTER_KEY if segment_id in several else mode


def _path(ws: Workspace, project_id: str) -> Path:
    return ws.project_folder(project_id) / "suggesting" / "mode.json"
