"""The signatures of a project's texts, kept beside the corpus so that only new texts are ever hashed.

One folder, `duplicates/<configuration>`, with a plain array a file, appended to and mapped into memory (268 bytes a
text): `marks` (64 bits of the exact key), `sizes`, `bands`, `sketches`. `count.json`, written last, says how many
texts are complete; what lies beyond is cut off at the next write, so a killed writer leaves nothing behind. `known.npz`
holds the pairs that were compared exactly, by place, so that none is compared twice. There is one entry a text, not a
row: exact duplicates share it. All of it are hashes; no text can be read off them.

Invariant: results depend on the set of texts alone, never on the order in which they came (`order` is by mark).
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cleaning.duplicates.likeness import BANDS, Likeness
from core.cleaning.duplicates.signing import HASHES, Signatures

FOLDER = "duplicates"
KNOWN = "known.npz"
Marks = npt.NDArray[np.uint64]

_FILES: Mapping[str, tuple[type, int]] = {
    "marks": (np.uint64, 1),
    "sizes": (np.int32, 1),
    "bands": (np.uint32, BANDS),
    "sketches": (np.uint8, HASHES),
}


class SignatureStore:
    """The signatures of one configuration; one writer at a time (the project's corpus lane)."""

    def __init__(self, project_folder: Path, likeness: Likeness) -> None:
        self.folder = project_folder / FOLDER / str(likeness.number)

    @classmethod
    def at(cls, folder: Path) -> "SignatureStore":
        """The store in a folder, whatever its configuration."""
        store = cls.__new__(cls)
        store.folder = folder
        return store

    @property
    def drafts(self) -> Path:
        """Where a comparison under way keeps what it found (made when missing)."""
        folder = self.folder / "drafts"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def count(self) -> int:
        """How many texts are stored."""
        path = self.folder / "count.json"
        return int(json.loads(path.read_text(encoding="utf-8"))["texts"]) if path.exists() else 0

    def begin(self) -> None:
        """Forget signatures of other configurations, and what a comparison that was given up had found."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for other in self.folder.parent.iterdir():
            if other != self.folder:
                shutil.rmtree(other)
        shutil.rmtree(self.folder / "drafts", ignore_errors=True)

    def add(self, marks: Marks, signatures: Signatures) -> None:
        """Append texts that are not there yet."""
        count = self.count
        arrays = (marks, signatures.sizes, signatures.bands, signatures.sketch)
        self._cut(count)
        for (name, (kind, _)), values in zip(_FILES.items(), arrays, strict=True):
            with (self.folder / name).open("ab") as file:
                file.write(np.ascontiguousarray(values, kind).tobytes())
        self._settle(count + len(marks))

    def marks(self) -> Marks:
        """The marks of all texts, in the order of arrival."""
        return np.array(self._mapped("marks"))

    def signatures(self) -> Signatures:
        """The signatures of all texts, in the order of arrival, mapped from their files."""
        return Signatures(np.array(self._mapped("sizes")), self._mapped("bands"), self._mapped("sketches"))

    def known(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The pairs of texts that earlier comparisons found alike and not alike (`comparing.Known`)."""
        path = self.folder / KNOWN
        if not path.exists():
            return np.empty(0, np.int64), np.empty(0, np.int64)
        with np.load(path, allow_pickle=False) as held:
            return held["alike"], held["rejected"]

    def keep_known(self, alike: npt.NDArray[np.int64], rejected: npt.NDArray[np.int64]) -> None:
        """Keep what was compared for the comparisons to come, whole or not at all."""
        draft = self.folder / "known.part"
        with draft.open("wb") as file:
            np.savez(file, alike=alike, rejected=rejected)
        draft.replace(self.folder / KNOWN)

    def keep_only(self, marks: Marks) -> int:
        """Forget every text that is not among `marks`, from the disk too; returns how many went."""
        count = self.count
        if not count:
            shutil.rmtree(self.folder)  # bytes of a writer that was killed
            return 0
        kept = np.flatnonzero(np.isin(self.marks(), marks))
        shutil.rmtree(self.folder / "drafts", ignore_errors=True)
        self._cut(count)
        if len(kept) == count:
            return 0
        (self.folder / KNOWN).unlink(missing_ok=True)  # places change
        (self.folder / "count.json").unlink()  # killed from here on, everything is hashed anew
        for name, (kind, width) in _FILES.items():
            held = np.memmap(self.folder / name, kind, "r", shape=(count, width))
            draft = self.folder / f"{name}.part"
            with draft.open("wb") as file:
                for start in range(0, len(kept), 100_000):
                    file.write(held[kept[start : start + 100_000]].tobytes())
            draft.replace(self.folder / name)
        self._settle(len(kept))
        return count - len(kept)

    def _cut(self, count: int) -> None:
        """Cut off what a killed writer left beyond `count` texts."""
        for name, (kind, width) in _FILES.items():
            path = self.folder / name
            path.touch()
            with path.open("r+b") as file:
                file.truncate(count * width * np.dtype(kind).itemsize)

    def _mapped(self, name: str) -> Any:
        kind, width = _FILES[name]
        shape = (self.count, width) if width > 1 else (self.count,)
        if not shape[0]:
            return np.empty(shape, kind)
        return np.memmap(self.folder / name, kind, "r", shape=shape)

    def _settle(self, count: int) -> None:
        draft = self.folder / "count.part"
        draft.write_text(json.dumps({"texts": count}) + "\n", encoding="utf-8")
        draft.replace(self.folder / "count.json")


def stores(project_folder: Path) -> list[Path]:
    """The folders of all configurations that a project holds signatures of."""
    return sorted(path for path in (project_folder / FOLDER).glob("*") if path.is_dir())
