"""The detectors there are. A new one is a file beside these and an entry in DETECTORS.

A detector that needs a model file names it; the file is fetched by the caller through the model store, so that the
processes that detect never touch the network. Any other fastText model joins by its file alone: `of_file`; so does a
language that was taught (`core.identification.teaching`), whose file is a model of n-grams. Packages are imported when
a detector is made, by its own file: some are optional (lingua, heliport).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from core.errors import InvalidInputError, ModelMissingError
from core.identification.detectors.base import Detector as Detector
from core.settings import ROOT

if TYPE_CHECKING:
    from core.models.store import ModelStore

DATA = ROOT / "data" / "identification"
OWN_FILES = "detectors"  # the folder of the model store in which people put fastText models of their own
FILE_ENDINGS = (".ftz", ".bin")
NGRAMS_ENDING = ".safetensors"
FASTTEXT_RATE = 20_000


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """What another process needs to make the same detector; `version` is what its answers depend on.

    A name that DETECTORS does not hold is a model in the file `model`: fastText, or by its ending a taught language.
    `share` replaces the detector's own weight in the vote; `languages` restricts a detector that can be restricted.
    """

    name: str
    version: str
    model: str | None = None  # path of the model file
    share: float | None = None
    languages: tuple[str, ...] = ()

    def make(self) -> Detector:
        """The detector itself; loads its model.

        Raises InvalidInputError for a name there is no detector of, ModelMissingError for a file that is no model.
        """
        if self.name in DETECTORS:
            return DETECTORS[self.name].make(self)
        if self.model is None:
            check([self.name])
        return _taught(self) if self.is_taught else _fasttext(self)

    @property
    def is_taught(self) -> bool:
        """Whether it is a language that was taught in a project."""
        return self.name not in DETECTORS and str(self.model).endswith(NGRAMS_ENDING)

    @property
    def rate(self) -> int:
        """Texts a second and core, roughly; it decides only how work is cut."""
        return DETECTORS[self.name].rate if self.name in DETECTORS else FASTTEXT_RATE


def _made(title: str) -> Callable[[DetectorSpec], Detector]:
    """How to make the class `title` of the module that is called like it in small letters."""

    def make(spec: DetectorSpec) -> Detector:
        made = getattr(_module(title.lower()), title)
        detector: Detector = made(spec.languages) if DETECTORS[spec.name].declared else made()
        return detector

    return make


def _module(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")


def _fasttext(spec: DetectorSpec) -> Detector:
    from core.identification.detectors.fasttext import FastText

    if spec.model is None:
        raise InvalidInputError(f"The detector {spec.name} needs a model file.")
    return FastText(Path(spec.model), name=spec.name, share=spec.share)


def _wide(spec: DetectorSpec) -> Detector:
    from core.identification.detectors.wide import Wide

    if spec.model is None:
        raise InvalidInputError(f"The detector {spec.name} needs a model file.")
    return Wide(Path(spec.model), share=spec.share)


def _wide_model(store: "ModelStore", fetch: bool) -> Path:
    from core.identification.wide.building import wide_model

    return wide_model(store, fetch)


def _taught(spec: DetectorSpec) -> Detector:
    from core.identification.detectors.taught import Taught

    return Taught(spec.name, Path(str(spec.model)), share=spec.share)


@dataclass(frozen=True, slots=True)
class DetectorKind:
    """A detector as people choose it. `rate`: texts a second and core, roughly; it decides only how work is cut."""

    name: str
    title: str
    make: Callable[[DetectorSpec], Detector]
    package: str
    rate: int
    model: str | None = None  # its name in the model store
    file: Path | None = None  # its model file where that comes with the app
    build: "Callable[[ModelStore, bool], Path] | None" = None  # its model file where that is built into the store
    later: bool = False  # slow: asked only about texts that the others leave in doubt
    low_evidence: bool = False  # learnt from so little text that its word alone proves nothing
    declared: bool = False  # made for the declared languages, where its module's `serves` says that it can be
    optional: bool = False  # not among the app's own packages; people install it
    licence: str = "Apache-2.0"

    @property
    def installed(self) -> bool:
        """Whether its package and its file are there; nothing is loaded."""
        try:
            version(self.package)
        except PackageNotFoundError:
            return find_spec(self.package) is not None
        return self.file is None or self.file.is_file()


DETECTORS = {
    kind.name: kind
    for kind in (
        DetectorKind(
            "fasttext",
            "fastText (lid.176)",
            _fasttext,
            "fasttext-community",
            20_000,
            "lid.176.ftz",
            licence="MIT, model CC BY-SA 3.0",
        ),
        DetectorKind("py3langid", "py3langid", _made("Py3LangId"), "py3langid", 30_000, licence="BSD-3-Clause"),
        DetectorKind("pycld2", "CLD2", _made("PyCld2"), "pycld2", 80_000),
        DetectorKind("eldc", "ELD", _made("Eldc"), "eldc", 100_000),
        DetectorKind("langdetect", "langdetect", _made("LangDetect"), "langdetect", 500, later=True),
        DetectorKind(
            "wide",
            "Wide (450 languages)",
            _wide,
            "safetensors",
            8_000,
            build=_wide_model,
            later=True,
            low_evidence=True,
        ),
        DetectorKind(
            "lingua",
            "lingua",
            _made("Lingua"),
            "lingua-language-detector",
            2_500,
            later=True,
            declared=True,
            optional=True,
        ),
        DetectorKind(
            "heliport", "heliport (HeLI)", _made("Heliport"), "heliport", 15_000, optional=True, licence="GPL-3.0"
        ),
    )
}


def asked_later(name: str) -> bool:
    """Whether the detector is one of the slow ones, which are asked only about texts that the others doubt."""
    return name in DETECTORS and DETECTORS[name].later


def made_for(asked: Sequence[DetectorSpec], expected: Sequence[str]) -> tuple[DetectorSpec, ...]:
    """The detectors that are asked where these languages are declared.

    One that is made for the declared languages is given them, and left out where it cannot be made for them. Raises
    ModelMissingError where none is left.
    """
    made = tuple(_with(spec, expected) for spec in asked if _serves(spec, expected))
    if asked and not made:
        raise ModelMissingError(
            f"{DETECTORS[asked[0].name].title} cannot be asked about the {len(expected)} declared languages.",
            hint="Choose another detector beside it, or declare fewer languages.",
        )
    return made


def _serves(spec: DetectorSpec, expected: Sequence[str]) -> bool:
    kind = DETECTORS.get(spec.name)
    return kind is None or not kind.declared or bool(_module(kind.name).serves(expected))


def _with(spec: DetectorSpec, expected: Sequence[str]) -> DetectorSpec:
    kind = DETECTORS.get(spec.name)
    return spec if kind is None or not kind.declared else replace(spec, languages=tuple(sorted(expected)))


def check(names: Sequence[str]) -> tuple[str, ...]:
    """The names, once each, in order; `glotlid.bin` is a file among the own ones.

    Raises InvalidInputError where one is no detector, or none is given.
    """
    unknown = [name for name in names if name not in DETECTORS and not _is_file_name(name)]
    if unknown or not names:
        raise InvalidInputError(
            f"There is no detector “{unknown[0]}”." if unknown else "No detector is chosen.",
            hint=f"Choose from: {', '.join(DETECTORS)}.",
        )
    return tuple(dict.fromkeys(names))


def specs(names: Sequence[str], store: "ModelStore", *, fetch: bool = True) -> tuple[DetectorSpec, ...]:
    """How to make the detectors named; model files that are missing are fetched into `store`.

    Raises InvalidInputError for an unknown name and ModelMissingError where a model or a package is not there and
    cannot be had (or `fetch` is off).
    """
    return tuple(_spec(name, store, fetch) for name in check(names))


def own_files(store: "ModelStore") -> list[str]:
    """The names of the fastText models that people put into the store's folder `detectors`."""
    folder = store.folder / OWN_FILES
    return sorted(path.name for path in folder.glob("*") if _is_file_name(path.name)) if folder.is_dir() else []


def of_file(name: str, path: Path, *, share: float | None = None) -> DetectorSpec:
    """A detector made of any fastText model file, called `name`; its version stands for the file's content.

    Raises ModelMissingError where there is no such file.
    """
    if not path.is_file():
        raise ModelMissingError(
            f"There is no model file {path}.", hint=f"Put the file into the folder {path.parent} and try again."
        )
    status = path.stat()
    return DetectorSpec(name, _content(path, status.st_size, status.st_mtime_ns), str(path), share)


def _is_file_name(name: str) -> bool:
    return name.endswith(FILE_ENDINGS) and Path(name).name == name and not name.startswith(".")


def _spec(name: str, store: "ModelStore", fetch: bool) -> DetectorSpec:
    kind = DETECTORS.get(name)
    if kind is None:
        return of_file(name, store.folder / OWN_FILES / name)
    if not kind.installed:
        raise ModelMissingError(
            f"The detector {kind.title} is not installed.",
            hint=f"Install it with “pip install {kind.package}”, or choose other detectors.",
        )
    if kind.file is not None:
        return of_file(name, kind.file)
    if kind.build is not None:
        return of_file(name, kind.build(store, fetch))
    if kind.model is None:
        return DetectorSpec(kind.name, version(kind.package))
    path = store.path(kind.model, fetch=fetch)
    return DetectorSpec(kind.name, f"{kind.model}-{path.stat().st_size}", str(path))


@lru_cache(maxsize=64)
def _content(path: Path, size: int, changed: int) -> str:  # noqa: ARG001  (a changed file is read again)
    """The size and a digest of the file; of a large one, of its ends and its middle."""
    part = 1 << 20
    digest = blake2b(digest_size=6)
    with path.open("rb") as file:
        for start in (0, size // 2, max(0, size - part)):
            file.seek(start)
            digest.update(file.read(part))
    return f"{size}-{digest.hexdigest()}"
