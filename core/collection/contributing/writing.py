"""What an expert writes becomes segments: durable before it is acknowledged, and the same when it is sent twice.

The rows are appended first (their ids are made from consent, document, position and text, so that repeating adds
nothing), then what was asked for is recorded as the contributor's own decisions under keys made from the client's. A
crash between the two is mended by sending it again, which the page does until it has the answer.

A text made from another keeps that one's document and position, so that both stay together in every split.
"""

import json
from datetime import UTC, datetime
from unicodedata import normalize

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field

from core import languages
from core.access import require
from core.collection.contributing import consenting
from core.collection.contributing.parents import Relation
from core.collection.paste import Unit
from core.collection.shaping import LONGEST_TEXT
from core.collection.sources.files.plain_text import pieces
from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.records import Account, EventKind, NewEvent, Origin, Role, Segment, Source
from core.tagging import labelling, schemes
from core.workspace import Workspace

LONGEST_KEY = 100


class Contribution(BaseModel):
    """What a contributor sends. `prompt` is what was asked, and kept; a text made from another is one piece."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(min_length=1, max_length=LONGEST_KEY, description="The client's own; sending it twice is once.")
    text: str = Field(max_length=5_000_000)
    language: str
    unit: Unit = "whole"
    formality: str | None = None
    domain: str | None = None
    parent_id: str | None = None
    relation: Relation | None = None
    prompt: str = Field(default="", max_length=1_000)


class ContributionReport(BaseModel):
    """What became of it: `added` new segments, `present` ones that were given before."""

    source_id: str
    segment_ids: list[str]
    added: int
    present: int


def contribute(ws: Workspace, account: Account, project_id: str, given: Contribution) -> ContributionReport:
    """Add what a contributor wrote; when this returns, it is stored.

    Raises PermissionDeniedError (no member), ConflictError (no consent, or the key was used for another text),
    InvalidInputError (no text, language, value of a scheme, a copy of the parent), NotFoundError (parent).
    """
    from core.corpus.identity import with_identity

    require(ws, account, project_id, Role.ANNOTATOR)
    consent = consenting.needed(ws, project_id, account.id)
    tag = languages.standard_tag(given.language)
    parent = _parent(ws, project_id, given)
    texts = _texts(given, parent)
    _check_labels(ws, project_id, given)
    source = consenting.source_of(ws, account, consent)
    table = with_identity(_table(given, source, tag, parent, texts), source.identity)
    ids: list[str] = table["id"].to_pylist()
    _check_key(ws, project_id, given, ids)
    report = ws.corpus(project_id).append(table)
    labelling.record(ws, project_id, account.id, _events(given, tag, ids))
    return ContributionReport(source_id=source.id, segment_ids=ids, added=report.added, present=report.present)


def _parent(ws: Workspace, project_id: str, given: Contribution) -> Segment | None:
    if (given.parent_id is None) != (given.relation is None):
        raise InvalidInputError("A text made from another needs both: which one, and what it is to it.")
    if given.parent_id is None:
        return None
    found = ws.corpus(project_id).get([given.parent_id])
    if not found:
        raise NotFoundError("The segment that this was made from is not there any more.", hint="Take another one.")
    return found[0]


def _texts(given: Contribution, parent: Segment | None) -> list[str]:
    """The pieces, in NFC. Raises InvalidInputError."""
    cleaned = normalize("NFC", given.text.replace("\r\n", "\n"))
    texts = [piece.strip() for _, piece in pieces(cleaned, "whole" if parent else given.unit) if piece.strip()]
    if not texts:
        raise InvalidInputError("There is no text to add.", hint="Write at least one word.")
    for place, text in enumerate(texts, 1):
        if "\0" in text or len(text) > LONGEST_TEXT:
            raise InvalidInputError(
                f"Piece {place} has {len(text)} characters or a NUL character.",
                hint=f"A segment has at most {LONGEST_TEXT} characters: cut it into lines.",
            )
    if parent and " ".join(texts[0].split()) == " ".join(parent.text.split()):
        raise InvalidInputError("This is the very text that you started from.", hint="Change it, or skip it.")
    return texts


def _check_labels(ws: Workspace, project_id: str, given: Contribution) -> None:
    """Raise InvalidInputError for a value that the project does not know, before anything is written."""
    known = {scheme.id: scheme.keys() for scheme in schemes.of_project(ws, project_id)}
    for name, value in (("formality", given.formality), ("domain", given.domain)):
        if value is not None and value not in known.get(name, ()):
            raise InvalidInputError(f"“{value}” is not a value of {name} in this project.", hint="Choose another one.")


def _table(given: Contribution, source: Source, tag: str, parent: Segment | None, texts: list[str]) -> pa.Table:
    rows = len(texts)
    start = parent.position if parent else 0
    same = {
        "document_id": parent.document_id if parent else given.key,
        "source_id": source.id,
        "origin": str(Origin.EXPERT),
        "declared_language": tag,
        "parent_id": parent.id if parent else None,
        "relation": str(given.relation) if given.relation else None,
        "licence": source.licence,
        "extra": json.dumps({"prompt": given.prompt}, ensure_ascii=False) if given.prompt else None,
        "job_id": f"contribution-{given.key}",
    }
    columns: dict[str, pa.Array] = {name: pa.array([value] * rows, pa.string()) for name, value in same.items()}
    columns["text"] = pa.array(texts, pa.string())
    columns["position"] = pa.array(range(start, start + rows), pa.int64())
    columns["collected_at"] = pa.array([datetime.now(UTC)] * rows, pa.timestamp("us", tz="UTC"))
    return pa.table(columns)


def _check_key(ws: Workspace, project_id: str, given: Contribution, ids: list[str]) -> None:
    """Raise ConflictError where the key stands for another text; nothing is written then."""
    known = ws.ledger.events.by_key(project_id, _key(given, len(ids) - 1, "language"))
    if known is not None and known.segment_id != ids[-1]:
        raise ConflictError("This key was used for another text.", hint="Send each text under a key of its own.")


def _events(given: Contribution, tag: str, ids: list[str]) -> list[NewEvent]:
    """What the contributor says of each piece: its language, and what was asked for."""
    asked = {"formality": given.formality, "domain": given.domain}
    events = []
    for place, name in enumerate(ids):
        events.append(NewEvent(_key(given, place, "language"), name, EventKind.LANGUAGE, tag))
        for scheme, value in asked.items():
            if value is not None:
                events.append(NewEvent(_key(given, place, scheme), name, EventKind.LABEL, value, scheme))
    return events


def _key(given: Contribution, place: int, what: str) -> str:
    return f"given-{given.key}-{place}-{what}"
