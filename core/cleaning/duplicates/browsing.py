"""Clusters to look at: the largest first, their members with the reason why one is kept, and where they cross."""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from core.cleaning.duplicates.choosing import ORDER, why
from core.identification import restoring
from core.records import Event

if TYPE_CHECKING:
    from core.corpus.rows import SegmentRow
    from core.corpus.snapshot import Snapshot
    from core.workspace import Workspace

MEMBERS_SHOWN = 50
Side = Literal["tag", "source_id"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a project holds: clusters, segments in them beside the kept ones, by exactly and nearly alike."""

    clusters: int
    exact: int
    near: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster: the id of its kept member, its size, its languages (tags, NULL last) and sources."""

    id: str
    size: int
    near: int
    languages: tuple[str | None, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member: its row, how alike it is to the stored kept one (None: it is that one), and where it stands in
    choosing.ORDER. `behind_by`: why it is not kept (a reason of ORDER; None for the one that is, as things stand)."""

    row: "SegmentRow"
    similarity: float | None
    standing: tuple[float, ...]
    behind_by: str | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """How many clusters hold segments of both languages (or sources); `one` = `other`: two or more of the same."""

    one: str | None
    other: str | None
    clusters: int


def found(snapshot: "Snapshot") -> Found:
    """The counts of a project."""
    query = (
        "select count(distinct cluster) as clusters, count(*) filter (similarity = 1) as exact,"
        " count(*) filter (similarity < 1) as near from segments where cluster is not null"
    )
    (counts,) = snapshot.sql(query).to_pylist()
    return Found(**counts)


def largest(
    snapshot: "Snapshot", *, language: str | None = None, source: str | None = None, skip: int = 0, limit: int = 10
) -> list[Cluster]:
    """Clusters with a segment in `language` and from `source` (None: any), most members first."""
    query = (
        "select cluster as id, count(*) as size, count(*) filter (similarity < 1) as near,"
        " list(distinct tag order by tag nulls last) as languages, list(distinct source_id order by source_id)"
        " as sources, bool_or(tag is null) as unnamed from segments where cluster is not null group by cluster"
        " having ($language is null or bool_or(coalesce(tag, '') = $language))"
        " and ($source is null or bool_or(source_id = $source))"
        f" order by size desc, id limit {int(limit)} offset {int(skip)}"
    )
    rows = snapshot.sql(query, {"language": language, "source": source}).to_pylist()
    return [
        Cluster(
            row["id"],
            row["size"],
            row["near"],
            tuple(row["languages"] or ())
            + ((None,) if row["unnamed"] and None not in (row["languages"] or ()) else ()),
            tuple(row["sources"]),
        )
        for row in rows
    ]


def members(snapshot: "Snapshot", clusters: Sequence[str], limit: int = MEMBERS_SHOWN) -> dict[str, list[Member]]:
    """Members of each cluster, the one that is kept as things stand first, then the most alike; at most `limit`."""
    with snapshot.registered(picked=pa.table({"cluster": pa.array(clusters, pa.string())})):
        table = snapshot.sql(
            f"select s.cluster, s.id, s.similarity, {', '.join(ORDER.values())} from segments s"
            " join picked p on p.cluster = s.cluster qualify row_number() over"
            f" (partition by s.cluster order by s.similarity desc nulls first, s.number) <= {int(limit)}"
            " order by s.similarity desc nulls first, s.number"
        )
    columns = [column.to_pylist() for column in table.columns]
    rows = {row.segment.id: row for row in snapshot.rows(columns[1])}
    drawn: dict[str, list[Member]] = {}
    for cluster, name, similarity, *places in zip(*columns, strict=True):
        if name in rows:
            drawn.setdefault(cluster, []).append(Member(rows[name], similarity, tuple(map(float, places)), None))
    return {cluster: _judged(drawn[cluster]) for cluster in clusters if cluster in drawn}


def _judged(shown: list[Member]) -> list[Member]:
    kept = min(shown, key=lambda member: member.standing)
    others = [replace(one, behind_by=why(kept.standing, one.standing)) for one in shown if one is not kept]
    return [kept, *others]


def kept_because(shown: Sequence[Member]) -> str | None:
    """What sets the kept member apart from the one that comes closest to it; None where it is alone."""
    ordered = sorted(member.standing for member in shown)
    return why(ordered[0], ordered[1]) if len(ordered) > 1 else None


def crossings(snapshot: "Snapshot", side: Side) -> list[Crossing]:
    """Pairs of languages or of sources by how many clusters hold both, most first."""
    column = {"tag": "tag", "source_id": "source_id"}[side]
    query = (
        f"with parts as (select cluster, coalesce({column}, '') as value, count(*) as n from segments"
        " where cluster is not null group by all)"
        " select a.value as one, b.value as other, count(*) as clusters from parts a join parts b"
        " on a.cluster = b.cluster and (a.value < b.value or (a.value = b.value and a.n > 1))"
        " group by all order by clusters desc, one, other"
    )
    rows = snapshot.sql(query).to_pylist()
    return [Crossing(row["one"] or None, row["other"] or None, row["clusters"]) for row in rows]


def keep_instead(
    ws: "Workspace", project_id: str, account_id: str, member: str, others: Sequence[str], *, key: str
) -> list[Event]:
    """Keep `member` of a cluster and leave out `others`, whatever was chosen: events that outlive every comparison.

    `key` names the request: sending it twice changes nothing. Raises NotFoundError for an unknown id, ConflictError.
    """
    taken = restoring.take_back(ws, project_id, account_id, [member], key=f"{key}:keep")
    left = [name for name in others if name != member]
    return taken + (restoring.leave_out(ws, project_id, account_id, left, key=f"{key}:leave") if left else [])
