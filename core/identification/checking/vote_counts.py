"""What detectors say beside each other, counted once a fragment: reading a million rows' votes takes ten seconds.

What a detector says is its first vote; where it gave none, or a label without a meaning, it says nothing. Counts are
kept in a small file under the names of the files that hold a fragment's votes, so that cleaning, comparing or tagging
its rows leaves them valid, and identifying them anew does not.

Invariant: the result is the same with or without kept counts.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; names of detectors are quoted)

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

FILE = "votes.arrow"
COUNTED = "votes is not null and relation is distinct from 'document'"
READ = ("votes", "relation")
PAIRS = pa.schema(  # rows of which detector `first` says `one` and `second` says `other`; first < second
    [*(pa.field(name, pa.string()) for name in ("first", "second", "one", "other")), pa.field("rows", pa.int64())]
)
_KEPT = pa.schema([pa.field("fragment", pa.string()), *PAIRS])


def said_sql(detector: str) -> str:
    """What a detector says of a row, as SQL over the stored `votes` (`votes.to_json`); NULL where it says nothing."""
    pattern = f'"detector": "{re.escape(detector)}", "tag": (?:"([^"]*)"|null)'.replace("'", "''")
    return f"nullif(regexp_extract(votes, '{pattern}', 1), '')"


def counted(snapshot: "Snapshot", folder: Path | None = None) -> pa.Table:
    """All pairs of detectors with what they say (PAIRS). `folder` is where counts are kept between calls."""
    if isinstance(snapshot.data, pa.Table):
        return _counted(snapshot, lambda: snapshot.data)
    fragments = {_signature(snapshot.data, fragment): fragment for fragment in snapshot.data.get_fragments()}
    path = folder / FILE if folder else None
    kept = _kept(path, list(fragments))
    known = set(kept["fragment"].unique().to_pylist())
    parts = [kept]
    for name, fragment in fragments.items():
        if name not in known:
            parts.append(_of_fragment(snapshot, name, fragment))
    if len(parts) > 1 and path:
        _write(path, pa.concat_tables(parts))
    with snapshot.registered(kept=pa.concat_tables(parts)):
        summed = snapshot.sql(
            "select first, second, one, other, sum(rows)::bigint as rows from kept where rows > 0 group by all"
        )
    return summed.cast(PAIRS)


def _of_fragment(snapshot: "Snapshot", name: str, fragment: Any) -> pa.Table:
    columns = [column for column in READ if column in snapshot.data.schema.names]
    found = _counted(snapshot, lambda: snapshot.data.scanner(columns=columns, fragments=[fragment]))
    if not len(found):  # a row that says that it was counted
        found = pa.Table.from_pylist([{"rows": 0}], schema=PAIRS)
    return pa.table([pa.array([name] * len(found)), *found.columns], schema=_KEPT)


def _counted(snapshot: "Snapshot", data: Callable[[], Any]) -> pa.Table:
    """One pass for who voted, one for what each said; `data` gives the rows as often as they are read."""
    if not set(READ).issubset(snapshot.data.schema.names):  # a corpus from before there were votes
        return PAIRS.empty_table()
    with snapshot.registered(voted=data()):
        names = snapshot.sql(
            """select distinct unnest(list_distinct(regexp_extract_all(votes, '"detector": "([^"]*)"', 1))) as name"""
            f" from voted where {COUNTED} order by name"
        )["name"].to_pylist()
    if len(names) < 2:
        return PAIRS.empty_table()
    with snapshot.registered(voted=data()):
        columns = ", ".join(f"{said_sql(name)} as said_{place}" for place, name in enumerate(names))
        said = snapshot.sql(f"select {columns}, count(*)::bigint as rows from voted where {COUNTED} group by all")
    with snapshot.registered(said=said):
        return snapshot.sql(" union all ".join(_pairs_sql(dict(enumerate(names))))).cast(PAIRS)


def _pairs_sql(names: Mapping[int, str]) -> list[str]:
    quoted = {place: "'{}'".format(name.replace("'", "''")) for place, name in names.items()}
    return [
        f"select {quoted[a]} as first, {quoted[b]} as second, said_{a} as one, said_{b} as other,"
        f" sum(rows)::bigint as rows from said where said_{a} is not null and said_{b} is not null group by all"
        for a in names
        for b in names
        if a < b
    ]


def _signature(dataset: Any, fragment: Any) -> str:
    """A name that changes whenever a file that holds what is counted does."""
    fields = {dataset.lance_schema.field(name).id() for name in READ if name in dataset.schema.names}
    files = sorted(file.path for file in fragment.metadata.files if fields & set(file.fields))
    text = json.dumps([fragment.fragment_id, files, str(fragment.metadata.deletion_file)])
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _kept(path: Path | None, fragments: list[str]) -> pa.Table:
    if path is None or not path.exists():
        return _KEPT.empty_table()
    kept = feather.read_table(path, memory_map=False)
    return kept.filter(pc.is_in(kept["fragment"], value_set=pa.array(fragments, pa.string())))


def _write(path: Path, counts: pa.Table) -> None:
    """Replace the file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".votes-")
    os.close(handle)
    feather.write_feather(counts, temporary, compression="zstd")
    Path(temporary).replace(path)
