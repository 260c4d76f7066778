"""Models that need no conversion: the files are copied."""

import shutil
from pathlib import Path

from core.models.catalogue import CatalogueEntry
from core.models.wheels import Progress


def convert(files: list[Path], target: Path, entry: CatalogueEntry, progress: Progress) -> None:  # noqa: ARG001
    """Copy `files` into `target`."""
    for path in files:
        shutil.copyfile(path, target / path.name)
