"""Everybody's own labels, one line each: disagreement is data, and no combined value replaces it.

People are named by their account's id and name. Cells that a spreadsheet would run as a formula are guarded.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from core.agreement.opinions import opinions
from core.balancing.writers import CsvWriter
from core.corpus.filling import is_one_of
from core.tagging.standing import IMPORTER
from core.workspace import Workspace

SCHEMA = pa.schema(
    [
        ("segment_id", pa.string()),
        ("language", pa.string()),
        ("text", pa.string()),
        ("scheme", pa.string()),
        ("scheme_version", pa.int32()),
        ("value", pa.string()),
        ("annotator_id", pa.string()),
        ("annotator", pa.string()),
        ("seconds", pa.float64()),
        ("suggestion", pa.string()),
        ("suggestion_shown", pa.bool_()),
        ("labelled_at", pa.string()),
    ]
)


def own_labels(ws: Workspace, project_id: str, scheme_id: str) -> pa.Table:
    """The label that stands of each person for each segment, as SCHEMA; segment by segment, oldest label first."""
    given = opinions(ws, project_id, scheme_id)
    standing = {(one.segment_id, one.account_id): one.value for one in given.all}
    newest = {
        (event.segment_id, event.account_id): event
        for event in ws.ledger.events.of_scheme(project_id, scheme_id)
        if event.account_id != IMPORTER
    }
    texts = _texts(ws, project_id, sorted(given.languages))
    names = {one.id: one.name for one in ws.ledger.accounts.list()}
    rows = [
        {
            "segment_id": event.segment_id,
            "language": given.languages[event.segment_id],
            "text": texts.get(event.segment_id),
            "scheme": scheme_id,
            "scheme_version": event.scheme_version,
            "value": event.value,
            "annotator_id": event.account_id,
            "annotator": names.get(event.account_id, event.account_id),
            "seconds": event.seconds,
            "suggestion": event.suggestion,
            "suggestion_shown": event.suggestion_shown,
            "labelled_at": event.server_at.isoformat(),
        }
        for key, event in sorted(newest.items(), key=lambda item: (item[0][0], item[1].seq))
        if key in standing
    ]
    return pa.Table.from_pylist(rows, SCHEMA)


def own_labels_csv(ws: Workspace, project_id: str, scheme_id: str) -> bytes:
    """The same as a CSV file that opens in spreadsheets."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.csv"
        CsvWriter(bom=True)(path, SCHEMA, [own_labels(ws, project_id, scheme_id)])
        return path.read_bytes()


def _texts(ws: Workspace, project_id: str, ids: list[str]) -> dict[str, str]:
    if not ids:
        return {}
    found = ws.corpus(project_id).open().to_table(columns=["id", "text"], filter=is_one_of(ids))
    return dict(zip(found["id"].to_pylist(), found["text"].to_pylist(), strict=True))
