"""What is shown of a model: where it comes from, what it may be used for, which languages it knows."""

from dataclasses import dataclass
from pathlib import Path

from core.models.catalogue import CatalogueEntry, Kind
from core.models.manifest import Manifest


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as pages, API and command line show it. `refused` names files left out of it, with reasons."""

    name: str
    title: str
    kind: Kind
    present: bool
    source: str
    revision: str
    licence: str
    licence_url: str
    attribution: str
    languages: tuple[str, ...]
    languages_note: str
    parameters: int | None
    disk_bytes: int
    download_bytes: int
    path: Path | None
    refused: tuple[str, ...] = ()


def card_of_entry(entry: CatalogueEntry) -> ModelCard:
    """The card of a model that is not fetched yet."""
    return ModelCard(
        name=entry.name,
        title=entry.title,
        kind=entry.kind,
        present=False,
        source=f"PyPI: {entry.package}",
        revision="",
        licence=entry.licence,
        licence_url=entry.licence_url,
        attribution=entry.attribution,
        languages=entry.languages,
        languages_note=entry.languages_note,
        parameters=entry.parameters,
        disk_bytes=entry.disk_bytes,
        download_bytes=entry.download_bytes,
        path=None,
    )


def card_of_manifest(found: Manifest, store: Path) -> ModelCard:
    """The card of a model in the store."""
    ways = {"package": "PyPI: ", "hub": "hub: ", "folder": "folder: ", "built": "built here: "}
    return ModelCard(
        name=found.name,
        title=found.title,
        kind=found.kind,
        present=True,
        source=ways.get(found.way, "") + found.source,
        revision=found.revision,
        licence=found.licence,
        licence_url=found.licence_url,
        attribution=found.attribution,
        languages=found.languages,
        languages_note=found.languages_note,
        parameters=found.parameters,
        disk_bytes=sum(file.bytes for file in found.files),
        download_bytes=0,
        path=store / found.name,
        refused=tuple(f"{file.name}: {file.reason}" for file in found.left_out),
    )
