"""Uploaded files: kept in the project's folder until they are imported, under a name that is safe."""

import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UnreadableFileError

if TYPE_CHECKING:
    from core.workspace import Workspace

LONGEST_NAME = 100
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def save_upload(ws: "Workspace", project_id: str, name: str, chunks: Iterable[bytes]) -> Path:
    """Write an uploaded file and return where it lies: in a folder of its own, under its name without unsafe parts.

    Raises UnreadableFileError when it is larger than the setting `upload_megabytes` allows; nothing is kept then.
    """
    limit = ws.settings.upload_megabytes * 1_000_000
    folder = ws.project_folder(project_id) / "uploads" / secrets.token_hex(8)
    folder.mkdir(parents=True)
    path = folder / safe_name(name)
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                break
            file.write(chunk)
    if size > limit:
        path.unlink()
        folder.rmdir()
        raise UnreadableFileError(
            f"{name} is larger than {ws.settings.upload_megabytes} MB.",
            hint="Name its folder instead of uploading it, or raise ISOGLOSS_UPLOAD_MEGABYTES.",
        )
    return path


def safe_name(name: str) -> str:
    """The last part of `name` without characters that file systems or shells read otherwise."""
    last = re.split(r"[/\\]", name)[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .") or "upload"
    stem, dot, suffix = cleaned.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{suffix[:10]}" if dot else cleaned[:LONGEST_NAME]
