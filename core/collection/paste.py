"""Typed and pasted text: segments at once, without a job.

The source's identity is the text itself with how it is cut, so pasting the same text again adds nothing.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal
from unicodedata import normalize

import pyarrow as pa
from pydantic import BaseModel

from core import languages
from core.collection.cursors import Cursor
from core.collection.mapping import ColumnMapping
from core.collection.refusals import counted
from core.collection.shaping import Provenance, shape
from core.collection.sources.files.base import Batch
from core.collection.sources.files.plain_text import COLUMN, pieces
from core.errors import InvalidInputError
from core.records import Source

if TYPE_CHECKING:
    from core.workspace import Workspace

Unit = Literal["line", "paragraph", "whole"]
NAME_LENGTH = 40


class PasteReport(BaseModel):
    """What became of the pieces of the text."""

    source_id: str
    added: int
    present: int
    refused: dict[str, int] = {}


def add_text(
    ws: "Workspace",
    project_id: str,
    account_id: str,
    text: str,
    *,
    unit: Unit = "line",
    declared_language: str | None = None,
    name: str = "",
    key: str,
) -> PasteReport:
    """Add the lines, paragraphs or the whole of `text` as segments of one source.

    `name` is what the source is called (the text's beginning by default); `key` names the request, and the same text
    under any key adds nothing twice. Raises InvalidInputError for a text without content or a bad language tag.
    """
    from core.corpus.identity import with_identity

    cleaned = normalize("NFC", text.replace("\r\n", "\n"))
    cut = pieces(cleaned, unit)
    if not cut:
        raise InvalidInputError("There is no text to add.", hint="Type or paste at least one line.")
    tag = languages.standard_tag(declared_language) if declared_language else None
    source = _source(ws, project_id, account_id, cleaned, unit=unit, name=name)
    table = pa.table({COLUMN: pa.array([piece for _, piece in cut], pa.string())})
    batch = Batch(table, pa.array([line for line, _ in cut], pa.int64()), (), Cursor(), 0)
    shared = Provenance(
        source_id=source.id,
        job_id=f"paste-{key}",
        collected_at=source.created_at or datetime.now(UTC),
        origin=source.origin,
        declared_language=tag,
        document="1" if unit == "paragraph" else None,
    )
    shaped = shape(batch, ColumnMapping(text=COLUMN), shared, 0)
    report = ws.corpus(project_id).append(with_identity(shaped.table, source.identity))
    return PasteReport(source_id=source.id, added=report.added, present=report.present, refused=counted(shaped.refused))


def _source(ws: "Workspace", project_id: str, account_id: str, text: str, *, unit: str, name: str) -> Source:
    digest = sha256(f"{unit}\n{text}".encode("utf-8", errors="surrogatepass")).hexdigest()
    begin = " ".join(text.split())[:NAME_LENGTH]
    wanted = Source(
        id=sha256(f"{project_id}\n{digest}".encode()).hexdigest()[:24],
        project_id=project_id,
        kind="paste",
        name=name.strip() or f"“{begin}…”",
        identity=f"paste:{digest}",
        locator=account_id,
    )
    return ws.ledger.sources.add(wanted)
