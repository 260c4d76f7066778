"""A model in a file: arrays by skops, which runs nothing when it reads; words about it beside them in JSON.

Invariants: written under another name and then renamed, the words last, so that a reader sees a whole model or the one
before; a file that holds anything but arrays and plain values is refused.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np

from core.errors import IsoglossError
from core.suggesting.learner import Model


@dataclass(frozen=True, slots=True)
class Kept:
    """A model with what it was learnt from: the newest event seen, how many labels, the version of its scheme."""

    model: Model
    seq: int
    scheme_version: int


class BrokenModelError(IsoglossError):
    """A model file that cannot be read; it is learnt anew with the next labels."""


def keep(folder: Path, kept: Kept) -> None:
    """Write a model into `folder`, in place of the one before."""
    from skops import io

    folder.mkdir(parents=True, exist_ok=True)
    model = kept.model
    columns = np.flatnonzero(np.abs(model.weights).max(axis=0) > 0)
    arrays = {"rarity": model.rarity, "columns": columns, "weights": model.weights[:, columns], "bias": model.bias}
    name = f"{uuid4().hex}.skops"
    io.dump(arrays, folder / f".{name}")
    (folder / f".{name}").rename(folder / name)
    words = {
        "arrays": name,
        "seq": kept.seq,
        "scheme_version": kept.scheme_version,
        "values": model.values,
        "temperatures": dict(model.temperatures),
        "elsewhere": model.elsewhere,
        "labels": dict(model.labels),
    }
    fresh = folder / f".{name}.json"
    fresh.write_text(json.dumps(words, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(folder / "model.json")
    for old in folder.glob("*.skops"):
        if old.name != name:
            old.unlink(missing_ok=True)


def seen(folder: Path) -> int:
    """The newest event that the kept model was learnt from; 0 where there is none."""
    path = folder / "model.json"
    return int(json.loads(path.read_text(encoding="utf-8"))["seq"]) if path.is_file() else 0


def load(folder: Path) -> Kept | None:
    """The kept model; None where there is none. Raises BrokenModelError."""
    from core.suggesting.features import COLUMNS

    path = folder / "model.json"
    if not path.is_file():
        return None
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
        arrays = _arrays(folder / str(words["arrays"]))
        weights = np.zeros((len(words["values"]), COLUMNS), dtype=np.float32)
        weights[:, arrays["columns"]] = arrays["weights"]
        model = Model(
            tuple(words["values"]),
            arrays["rarity"],
            weights,
            arrays["bias"],
            words["temperatures"],
            float(words["elsewhere"]),
            words["labels"],
        )
        return Kept(model, int(words["seq"]), int(words["scheme_version"]))
    except (OSError, BadZipFile, ValueError, KeyError, TypeError, IndexError) as error:
        raise BrokenModelError(
            f"The suggestions' model in {folder.name} cannot be read: {error}", hint="It is learnt anew by itself."
        ) from error


def _arrays(path: Path) -> dict[str, np.ndarray]:
    from skops import io

    strange = io.get_untrusted_types(file=path)
    if strange:
        raise ValueError(f"it holds {', '.join(strange)}")
    found: dict[str, np.ndarray] = io.load(path)
    return found
