"""How far the tagging is: per language, what is done, what is left, what was skipped."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.records import Worklist
from core.tagging.worklists import waits, whole
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class LanguageProgress:
    """Numbers of segments of one language (None: unknown) in a worklist.

    `done` have a value in each of its schemes, `left` lack one; `skipped` are those of `left` that were skipped.
    """

    language: str | None
    done: int
    left: int
    skipped: int


def progress(
    ws: Workspace, worklist: Worklist, *, account_id: str | None = None, snapshot: "Snapshot | None" = None
) -> list[LanguageProgress]:
    """Progress per language, most left first; `skipped` by this person, or without `account_id` by anybody.

    Done is counted without the selection's conditions that something is not tagged yet, as nothing that is done could
    meet them.
    """
    if snapshot is None:
        with ws.snapshot(worklist.project_id) as opened:
            return progress(ws, worklist, account_id=account_id, snapshot=opened)
    skipped = ws.ledger.events.skipped(worklist.project_id, account_id)
    done = _done(snapshot, worklist)
    left = _left(snapshot, worklist, skipped)
    found = [
        LanguageProgress(tag, done.get(tag, 0), *left.get(tag, (0, 0)))
        for tag in sorted(done.keys() | left.keys(), key=lambda tag: tag or "~")
    ]
    return sorted(found, key=lambda one: -one.left)


def done_count(snapshot: "Snapshot", worklist: Worklist) -> int:
    """How many segments of the worklist are done: what its goal is counted in."""
    return sum(_done(snapshot, worklist).values())


def _done(snapshot: "Snapshot", worklist: Worklist) -> dict[str | None, int]:
    from core.corpus.selecting import where

    selected, parameters = where(whole(worklist.selection))
    waiting, more = waits(worklist)
    query = f"select tag, count(*) as n from segments where ({selected}) and not {waiting} group by tag"  # noqa: S608
    found = snapshot.sql(query, parameters | more)
    return {row["tag"]: int(row["n"]) for row in found.to_pylist()}


def _left(snapshot: "Snapshot", worklist: Worklist, skipped: set[str]) -> dict[str | None, tuple[int, int]]:
    from core.corpus.selecting import where

    selected, parameters = where(worklist.selection)
    waiting, more = waits(worklist)
    query = f"""select tag, count(*) as n, count(*) filter (id in (select unnest($skipped::varchar[]))) as skipped
        from segments where ({selected}) and {waiting} group by tag"""  # noqa: S608
    found = snapshot.sql(query, parameters | more | {"skipped": sorted(skipped)})
    return {row["tag"]: (int(row["n"]), int(row["skipped"])) for row in found.to_pylist()}
