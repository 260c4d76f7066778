"""Data versions: planned, written once.

A data version pins a corpus version (by a Lance tag) and the last event that counts, and keeps the ids of its segments
with split, group and tags in `projects/<project>/versions/<number>/rows.parquet`; texts are read from the pinned corpus
version (see `frozen`). Each function may be repeated after a crash: the pin is found again by its tag, files are
replaced whole, the manifest is written last, and the ledger is told at the very end.
"""

import hashlib
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from core import __version__
from core.balancing.frozen import frozen_rows_table, read_rows, version_folder
from core.balancing.manifest import FILE, ROWS, Contents, FreezeChoice, Manifest, Pin, read_manifest, write_manifest
from core.cleaning import giving, singly
from core.errors import NotFoundError
from core.limits import Limit
from core.records import LOCAL_ACCOUNT, DataVersion, FilterPolicy
from core.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from core.balancing.contents import Gathered

__all__ = ["FreezeChoice", "pin", "plan_freeze", "publish", "read_rows", "write_version"]


def plan_freeze(ws: Workspace, project_id: str, choice: FreezeChoice) -> Contents:
    """What freezing now would give; nothing is written. Raises InvalidInputError where there is nothing to freeze."""
    return _gather(ws, project_id, choice, None).contents


def pin(ws: Workspace, project_id: str, key: str) -> Pin:
    """Fix what a data version is made from. `key` (the job's id) finds the same corpus version when repeated.

    Raises NotFoundError where the project has no segments.
    """
    corpus = ws.corpus(project_id)
    if not corpus.exists:
        raise NotFoundError("The project has no segments that could be frozen.", hint="Collect some first.")
    event_seq = ws.ledger.events.latest(project_id)
    tag = "frozen-" + re.sub(r"[^A-Za-z0-9-]", "-", key)
    return Pin(
        version_id=hashlib.blake2b(f"{project_id}/{key}".encode(), digest_size=12).hexdigest(),
        number=ws.ledger.data_versions.next_number(project_id),
        corpus_version=corpus.tag(tag),
        corpus_tag=tag,
        event_seq=event_seq,
        policy_version=ws.ledger.policies.current(project_id).version,
    )


def write_version(
    ws: Workspace, project_id: str, pinned: Pin, choice: FreezeChoice, account_id: str = LOCAL_ACCOUNT.id
) -> Manifest:
    """Write the rows, then the manifest, into the version's folder; a finished one of this pin is left as it is."""
    folder = version_folder(ws, project_id, pinned.number)
    if (folder / FILE).exists():
        there = read_manifest(folder)
        if there.pin.version_id == pinned.version_id:
            return there
        (folder / FILE).unlink()  # left behind by a job that never told the ledger
    folder.mkdir(parents=True, exist_ok=True)
    gathered = _gather(ws, project_id, choice, pinned)
    decided, decided_hash = _decided_singly(ws, project_id, pinned, gathered.rows)
    _write_rows(folder / ROWS, gathered.rows)
    project = ws.ledger.projects.get(project_id)
    policy = _policy(ws, project_id, pinned)
    manifest = Manifest(
        project_id=project_id,
        name=choice.name.strip() or f"Version {pinned.number}",
        pin=pinned,
        choice=choice,
        default_threshold=policy.default_threshold,
        thresholds=dict(policy.thresholds),
        review_band=policy.review_band,
        expected_languages=project.languages,
        group_column=project.group_column,
        contents=gathered.contents,
        limits={name: json_of(limit) for name, limit in policy.limits.items()},
        text_form=giving.form(policy),
        singly=decided,
        singly_hash=decided_hash,
        content_hash=content_hash(gathered.rows, giving.form(policy), decided_hash),
        created_by=account_id,
        created_at=datetime.now(UTC),
        isogloss=__version__,
    )
    write_manifest(folder, manifest)
    return manifest


def publish(ws: Workspace, manifest: Manifest) -> DataVersion:
    """Tell the ledger of a written data version; telling it again changes nothing."""
    return ws.ledger.data_versions.add(
        DataVersion(
            id=manifest.pin.version_id,
            project_id=manifest.project_id,
            number=manifest.pin.number,
            name=manifest.name,
            corpus_version=manifest.pin.corpus_version,
            event_seq=manifest.pin.event_seq,
            content_hash=manifest.content_hash,
            rows=manifest.contents.rows,
            path=str(version_folder(ws, manifest.project_id, manifest.pin.number)),
            created_by=manifest.created_by,
            created_at=manifest.created_at,
        )
    )


def content_hash(rows: "pa.Table", text_form: str = "", singly_hash: str = "") -> str:
    """SHA-256 over all columns of all rows in order; a segment's id stands for its text too, together with what is done
    to it before it is given out (`cleaning.giving.form`, and a hash of the texts decided singly)."""
    done = " ".join(filter(None, (text_form, singly_hash)))
    digest = hashlib.sha256(f"{done}\x1d".encode() if done else b"")
    for row in zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True):
        digest.update("\x1f".join(value or "" for value in row).encode() + b"\x1e")
    return digest.hexdigest()


def json_of(limit: Limit) -> dict[str, JsonValue]:
    """A limit of cleaning for the manifest."""
    return {"value": limit.value, "action": limit.action.value, "languages": dict(limit.languages)}


def _gather(ws: Workspace, project_id: str, choice: FreezeChoice, pinned: Pin | None) -> "Gathered":
    from core.balancing.contents import gather

    project = ws.ledger.projects.get(project_id)
    earlier = earlier_splits(ws, project_id, pinned.number if pinned else None) if choice.keep_splits else {}
    with ws.snapshot(
        project_id,
        version=pinned.corpus_version if pinned else None,
        event_seq=pinned.event_seq if pinned else None,
        policy=_policy(ws, project_id, pinned),
    ) as snapshot:
        return gather(snapshot, project, ws.ledger.sources.list(project_id), choice, earlier)


def _decided_singly(ws: Workspace, project_id: str, pinned: Pin, rows: "pa.Table") -> tuple[int, str]:
    policy = _policy(ws, project_id, pinned)
    version, event_seq = pinned.corpus_version, pinned.event_seq
    with ws.snapshot(project_id, version=version, event_seq=event_seq, policy=policy) as snapshot:
        return singly.otherwise(snapshot, rows["id"].to_pylist())


def _policy(ws: Workspace, project_id: str, pinned: Pin | None) -> FilterPolicy:
    policies = ws.ledger.policies
    return policies.at(project_id, pinned.policy_version) if pinned else policies.current(project_id)


def earlier_splits(ws: Workspace, project_id: str, before: int | None = None) -> dict[str, str]:
    """The split of each segment in the data versions (numbered below `before`); the newest that holds it counts."""
    splits: dict[str, str] = {}
    for version in reversed(ws.ledger.data_versions.list(project_id)):
        if before is None or version.number < before:
            rows = frozen_rows_table(version)
            splits.update(zip(rows["id"].to_pylist(), rows["split"].to_pylist(), strict=True))
    return splits


def _write_rows(path: Path, rows: "pa.Table") -> None:
    import pyarrow.parquet as pq

    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".rows-", delete=False) as file:
        pq.write_table(rows, file, compression="zstd")
    Path(file.name).replace(path)
