"""How far an erasure reaches: which segments, labels, data versions, runs and exports it touches."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from core.balancing.lessening import holds
from core.jobs.erasing.files import exports_of, uploads_of
from core.records import DataVersion, Origin, Run, Source
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TouchedVersion:
    """A data version and how many of its rows would go."""

    version: DataVersion
    rows: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What an erasure would touch. `machine_made` of the segments are in other sources: made by a machine from erased
    ones; `kept_children` were written by people from erased ones and stay."""

    source: Source
    segments: int
    machine_made: int
    kept_children: int
    decisions: int
    versions: tuple[TouchedVersion, ...]
    runs: tuple[Run, ...]
    exports: int
    uploads: int


def preview(ws: Workspace, project_id: str, source_id: str) -> Reach:
    """What taking down a source would touch; nothing is written. Raises NotFoundError."""
    source = ws.ledger.sources.get(project_id, source_id)
    ids, made = segments_of(ws, project_id, source_id)
    gone = [*ids, *made]
    touched = [TouchedVersion(item, holds(item, gone)) for item in ws.ledger.data_versions.list(project_id)]
    versions = tuple(item for item in touched if item.rows)
    numbers = {item.version.id for item in versions}
    return Reach(
        source=source,
        segments=len(gone),
        machine_made=len(made),
        kept_children=_children(ws, project_id, gone),
        decisions=ws.ledger.events.count_of_segments(project_id, gone),
        versions=versions,
        runs=tuple(run for run in ws.ledger.runs.list(project_id) if run.data_version_id in numbers),
        exports=len(exports_of(ws, project_id)),
        uploads=len(uploads_of(ws, project_id, source)),
    )


def segments_of(ws: Workspace, project_id: str, source_id: str) -> tuple[list[str], list[str]]:
    """The ids of a source's segments, and of what machines made from them in other sources (at any remove)."""
    with ws.snapshot(project_id) as snapshot:
        found = snapshot.sql("select id from segments where source_id = $source order by id", {"source": source_id})
        own: list[str] = found["id"].to_pylist()
        seen, newest = set(own), own
        made: list[str] = []
        while newest:
            with snapshot.registered(parents=_ids(newest)):
                children = snapshot.sql(
                    "select s.id from segments s join parents p on s.parent_id = p.id where s.origin = $machine",
                    {"machine": str(Origin.MACHINE)},
                )["id"].to_pylist()
            newest = [name for name in children if name not in seen]
            seen.update(newest)
            made += newest
        return own, sorted(made)


def texts_of(ws: Workspace, project_id: str, ids: Sequence[str]) -> list[str]:
    """The texts of segments that are still there, and what they would be when normalised."""
    with ws.snapshot(project_id) as snapshot, snapshot.registered(gone=_ids(ids)):
        found = snapshot.sql("select s.text, s.normalised from segments s join gone g on g.id = s.id")
    texts: list[str] = [text for name in ("text", "normalised") for text in found[name].to_pylist() if text]
    return texts


def _children(ws: Workspace, project_id: str, ids: Sequence[str]) -> int:
    with ws.snapshot(project_id) as snapshot, snapshot.registered(gone=_ids(ids)):
        found = snapshot.sql(
            "select count(*) as n from segments s join gone g on s.parent_id = g.id"
            " where s.id not in (select id from gone)"
        )
    return int(found["n"][0].as_py())


def _ids(names: Sequence[str]) -> pa.Table:
    return pa.table({"id": pa.array(names, pa.string())})
