"""The workspace: the one door to what is stored.

A workspace is a folder (or, for the corpus, an object-store URL) that holds one Lance table of segments a project,
the ledger of people's work, the runs and the model store. Every operation in `core` takes a `Workspace` first and
reaches nothing that is stored in another way. Opening one that a newer version wrote raises and touches nothing.
"""

import json
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import WorkspaceVersionError
from core.ledger import Ledger
from core.records import FilterPolicy
from core.settings import Settings

if TYPE_CHECKING:
    from core.corpus import Corpus
    from core.corpus.snapshot import Snapshot
    from core.models import ModelStore

FORMAT = 1


class Workspace:
    """An opened workspace; cheap to hold, safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.folder
        self.ledger = Ledger(settings.ledger_url)

    @cached_property
    def models(self) -> "ModelStore":
        """The store of model files."""
        from core.models import ModelStore

        return ModelStore(self.settings.model_folder)

    @cached_property
    def secret(self) -> bytes:
        """The key that signs cookies and links; made once, readable by the owner alone."""
        path = self.folder / "secret"
        if not path.exists():
            _write_private(path, secrets.token_hex(32))
        return path.read_bytes().strip()

    def project_folder(self, project_id: str) -> Path:
        """The project's local folder (made when missing)."""
        return _made(self.folder / "projects" / project_id)

    def run_folder(self, project_id: str, run_id: str) -> Path:
        """The folder of one training run (made when missing)."""
        return _made(self.project_folder(project_id) / "runs" / run_id)

    def job_folder(self, job_id: str) -> Path:
        """The folder with a job's log and lists (made when missing)."""
        return _made(self.folder / "jobs" / job_id)

    def corpus(self, project_id: str) -> "Corpus":
        """The project's table of segments; it need not exist yet."""
        from core.corpus import Corpus

        return Corpus(self._table(project_id, "segments.lance"))

    def version_corpus(self, project_id: str, number: int) -> "Corpus":
        """The table of a data version that has its own, since the corpus version it pinned was erased."""
        from core.corpus import Corpus

        return Corpus(self._table(project_id, f"versions/{number}/segments.lance"))

    def _table(self, project_id: str, place: str) -> str:
        if self.settings.is_remote:
            return f"{self.settings.workspace.rstrip('/')}/projects/{project_id}/{place}"
        return str(self.project_folder(project_id) / place)

    def snapshot(
        self,
        project_id: str,
        *,
        version: int | str | None = None,
        event_seq: int | None = None,
        policy: FilterPolicy | None = None,
        corpus: "Corpus | None" = None,
    ) -> "Snapshot":
        """A fixed view of the project's segments with people's decisions and the filter's verdicts joined in.

        `version` and `event_seq` give the view of an earlier time (a data version pins both); `policy` shows the
        verdicts under other thresholds than those in force; `corpus` reads another table than the project's.
        """
        from core.tagging.viewing import open_snapshot

        return open_snapshot(self, project_id, version=version, event_seq=event_seq, policy=policy, corpus=corpus)


def open_workspace(settings: Settings | None = None) -> Workspace:
    """Open the workspace that `settings` name, making it where there is none.

    Raises WorkspaceVersionError where it was written by a newer version; nothing is touched then.
    """
    settings = settings or Settings()
    _check_format(settings.folder)
    settings.folder.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(settings)
    workspace.ledger.migrate()
    marker = settings.folder / "workspace.json"
    if not marker.exists():
        marker.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
    return workspace


def _check_format(folder: Path) -> None:
    marker = folder / "workspace.json"
    if not marker.exists():
        return
    found = int(json.loads(marker.read_text(encoding="utf-8"))["format"])
    if found > FORMAT:
        raise WorkspaceVersionError(
            f"The workspace {folder} has format {found}; this version of Isogloss reads up to {FORMAT}.",
            hint="Install the newer Isogloss, or choose another folder with ISOGLOSS_WORKSPACE. Nothing was changed.",
        )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_private(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
