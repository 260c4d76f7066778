"""The post-edit queue: translations that wait for a person, and what becomes of them.

A corrected translation becomes a segment of its own, written by a person (origin expert, `correction-of` the
machine's), and the machine's is left out by hand. One that is right as it stands is kept by hand. What a person writes
here is a contribution: it stands under that person's consent and goes with it.
Everything a person says here is an event like any other, so it can be undone on the Filter page.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unicodedata import normalize

import pyarrow as pa

from core.access import require
from core.collection.contributing import consenting
from core.corpus import identity
from core.corpus.rows import SegmentRow
from core.errors import InvalidInputError, NotFoundError
from core.records import Account, EventKind, NewEvent, Origin, Role, Source
from core.tagging.importing import FileLabel, record_file_labels
from core.tagging.labelling import record
from core.translation.engines.base import LONGEST
from core.translation.translating import PREFIX, RELATION
from core.translation.units import labels_of

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot
    from core.workspace import Workspace

CORRECTION = "correction-of"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A translation that nobody has looked at, with what it is a translation of (None where that is gone)."""

    row: SegmentRow
    parent: SegmentRow | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person's text became: the id of the new segment, or None where the machine's stands as it is."""

    segment_id: str | None


def count_waiting(snapshot: "Snapshot") -> dict[str, int]:
    """How many translations wait, by language, most first."""
    found = snapshot.sql(
        f"select declared_language as tag, count(*) as n from segments where {_WAITS} group by 1 order by n desc, tag",
        _PARAMETERS,
    )
    return {str(row["tag"]): int(row["n"]) for row in found.to_pylist()}


def waiting_ids(
    snapshot: "Snapshot", language: str, *, failed: bool | None = None, without: tuple[str, ...] = (), count: int = 1
) -> list[str]:
    """Up to `count` translations into `language` that wait, in the order in which they were made: any, only those that
    failed a check, or only those that passed all."""
    condition = {None: "true", True: "failed_check is not null", False: "failed_check is null"}[failed]
    parameters = _PARAMETERS | {"tag": language, "count": count}
    if without:
        condition += " and id not in (select unnest($without))"
        parameters["without"] = list(without)
    found = snapshot.sql(
        f"select id from segments where {_WAITS} and declared_language = $tag and {condition}"
        " order by number limit $count",
        parameters,
    )
    return [str(name) for name in found["id"].to_pylist()]


def waiting_of(snapshot: "Snapshot", segment_id: str) -> Waiting | None:
    """A translation with what it is a translation of; None where it is not in this snapshot."""
    rows = snapshot.rows([segment_id])
    if not rows:
        return None
    parents = snapshot.rows([rows[0].segment.parent_id]) if rows[0].segment.parent_id else []
    return Waiting(rows[0], parents[0] if parents else None)


def correct(ws: "Workspace", project_id: str, account: Account, segment_id: str, text: str) -> Corrected:
    """Record what a person made of a translation; the same text is a confirmation.

    Raises InvalidInputError (no text, too long), NotFoundError (no such translation), PermissionDeniedError, and
    ConflictError where there is a new text and its writer has not agreed to the statement for contributors.
    """
    require(ws, account, project_id, Role.ANNOTATOR)
    machine = _machine_row(ws, project_id, segment_id)
    kept = normalize("NFC", text.replace("\r\n", "\n").replace("\0", "")).strip()
    if not kept or len(kept) > LONGEST:
        raise InvalidInputError(
            f"A correction of {len(kept)} characters cannot be kept.", hint=f"Write 1 to {LONGEST} characters."
        )
    if kept == machine.segment.text:
        _decide(ws, project_id, account, segment_id, "keep")
        return Corrected(None)
    source = consenting.source_of(ws, account, consenting.needed(ws, project_id, account.id))
    name = identity.segment_id(source.identity, segment_id, 0, kept)
    ws.corpus(project_id).append(_row(machine, source, name, kept, account))
    language = NewEvent(f"correction:{name}", name, EventKind.LANGUAGE, machine.segment.declared_language)
    record(ws, project_id, account.id, [language])
    labels = [FileLabel(name, scheme, value) for scheme, value in labels_of(machine).items()]
    if labels:
        record_file_labels(ws, project_id, labels)
    _decide(ws, project_id, account, segment_id, "drop")
    return Corrected(name)


def leave_out(ws: "Workspace", project_id: str, account: Account, segment_id: str) -> None:
    """Leave a translation out by hand. Raises NotFoundError, PermissionDeniedError."""
    require(ws, account, project_id, Role.ANNOTATOR)
    _machine_row(ws, project_id, segment_id)
    _decide(ws, project_id, account, segment_id, "drop")


_WAITS = "origin = $machine and relation = $relation and human_verdict is null"
_PARAMETERS: dict[str, object] = {"machine": str(Origin.MACHINE), "relation": RELATION}


def _machine_row(ws: "Workspace", project_id: str, segment_id: str) -> SegmentRow:
    with ws.snapshot(project_id) as snapshot:
        rows = snapshot.rows([segment_id])
    if not rows or rows[0].segment.origin is not Origin.MACHINE:
        raise NotFoundError(f"There is no translation “{segment_id}” in this project.", hint="Load the page again.")
    return rows[0]


def _decide(ws: "Workspace", project_id: str, account: Account, segment_id: str, verdict: str) -> None:
    latest = ws.ledger.events.latest(project_id)  # a new decision each time, as after an undo
    event = NewEvent(f"post-edit:{segment_id}:{verdict}:{latest}", segment_id, EventKind.RESTORE, verdict)
    record(ws, project_id, account.id, [event])


def _row(machine: SegmentRow, source: Source, name: str, text: str, account: Account) -> pa.Table:
    from core.corpus import schema

    one = machine.segment
    extra = {key: value for key, value in one.extra.items() if not key.startswith(PREFIX)}
    row = {
        "id": name,
        "text": text,
        "document_id": one.document_id,
        "position": one.position,
        "source_id": source.id,
        "origin": str(Origin.EXPERT),
        "declared_language": one.declared_language,
        "parent_id": one.id,
        "relation": CORRECTION,
        "url": one.url,
        "licence": one.licence,
        "collected_at": datetime.now(UTC),
        "extra": json.dumps({**extra, "corrected_by": account.id}, ensure_ascii=False),
        "job_id": f"correction-{name}",
        "job_unit": 0,
    }
    fields = [item for item in schema.BASE if item.name in row]
    return pa.Table.from_pylist([row], schema=pa.schema(fields))
