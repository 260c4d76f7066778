"""The files of a folder: those that can be read, and why the others cannot."""

from dataclasses import dataclass
from pathlib import Path

from core.collection.sources.files import supported_suffixes
from core.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class FolderListing:
    """Files in the order of their paths, and the others with the reason."""

    files: tuple[Path, ...]
    ignored: tuple[tuple[Path, str], ...]


def list_files(folder: Path) -> FolderListing:
    """Every file under `folder`, hidden ones left out. Raises InvalidInputError where it is no folder or has no file.

    Links are not followed out of the folder.
    """
    if not folder.is_dir():
        raise InvalidInputError(f"{folder} is no folder.", hint="Name a folder on the machine that Isogloss runs on.")
    root = folder.resolve()
    files, ignored = [], []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            ignored.append((path, "a link out of the folder"))
        elif path.suffix.lower() not in supported_suffixes():
            ignored.append((path, "unsupported_format"))
        else:
            files.append(path)
    if not files:
        raise InvalidInputError(
            f"No file in {folder} can be read.", hint=f"Known endings: {', '.join(sorted(supported_suffixes()))}."
        )
    return FolderListing(tuple(files), tuple(ignored))
