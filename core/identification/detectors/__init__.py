"""The detectors there are. A new one is a file beside these and an entry in DETECTORS.

A detector that needs a model file names it; the file is fetched by the caller through the model store, so that the
processes that detect never touch the network.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import InvalidInputError
from core.identification.detectors.base import Detector as Detector

if TYPE_CHECKING:
    from core.models.store import ModelStore


def _fasttext(model: Path | None) -> Detector:
    from core.identification.detectors.fasttext import FastText

    if model is None:
        raise InvalidInputError("fastText needs a model file.")
    return FastText(model)


def _langdetect(_: Path | None) -> Detector:
    from core.identification.detectors.langdetect import LangDetect

    return LangDetect()


@dataclass(frozen=True, slots=True)
class DetectorKind:
    """A detector as people choose it. `rate`: texts a second and core, roughly; it decides only how work is cut."""

    name: str
    title: str
    make: Callable[[Path | None], Detector]
    package: str
    rate: int
    model: str | None = None  # its name in the model store


DETECTORS = {
    kind.name: kind
    for kind in (
        DetectorKind("fasttext", "fastText (lid.176)", _fasttext, "fasttext-community", 20_000, "lid.176.ftz"),
        DetectorKind("langdetect", "langdetect", _langdetect, "langdetect", 500),
    )
}


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """What another process needs to make the same detector; `version` is what its answers depend on."""

    name: str
    version: str
    model: str | None = None  # path of the model file

    def make(self) -> Detector:
        """The detector itself; loads its model. Raises InvalidInputError for a name there is no detector of."""
        check([self.name])
        return DETECTORS[self.name].make(Path(self.model) if self.model else None)


def check(names: Sequence[str]) -> tuple[str, ...]:
    """The names, once each, in order. Raises InvalidInputError where one is no detector, or none is given."""
    unknown = [name for name in names if name not in DETECTORS]
    if unknown or not names:
        raise InvalidInputError(
            f"There is no detector “{unknown[0]}”." if unknown else "No detector is chosen.",
            hint=f"Choose from: {', '.join(DETECTORS)}.",
        )
    return tuple(dict.fromkeys(names))


def specs(names: Sequence[str], store: "ModelStore", *, fetch: bool = True) -> tuple[DetectorSpec, ...]:
    """How to make the detectors named; model files that are missing are fetched into `store`.

    Raises InvalidInputError for an unknown name and ModelMissingError where a model is not there and cannot be had
    (or `fetch` is off).
    """
    return tuple(_spec(DETECTORS[name], store, fetch) for name in check(names))


def _spec(kind: DetectorKind, store: "ModelStore", fetch: bool) -> DetectorSpec:
    if kind.model is None:
        return DetectorSpec(kind.name, version(kind.package))
    path = store.path(kind.model, fetch=fetch)
    return DetectorSpec(kind.name, f"{kind.model}-{path.stat().st_size}", str(path))
