"""Taught detectors of a project: every version that was learnt, and which one of each language is asked.

`projects/<id>/taught/<tag>/<version>/` holds a version: the model, and a manifest that is written last. Beside the
versions stands `asked.json`: the one that has a say, or none. Invariant: a version never changes and never goes;
switching on, off and back only writes `asked.json`, and an entry in the audit log.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filelock import FileLock
from pydantic import BaseModel

from core.errors import NotFoundError
from core.identification.detectors import DetectorSpec, of_file
from core.identification.teaching.scoring import Scores

if TYPE_CHECKING:
    from core.workspace import Workspace

FOLDER, MODEL, MANIFEST, ASKED = "taught", "model.safetensors", "manifest.json", "asked.json"
PREFIX = "taught-"


class TaughtVersion(BaseModel):
    """What is known of a version."""

    tag: str
    version: int
    job_id: str
    account_id: str
    created_at: datetime
    lines: int
    given: int
    left_out: dict[str, int]
    groups: int
    script: str
    data_hash: str  # SHA-256 of the usable lines
    seed: int
    origin: list[str]  # in words: sources, "given", "confirmed"
    against: dict[str, int]  # the project's lines it was told apart from, by tag
    declaration: str  # name of the wide model whose languages it was told apart from
    method: int
    scores: Scores


class Asked(BaseModel):
    """Which version has a say; None: none. Who decided that, and when."""

    version: int | None
    account_id: str
    at: datetime


class TaughtLanguage(BaseModel):
    """A language that was taught: its versions, the newest first, and which is asked."""

    tag: str
    versions: list[TaughtVersion]
    asked: Asked


def taught(ws: "Workspace", project_id: str) -> list[TaughtLanguage]:
    """All languages taught in a project, in the order of their tags."""
    folder = ws.project_folder(project_id) / FOLDER
    return [_language(place) for place in sorted(folder.glob("*")) if (place / ASKED).is_file()]


def taught_specs(ws: "Workspace", project_id: str) -> tuple[DetectorSpec, ...]:
    """How to make the detectors that have a say, named `taught-<tag>`."""
    folder = ws.project_folder(project_id) / FOLDER
    made = []
    for place in sorted(folder.glob(f"*/{ASKED}")):
        asked = Asked.model_validate_json(place.read_bytes())
        if asked.version is not None:
            made.append(of_file(PREFIX + place.parent.name, place.parent / str(asked.version) / MODEL))
    return tuple(made)


def add(
    ws: "Workspace", project_id: str, tag: str, job_id: str, fill: Callable[[Path, int], TaughtVersion]
) -> TaughtVersion:
    """A new version, which is then asked. `fill(folder, version)` saves the model there and gives its manifest.

    A job that added its version already gets that one, so that it may be repeated.
    """
    place = ws.project_folder(project_id) / FOLDER / tag
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / ".lock"):
        known = _versions(place)
        made = next((one for one in known if one.job_id == job_id), None)
        if made is None:
            made = _written(place, max((one.version for one in known), default=0) + 1, fill)
            _ask(place, made.version, made.account_id)
    return made


def ask(ws: "Workspace", project_id: str, tag: str, version: int | None, account_id: str) -> TaughtLanguage:
    """Give `version` a say, or with None take it from all. Raises NotFoundError for a version that is not there."""
    place = ws.project_folder(project_id) / FOLDER / tag
    if version is not None and not (place / str(version) / MANIFEST).is_file():
        raise NotFoundError(f"There is no version {version} of a taught detector for {tag}.", hint="Choose another.")
    if not (place / ASKED).is_file():
        raise NotFoundError(f"{tag} was not taught in this project.", hint="Teach it first.")
    with FileLock(place / ".lock"):
        _ask(place, version, account_id)
    ws.ledger.audit.append(
        account_id, "taught.ask", tag, project_id=project_id, detail={"version": str(version or "none")}
    )
    return _language(place)


def _language(place: Path) -> TaughtLanguage:
    versions = sorted(_versions(place), key=lambda one: -one.version)
    return TaughtLanguage(
        tag=place.name, versions=versions, asked=Asked.model_validate_json((place / ASKED).read_bytes())
    )


def _versions(place: Path) -> list[TaughtVersion]:
    return [TaughtVersion.model_validate_json(path.read_bytes()) for path in sorted(place.glob(f"*/{MANIFEST}"))]


def _written(place: Path, version: int, fill: Callable[[Path, int], TaughtVersion]) -> TaughtVersion:
    """Make the version in a draft and move it into place whole."""
    with TemporaryDirectory(prefix=".draft-", dir=place) as box:
        draft = Path(box) / "version"
        draft.mkdir()
        made = fill(draft, version)
        (draft / MANIFEST).write_text(made.model_dump_json(indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(place / str(version), ignore_errors=True)
        draft.replace(place / str(version))
    return made


def _ask(place: Path, version: int | None, account_id: str) -> None:
    asked = Asked(version=version, account_id=account_id, at=datetime.now(UTC).replace(microsecond=0))
    draft = place / f".{ASKED}"
    draft.write_text(asked.model_dump_json() + "\n", encoding="utf-8")
    draft.replace(place / ASKED)
