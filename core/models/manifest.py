"""What the store writes about a model, and reads back.

Invariant: the manifest is the last file written into a model's folder, in one rename; where it is missing the folder
is no model.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.models.catalogue import Kind

NAME = "manifest.json"
FORMAT = 1


class StoredFile(BaseModel):
    """A file of a model: path relative to its folder, length in bytes, SHA-256."""

    model_config = ConfigDict(frozen=True)

    name: str
    bytes: int
    sha256: str


class LeftOut(BaseModel):
    """A file that was not taken into the store, and why."""

    model_config = ConfigDict(frozen=True)

    name: str
    reason: str


class Manifest(BaseModel):
    """Where a stored model comes from and what it consists of."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    name: str
    title: str
    kind: Kind
    way: str  # package, folder, hub; built here
    source: str  # requirement, folder or hub name
    revision: str = ""  # commit of the hub, or SHA-256 of the wheel
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    languages: tuple[str, ...] = ()
    languages_note: str = ""
    parameters: int | None = None
    single_file: str | None = None
    files: tuple[StoredFile, ...]
    left_out: tuple[LeftOut, ...] = ()
    created_at: datetime


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the model in `folder`, or None where there is none."""
    path = folder / NAME
    if not path.is_file():
        return None
    return Manifest.model_validate_json(path.read_bytes())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest atomically."""
    draft = folder / f".{NAME}"
    draft.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    draft.replace(folder / NAME)


def list_files(folder: Path) -> tuple[StoredFile, ...]:
    """All files below `folder` with length and SHA-256, in order of their names."""
    return tuple(
        StoredFile(name=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=file_sha256(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    )


def damage(folder: Path, files: Iterable[StoredFile]) -> list[str]:
    """What differs between the files on disk and the manifest: missing, other length, other content."""
    found = []
    for file in files:
        path = folder / file.name
        if not path.is_file():
            found.append(f"{file.name} is missing")
        elif path.stat().st_size != file.bytes:
            found.append(f"{file.name} has {path.stat().st_size} bytes instead of {file.bytes}")
        elif file_sha256(path) != file.sha256:
            found.append(f"{file.name} has other content than when it was stored")
    return found


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> datetime:
    """The present time, aware, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
