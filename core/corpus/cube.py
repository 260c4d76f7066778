"""Counts of a corpus by language, verdict, formality and domain, kept per fragment so that a large one is counted once.

A board over ten million segments must not read ten million rows at each visit. A fragment changes only when something
is written into it, and then gets another file; so its counts are kept in a small file under the names of the fragment's
files, per filter policy, and only fragments without counts are read. Events that are not folded yet are accounted for
by moving their segments from the cell that the stored columns give to the one that holds now.

Invariant: the result equals a plain GROUP BY over the snapshot's view, with or without kept counts.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words)

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.corpus import filling, flaws, views

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

KEYS = ("tag", "verdict", "formality", "domain", "tokens_model")
SUMS = ("segments", "characters", "tokens")
CELLS = pa.schema([*(pa.field(name, pa.string()) for name in KEYS), *(pa.field(name, pa.int64()) for name in SUMS)])
KEPT_POLICIES = 6  # files kept per project; the one not written for longest goes first
FORMAT = 5  # raise it when the rule of the verdict or the columns of the cube change
_COUNTED = ("formality", "domain", "characters", "tokens", "tokens_model")
_GROUPED = (
    f"{', '.join(KEYS)}, count(*)::bigint as segments, sum(characters)::bigint as characters,"
    " coalesce(sum(tokens), 0)::bigint as tokens"
)


def cube(snapshot: Snapshot, folder: Path | None = None) -> pa.Table:
    """One row per cell that is not empty, as CELLS; each key may be NULL.

    `tokens` is the sum for the segments of that cell that were counted with its `tokens_model`. `folder` is where
    counts are kept between calls; without it everything is counted anew.
    """
    if isinstance(snapshot.data, pa.Table):
        return snapshot.sql(f"select {_GROUPED} from segments group by all").cast(CELLS)
    parts = [_stored_counts(snapshot, folder).select(CELLS.names), *_moved(snapshot)]
    summed = ", ".join(f"sum({name})::bigint as {name}" for name in SUMS)
    with snapshot.registered(cells=pa.concat_tables(parts)):
        found = snapshot.sql(f"select {', '.join(KEYS)}, {summed} from cells group by all having sum(segments) > 0")
    return found.cast(CELLS)


def _stored_counts(snapshot: Snapshot, folder: Path | None) -> pa.Table:
    """Counts of all fragments as stored, from the file as far as it goes; with the column `fragment`."""
    fragments = {_signature(fragment): fragment for fragment in snapshot.data.get_fragments()}
    path = folder / f"cube-{_policy_key(snapshot)}.arrow" if folder else None
    counts = _kept(path, list(fragments))
    known = set(counts["fragment"].unique().to_pylist())
    missing = {name: fragment for name, fragment in fragments.items() if name not in known}
    if missing:
        counts = pa.concat_tables([counts, _counted(snapshot, missing)])
        if path:
            _write(path, counts)
    return counts


def _kept(path: Path | None, fragments: list[str]) -> pa.Table:
    if path is None or not path.exists():
        return pa.schema([pa.field("fragment", pa.string()), *CELLS]).empty_table()
    kept = feather.read_table(path, memory_map=False)
    return kept.filter(pc.is_in(kept["fragment"], value_set=pa.array(fragments, pa.string())))


def _counted(snapshot: Snapshot, fragments: dict[str, Any]) -> pa.Table:
    """Count fragments in one scan; the row address says which fragment a row belongs to."""
    columns = _read(snapshot)
    scanner = snapshot.data.scanner(columns=columns, fragments=list(fragments.values()), with_row_address=True)
    view = views.view_sql("counted_segments", "counted", [*columns, "_rowaddr"], snapshot.rules)
    with snapshot.registered(counted=scanner):
        found = snapshot.sql(
            f"select (_rowaddr >> {filling.FRAGMENT_SHIFT})::bigint as place, {_GROUPED}"
            " from counted_segments group by all",
            view=view,
        )
    names = {fragment.fragment_id: name for name, fragment in fragments.items()}
    name = pa.array([names[place] for place in found["place"].to_pylist()], pa.string())
    return pa.table([name, *found.select(CELLS.names).cast(CELLS).columns], names=["fragment", *CELLS.names])


def _read(snapshot: Snapshot) -> list[str]:
    """The stored columns that the verdict and the cells are made from."""
    names = (*views.LANGUAGE_COLUMNS, *_COUNTED, *flaws.columns(snapshot.policy))
    return [name for name in names if name in snapshot.data.schema.names]


def _moved(snapshot: Snapshot) -> list[pa.Table]:
    """For segments with unfolded events: minus where the stored columns put them, plus where they are now."""
    touched = snapshot.touched(list(dict.fromkeys(["id", *_read(snapshot)])))
    if not len(touched):
        return []
    before = views.view_sql("stored_segments", "touched", touched.column_names, snapshot.rules)
    after = views.view_sql("present_segments", "touched", touched.column_names, snapshot.rules, overlay="overlay")
    with snapshot.registered(touched=touched):
        minus = snapshot.sql(f"select {_GROUPED} from stored_segments group by all", view=before).cast(CELLS)
        plus = snapshot.sql(f"select {_GROUPED} from present_segments group by all", view=after).cast(CELLS)
    negative = {name: pc.negate(minus[name]) for name in SUMS}
    return [pa.table([*minus.select(KEYS).columns, *negative.values()], schema=CELLS), plus]


def _signature(fragment: Any) -> str:
    """A name that changes whenever a file of the fragment does."""
    metadata = fragment.metadata
    files = [file.path for file in metadata.files]
    text = json.dumps([fragment.fragment_id, files, str(metadata.deletion_file)])
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _policy_key(snapshot: Snapshot) -> str:
    policy = snapshot.policy
    limits = [(name, one.value, one.action, sorted(one.languages.items())) for name, one in policy.limits.items()]
    cleaning = [limits, policy.use_normalised, policy.personal_data]
    thresholds = [policy.default_threshold, policy.review_band, sorted(policy.thresholds.items())]
    rule = [FORMAT, *thresholds, cleaning, snapshot.expected]
    return hashlib.blake2b(json.dumps(rule).encode(), digest_size=8).hexdigest()


def _write(path: Path, counts: pa.Table) -> None:
    """Replace the file whole, and let the oldest ones go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".cube-")
    os.close(handle)
    feather.write_feather(counts, temporary, compression="zstd")
    Path(temporary).replace(path)
    files = sorted(path.parent.glob("cube-*.arrow"), key=lambda file: file.stat().st_mtime)
    for old in files[:-KEPT_POLICIES]:
        old.unlink(missing_ok=True)
