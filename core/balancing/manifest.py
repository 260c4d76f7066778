"""The manifest of a data version: what was frozen, from what, by which rules, and what it comes to.

It is the last file written into the version's folder, replaced whole; a folder without one holds no data version.
"""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from core.balancing.mixture import Method, Mixture, UniMax
from core.balancing.splitting import Shares
from core.errors import ConflictError, NotFoundError
from core.records import Selection, Verdict

FORMAT = 1
FILE = "manifest.json"
ROWS = "rows.parquet"


class Part(BaseModel):
    """A part of the manifest: frozen."""

    model_config = ConfigDict(frozen=True)


class FreezeChoice(Part):
    """What a person decides before freezing."""

    name: str = Field(default="", max_length=120, description="Name of the data version; by default its number.")
    selection: Selection = Field(default=Selection(verdicts=(Verdict.KEEP,)), description="Which segments are frozen.")
    shares: Shares = Field(default=Shares(), description="The wanted parts of train, dev and test.")
    seed: int = Field(default=20, ge=0, lt=2**32, description="Which random split; the same seed gives the same one.")
    keep_splits: bool = Field(
        default=True, description="Whether segments stay in the split that an earlier data version put them into."
    )
    mixture: Method = Field(default=UniMax(), description="How often a training passes over each language.")
    unit: str = Field(
        default="segments", pattern="^(segments|characters|tokens)$", description="What the mixture counts."
    )
    budget: float | None = Field(default=None, gt=0, description="How much a training draws; by default all there is.")
    machine_share: float = Field(
        default=0.5, ge=0, le=1, description="Largest part of a language's train split that machines may have written."
    )
    tokens_model: str | None = Field(default=None, description="The model whose tokens are meant where tokens count.")


class Pin(Part):
    """What a data version is made from, fixed once: a tagged corpus version, the last event, the filter's version."""

    version_id: str
    number: int
    corpus_version: int
    corpus_tag: str
    event_seq: int
    policy_version: int


class LicenceShare(Part):
    """Segments under one licence ("" = nobody said) and the names of their sources."""

    licence: str
    segments: int
    sources: tuple[str, ...]


class Note(Part):
    """Something that a person should know before freezing; `code` is stable."""

    code: str
    message: str


class Contents(Part):
    """What the rows of a data version (or of a plan for one) come to."""

    rows: dict[str, int]  # split -> segments
    languages: dict[str, dict[str, int]]  # language -> split -> segments
    formality: dict[str, dict[str, int]]  # value ("" = not tagged) -> split -> segments
    domains: dict[str, dict[str, int]]
    groups: int
    largest_group: int
    left_out: dict[str, int]  # reason -> segments that the selection means but that cannot be frozen
    licences: tuple[LicenceShare, ...]
    mixture: Mixture
    notes: tuple[Note, ...]
    machine: dict[str, int] = {}  # language -> machine-made segments, all of them in train


class Manifest(Part):
    """Everything there is to know about a data version but its rows. `content_hash` covers ids (and so texts), splits,
    groups, languages, formality and domain of all rows in order, `text_form` and `singly_hash`."""

    format: int = FORMAT
    project_id: str
    name: str
    pin: Pin
    choice: FreezeChoice
    default_threshold: float
    thresholds: dict[str, float]
    review_band: float
    limits: dict[str, dict[str, JsonValue]] = {}  # of cleaning; none in data versions from before there were any
    text_form: str = ""  # what was done to the texts, `cleaning.giving.form`
    singly: int = 0  # texts that are given in another form, since a person chose it …
    singly_hash: str = ""  # … and a hash of which they are, `cleaning.singly.otherwise`
    expected_languages: tuple[str, ...]
    group_column: str | None
    contents: Contents
    content_hash: str
    created_by: str
    created_at: datetime
    isogloss: str
    erased: int = 0  # rows that were erased on request since; `contents` is from before, `content_hash` from after


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".manifest-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(folder / FILE)


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a data version's folder. Raises NotFoundError, or ConflictError where it cannot be read."""
    path = folder / FILE
    if not path.is_file():
        raise NotFoundError(f"There is no data version in {folder}.", hint="Freeze it again, or restore a backup.")
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise ConflictError(f"The manifest {path} cannot be read.", hint="Restore it from a backup.") from error
