"""The rows of an export: text with every tag and all that is known of its origin, as a stream of Arrow tables.

The text is as the filter's policy gives it out (`cleaning.giving`): normalised, redacted, or as it is stored.

Columns come in a fixed order and have the same names in every format. The user's own columns keep their names; one
that bears the name of another column gets `own_` before it, as does a scheme's gets `label_`.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; names of columns are quoted)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.balancing.frozen import frozen_rows_table, frozen_table, manifest_of, texts_of
from core.balancing.mixture import draw_rows
from core.cleaning import giving
from core.corpus import selecting
from core.records import DataVersion, Selection
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

BATCH_ROWS = 20_000
MOST_BATCHES = 50
OWN_SCHEMES = ("formality", "domain")  # have columns of their own; all others lie in `labels`
LABEL = "label_"  # before the name of any other scheme's column
_TAGS = {"id": "s.id", "text": "s.text", "language": "s.tag", "formality": "s.formality", "domain": "s.domain"}
_FROZEN = {
    "id": "s.id",
    "text": "s.text",
    "language": "f.language",
    "formality": "f.formality",
    "domain": "f.domain",
    "split": "f.split",
    "group": 'f."group"',
}
_ORIGIN = {
    "verdict": "s.verdict",
    "reason": "s.reason",
    "detected_language": "s.language",
    "language_score": "s.language_score",
    "declared_language": "s.declared_language",
    "document": "s.document_id",
    "position": "s.position",
    "source": "coalesce(n.name, s.source_id)",
    "origin": "s.origin",
    "licence": "coalesce(s.licence, nullif(n.licence, ''))",
    "url": "s.url",
    "parent": "s.parent_id",
    "relation": "s.relation",
    "collected_at": "strftime(s.collected_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ')",
}


@dataclass(frozen=True)
class ExportRows:
    """An export that can be read once: its schema, how many rows it has, and the tables."""

    schema: pa.Schema
    total: int
    tables: Iterator[pa.Table]


@contextmanager
def selected_rows(ws: Workspace, project_id: str, selection: Selection) -> Iterator[ExportRows]:
    """The segments of a selection as they are now."""
    with ws.snapshot(project_id) as snapshot, snapshot.registered(names=_source_names(ws, project_id)):
        columns = {**_TAGS, **_labels(ws, project_id), **_ORIGIN}
        yield _stream(snapshot, columns, "", selection, snapshot.count(selection))


@contextmanager
def version_rows(ws: Workspace, version: DataVersion) -> Iterator[ExportRows]:
    """The segments of a data version, as they were when it was frozen."""
    pinned = manifest_of(version).pin
    frozen = frozen_rows_table(version)
    corpus, number = texts_of(ws, version)
    with (
        ws.snapshot(
            version.project_id,
            version=number,
            corpus=corpus,
            event_seq=pinned.event_seq,
            policy=ws.ledger.policies.at(version.project_id, pinned.policy_version),
        ) as snapshot,
        snapshot.registered(names=_source_names(ws, version.project_id), frozen=frozen),
    ):
        columns = {**_FROZEN, **_labels(ws, version.project_id), **_ORIGIN}
        yield _stream(snapshot, columns, "join frozen f on f.id = s.id", Selection(), len(frozen))


@contextmanager
def mixed_rows(ws: Workspace, version: DataVersion) -> Iterator[ExportRows]:
    """A data version as a training would see it: train rows in the drawn order, as often as the mixture says; then dev
    and test rows once each."""
    manifest = manifest_of(version)
    rows = frozen_table(ws, version).select(list(_FROZEN))
    is_train = pc.equal(rows["split"], "train")
    train, rest = rows.filter(is_train), rows.filter(pc.invert(is_train))
    epochs = manifest.contents.mixture.epochs
    order = draw_rows(train["language"].to_pylist(), epochs, manifest.choice.seed)

    def tables() -> Iterator[pa.Table]:
        for start in range(0, len(order), BATCH_ROWS):
            yield train.take(pa.array(order[start : start + BATCH_ROWS]))
        for start in range(0, len(rest), BATCH_ROWS):
            yield rest.slice(start, BATCH_ROWS)

    yield ExportRows(rows.schema, len(order) + len(rest), tables())


def _stream(snapshot: Snapshot, columns: dict[str, str], joins: str, selection: Selection, total: int) -> ExportRows:
    for name in snapshot.own_columns():
        columns[_free_name(name, columns)] = selecting.json_field("s.extra", name)
    listed = ", ".join(f"{expression} as {_quoted(name)}" for name, expression in columns.items())
    joins += " left join names n on n.id = s.source_id"
    schema = snapshot.sql(f"select {listed} from segments s {joins} limit 0").schema
    rows = max(BATCH_ROWS, snapshot.last_number // MOST_BATCHES)  # each batch joins the whole data version
    if giving.is_as_stored(snapshot):
        return ExportRows(schema, total, snapshot.batches(listed, selection, joins=joins, rows=rows))
    listed += "".join(f", {sql} as {name}" for name, sql in giving.READ.items())
    tables = snapshot.batches(listed, selection, joins=joins, rows=rows)
    return ExportRows(schema, total, (giving.given_out(table, snapshot.policy) for table in tables))


def _free_name(name: str, taken: Iterable[str]) -> str:
    folded = {other.casefold() for other in taken}
    while name.casefold() in folded:
        name = f"own_{name}"
    return name


def _source_names(ws: Workspace, project_id: str) -> pa.Table:
    sources = ws.ledger.sources.list(project_id)
    return pa.table(
        {
            "id": pa.array([source.id for source in sources], pa.string()),
            "name": pa.array([source.name for source in sources], pa.string()),
            "licence": pa.array([source.licence for source in sources], pa.string()),
        }
    )


def _labels(ws: Workspace, project_id: str) -> dict[str, str]:
    """A column for each scheme of the project that has none of its own."""
    others: Sequence[str] = [name for name in ws.ledger.projects.get(project_id).schemes if name not in OWN_SCHEMES]
    return {label_column(name): selecting.json_field("s.labels", name) for name in others}


def label_column(scheme_id: str) -> str:
    """The name of the column that holds a scheme's values."""
    return scheme_id if scheme_id in OWN_SCHEMES else f"{LABEL}{scheme_id}"


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
