"""The files of a folder: those that can be read, and why the others cannot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.collection.archives import is_archive
from core.collection.options import ReadOptions
from core.collection.sources.files import supported_suffixes
from core.collection.sources.files.moses import side_language, sides_of
from core.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class FolderListing:
    """Files in the order of their paths, and the others with the reason."""

    files: tuple[Path, ...]
    ignored: tuple[tuple[Path, str], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file that somebody chose, under the name it has for them; with the other sides where it is one of a pair."""

    path: Path
    name: str
    options: ReadOptions = field(default_factory=ReadOptions)


def paired(files: Sequence[tuple[Path, str]]) -> list[Chosen]:
    """Chosen files (path, name), of which those named alike but for a language are the sides of one Moses pair.

    They may lie in different folders, as uploads do. A file alone stays as it is.
    """
    sides: dict[str, list[tuple[Path, str]]] = {}
    for path, name in files:
        own = Path(name)
        is_side = side_language(own) is not None and own.suffix.lower() not in supported_suffixes()
        sides.setdefault(own.stem if is_side else f"{path}\0", []).append((path, name))
    found = []
    for group in sides.values():
        group.sort(key=lambda one: one[1])
        (path, name), *others = group
        if others:
            options = ReadOptions(format="moses", beside=tuple(str(other) for other, _ in others))
            found.append(Chosen(path, " + ".join(shown for _, shown in group), options))
        else:
            found.append(Chosen(path, name))
    return found


def list_files(folder: Path) -> FolderListing:
    """Every file under `folder`, hidden ones left out; of a Moses pair its first side only, which brings the others.

    Raises InvalidInputError where it is no folder or has no file.

    Links are not followed out of the folder.
    """
    if not folder.is_dir():
        raise InvalidInputError(f"{folder} is no folder.", hint="Name a folder on the machine that Isogloss runs on.")
    listing = sorted_out(folder)
    if not listing.files:
        raise InvalidInputError(
            f"No file in {folder} can be read.", hint=f"Known endings: {', '.join(sorted(supported_suffixes()))}."
        )
    return listing


def sorted_out(folder: Path) -> FolderListing:
    """The files under a folder, of which there may be none that can be read."""
    root = folder.resolve()
    files, ignored, paired = [], [], set[Path]()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            ignored.append((path, "a link out of the folder"))
        elif path in paired:
            continue  # comes in with the side before it
        elif sides := sides_of(path):
            paired.update(sides)
            files.append(path)
        elif path.suffix.lower() not in supported_suffixes() and not is_archive(path):
            ignored.append((path, "unsupported_format"))
        else:
            files.append(path)
    return FolderListing(tuple(files), tuple(ignored))
