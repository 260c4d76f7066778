"""What an erasure leaves of a data version: its other rows, in a table of their own, under a new hash.

The corpus version that it pinned is about to go with all that was in it, so the texts of the rows that stay are copied
first. Its manifest keeps the counts of the day it was frozen; how many rows were erased since is told beside them, and
so each function may be repeated after a crash. Scores that were made before cite the old hash.
"""

import os
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from core.balancing.freezing import content_hash
from core.balancing.frozen import frozen_rows_table, manifest_of
from core.balancing.manifest import ROWS, LicenceShare, Manifest, Note, write_manifest
from core.balancing.splitting import SPLITS
from core.corpus import Corpus
from core.errors import ConflictError, NotFoundError
from core.records import DataVersion, Source
from core.workspace import Workspace


def holds(version: DataVersion, ids: Collection[str]) -> int:
    """How many of these segments a data version has; 0 where its files are gone."""
    try:
        return len(set(frozen_rows_table(version)["id"].to_pylist()) & set(ids))
    except NotFoundError:
        return 0


def lessen(ws: Workspace, version: DataVersion, ids: Collection[str], source: Source, new_name: str) -> DataVersion:
    """Take segments out of a data version and let it stand on its own; the data version as it is now.

    `source` is the one taken down, called `new_name` from now on. A data version whose files are gone, or that cannot
    be read, is left as it is: it has no text.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        rows, manifest = frozen_rows_table(version), manifest_of(version)
        kept = rows.filter(pc.invert(pc.is_in(rows["id"], value_set=pa.array(sorted(ids), pa.string()))))
        _separate(ws, version, kept["id"].to_pylist(), ids)
    except (NotFoundError, ConflictError):
        return version
    if len(kept) < len(rows):
        _replace_rows(Path(version.path) / ROWS, kept)
    splits = kept["split"].to_pylist()
    erased = sum(manifest.contents.rows.values()) - len(kept)
    digest = content_hash(kept, manifest.text_form, manifest.singly_hash) if erased else manifest.content_hash
    changed = _renamed(manifest, source.name, new_name)
    write_manifest(Path(version.path), changed.model_copy(update={"content_hash": digest, "erased": erased}))
    left = {split: splits.count(split) for split in SPLITS}
    now = replace(version, rows=left, content_hash=digest, erased=erased, detached=True)
    ws.ledger.data_versions.lessen(now)
    return now


def _separate(ws: Workspace, version: DataVersion, kept: list[str], erased: Collection[str]) -> None:
    own: Corpus = ws.version_corpus(version.project_id, version.number)
    if version.detached:
        own.erase(sorted(erased))
    else:
        ws.corpus(version.project_id).detach(version.corpus_version, kept, own.uri)


def _replace_rows(path: Path, rows: object) -> None:
    import pyarrow.parquet as pq

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".rows-")
    os.close(handle)
    pq.write_table(rows, temporary, compression="zstd")
    Path(temporary).replace(path)


def _renamed(manifest: Manifest, old: str, new: str) -> Manifest:
    """The manifest without the name of a source, which may be the beginning of its text."""
    licences = tuple(
        LicenceShare(
            licence=share.licence,
            segments=share.segments,
            sources=tuple(new if name == old else name for name in share.sources),
        )
        for share in manifest.contents.licences
    )
    notes = tuple(
        Note(code=note.code, message=note.message.replace(old, new) if note.code == "no_licence" else note.message)
        for note in manifest.contents.notes
    )
    contents = manifest.contents.model_copy(update={"licences": licences, "notes": notes})
    return manifest.model_copy(update={"contents": contents})
