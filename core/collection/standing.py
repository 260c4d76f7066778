"""What each source comes to: its segments by language, how many are kept, how many stand in other sources too, and who
brought it in.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.collection.reports import UNKNOWN_LANGUAGE
from core.errors import NotFoundError
from core.records import Consent, Source
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

CONTRIBUTION = "contribution"


@dataclass(frozen=True, slots=True)
class Standing:
    """One source. `shared`: of its segments, how many are duplicates of one in another source (exact ones, and near
    ones as far as they were looked for); `by`: the name of whoever brought it in ("" unknown); `consent`: of a
    contributor's own texts."""

    source: Source
    segments: int
    kept: int
    languages: dict[str, int]  # effective language (UNKNOWN_LANGUAGE where none) -> segments, most first
    shared: int
    by: str
    consent: Consent | None

    @property
    def kept_share(self) -> float | None:
        """Kept part, 0..1; None without segments."""
        return self.kept / self.segments if self.segments else None


def standings(ws: Workspace, project_id: str) -> list[Standing]:
    """All sources of a project, newest first."""
    consents = {one.source_id: one for one in ws.ledger.consents.of_project(project_id)}
    with ws.snapshot(project_id) as snapshot:
        counted, shared = _counts(snapshot), _shared(snapshot)
    found = []
    for source in ws.ledger.sources.list(project_id):
        languages: dict[str, int] = {}
        kept = 0
        for tag, verdict, n in counted.get(source.id, ()):
            languages[tag] = languages.get(tag, 0) + n
            kept += n if verdict == "keep" else 0
        ordered = dict(sorted(languages.items(), key=lambda item: (-item[1], item[0])))
        found.append(
            Standing(
                source=source,
                segments=sum(languages.values()),
                kept=kept,
                languages=ordered,
                shared=shared.get(source.id, 0),
                by=_by(ws, source),
                consent=consents.get(source.id),
            )
        )
    return found


def shared_with(ws: Workspace, project_id: str, source_id: str) -> dict[str, int]:
    """Other sources that hold duplicates of a source's segments -> how many of its segments, most first."""
    query = (
        "with own as (select id, exact_key, cluster from segments where source_id = $source),"
        " pairs as (select o.source_id as other, s.id from segments o join own s on s.exact_key = o.exact_key"
        " where o.source_id <> $source union select o.source_id, s.id from segments o join own s"
        " on s.cluster = o.cluster where o.source_id <> $source)"
        " select other, count(distinct id) as n from pairs group by 1 order by n desc, other"
    )
    with ws.snapshot(project_id) as snapshot:
        return {row["other"]: int(row["n"]) for row in snapshot.sql(query, {"source": source_id}).to_pylist()}


def _counts(snapshot: "Snapshot") -> dict[str, list[tuple[str, str | None, int]]]:
    found: dict[str, list[tuple[str, str | None, int]]] = {}
    rows = snapshot.sql("select source_id, tag, verdict, count(*) as n from segments group by all").to_pylist()
    for row in rows:
        found.setdefault(row["source_id"], []).append((row["tag"] or UNKNOWN_LANGUAGE, row["verdict"], int(row["n"])))
    return found


def _shared(snapshot: "Snapshot") -> dict[str, int]:
    """For each source, how many of its segments have their text, or nearly their text, in another source too."""
    query = (
        "select source_id, count(*) as n from segments where exact_key in (select exact_key from segments"
        " group by exact_key having min(source_id) <> max(source_id)) or cluster in (select cluster from segments"
        " where cluster is not null group by cluster having min(source_id) <> max(source_id)) group by 1"
    )
    return {row["source_id"]: int(row["n"]) for row in snapshot.sql(query).to_pylist()}


def _by(ws: Workspace, source: Source) -> str:
    account = source.locator if source.kind in (CONTRIBUTION, "paste") else ""
    try:
        if source.job_id:
            account = ws.ledger.jobs.get(source.job_id).created_by
        return ws.ledger.accounts.get(account).name if account else ""
    except NotFoundError:
        return ""
