"""How far the tagging is: per language, what is done, what is left, what was skipped.

Where a worklist asks several people, a segment is done when so many finished it, and left until then.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.records import LOCAL_ACCOUNT, Account, Worklist
from core.tagging.overlapping import Overlaps, overlaps
from core.tagging.projection import OWN_COLUMNS
from core.tagging.worklists import known_tags, waiting_in, waits, whole
from core.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from core.corpus.snapshot import Snapshot

_Counts = dict[str | None, int]


@dataclass(frozen=True, slots=True)
class LanguageProgress:
    """Numbers of segments of one language (None: unknown) in a worklist.

    `done` have a value in each of its schemes (of as many people as are asked), `left` lack one; `skipped` are those of
    `left` that were skipped, `skipped_by_all` those that everybody who could be handed them either skipped or finished.
    `beyond` counts labels by more people than were asked for, which came late and are kept (0 where one is asked).
    """

    language: str | None
    done: int
    left: int
    skipped: int
    skipped_by_all: int = 0
    beyond: int = 0


def progress(
    ws: Workspace, worklist: Worklist, *, account_id: str | None = None, snapshot: "Snapshot | None" = None
) -> list[LanguageProgress]:
    """Progress per language, most left first; `skipped` by this person, or without `account_id` by anybody.

    Done is counted without the selection's conditions that something is not tagged yet, as nothing that is done could
    meet them. Where the corpus's kept counts suffice, a million segments take some milliseconds.
    """
    if snapshot is None:
        with ws.snapshot(worklist.project_id) as opened:
            return progress(ws, worklist, account_id=account_id, snapshot=opened)
    passed = sorted(ws.ledger.events.skipped(worklist.project_id, account_id))
    if worklist.overlap > 1:
        return _of_several(ws, worklist, passed, snapshot)
    if _fits_cells(worklist):
        from core.corpus.cube import cube

        cells = cube(snapshot, ws.project_folder(worklist.project_id) / "cube")
        done, left = _of_cells(snapshot, worklist, cells)
        _done_too, skipped = _of_cells(snapshot, worklist, _as_cells(snapshot, passed))
    else:
        done, (left, skipped) = _done(snapshot, worklist), _left(snapshot, worklist, passed)
    found = [
        LanguageProgress(tag, done.get(tag, 0), left.get(tag, 0), skipped.get(tag, 0))
        for tag in sorted(done.keys() | left.keys(), key=lambda tag: tag or "~")
    ]
    return sorted(found, key=lambda one: -one.left)


def _of_several(ws: Workspace, worklist: Worklist, passed: list[str], snapshot: "Snapshot") -> list[LanguageProgress]:
    several = overlaps(ws, worklist)
    done = _done(snapshot, worklist, several)
    left, skipped = _left(snapshot, worklist, passed, several)
    _left_too, by_all = _left(snapshot, worklist, _skipped_by_all(ws, worklist, several, snapshot), several)
    beyond = Counter[str | None]()
    extra = several.beyond()
    for row in snapshot.rows(sorted(extra)) if extra else []:
        beyond[row.tag] += extra[row.segment.id]
    found = [
        LanguageProgress(
            tag, done.get(tag, 0), left.get(tag, 0), skipped.get(tag, 0), by_all.get(tag, 0), beyond.get(tag, 0)
        )
        for tag in sorted(done.keys() | left.keys(), key=lambda tag: tag or "~")
    ]
    return sorted(found, key=lambda one: -one.left)


def _skipped_by_all(ws: Workspace, worklist: Worklist, several: Overlaps, snapshot: "Snapshot") -> list[str]:
    """Segments that wait for people of whom none is left: all who could be handed them skipped or finished them."""
    skipped: dict[str, set[str]] = {}
    people = _everybody(ws, worklist)
    for person in people:
        for segment_id in ws.ledger.events.skipped(worklist.project_id, person.id):
            skipped.setdefault(segment_id, set()).add(person.id)
    found = []
    for row in snapshot.rows(sorted(skipped)) if skipped else []:
        asked = {one.id for one in people if _could_have(row.tag, known_tags(worklist, one))}
        if asked <= skipped[row.segment.id] | several.finished.get(row.segment.id, set()):
            found.append(row.segment.id)
    return found


def _everybody(ws: Workspace, worklist: Worklist) -> list[Account]:
    """Those who work on a project: its members; the machine's one user where nobody has to sign in."""
    members = [one.account_id for one in ws.ledger.members.list(worklist.project_id)]
    signed_in = [name for name in members if name != LOCAL_ACCOUNT.id] if ws.ledger.accounts.any() else members
    return [ws.ledger.accounts.get(name) for name in signed_in]


def _could_have(tag: str | None, known: frozenset[str]) -> bool:
    return not known or tag is None or tag.split("-", 1)[0] in known


def _fits_cells(worklist: Worklist) -> bool:
    """Whether what the worklist asks for is told apart by the corpus's counts."""
    selection = worklist.selection
    finer = (selection.reasons, selection.sources, selection.origins, selection.text, selection.segment_ids)
    asked = {*worklist.schemes, *([selection.untagged_by] if selection.untagged_by else [])}
    return not any(finer) and asked <= set(OWN_COLUMNS)


def _as_cells(snapshot: "Snapshot", ids: list[str]) -> "pa.Table":
    """Single segments in the columns of the counts."""
    import pyarrow as pa

    rows = [(row.tag, row.verdict, row.formality, row.domain, 1) for row in (snapshot.rows(ids) if ids else [])]
    names = ("tag", "verdict", "formality", "domain", "segments")
    types = (pa.string(), pa.string(), pa.string(), pa.string(), pa.int64())
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types)]
    return pa.table(columns, names=list(names))


def _of_cells(snapshot: "Snapshot", worklist: Worklist, cells: "pa.Table") -> tuple[_Counts, _Counts]:
    """Per language, what is done and what is left of the segments that these cells count."""
    from core.corpus.selecting import where

    waiting, _none = waits(worklist)
    found = []
    with snapshot.registered(cells=cells):
        for selection, condition in ((whole(worklist.selection), f"not {waiting}"), (worklist.selection, waiting)):
            selected, parameters = where(selection)
            query = f"""select tag, sum(segments)::bigint as n from cells where ({selected}) and {condition}
                group by tag"""  # noqa: S608 — the program's own words; values are bound
            found.append({row["tag"]: int(row["n"]) for row in snapshot.sql(query, parameters).to_pylist()})
    return found[0], found[1]


def done_count(snapshot: "Snapshot", worklist: Worklist, several: Overlaps | None = None) -> int:
    """How many segments of the worklist are done: what its goal is counted in."""
    return sum(_done(snapshot, worklist, several).values())


def _done(snapshot: "Snapshot", worklist: Worklist, several: Overlaps | None = None) -> _Counts:
    from core.corpus.selecting import where

    selected, parameters = where(whole(worklist.selection))
    waiting, more = waits(worklist)
    if several is not None:
        waiting, more = "id not in (select unnest($done::varchar[]))", {"done": several.done()}
    query = f"select tag, count(*) as n from segments where ({selected}) and not ({waiting}) group by tag"  # noqa: S608
    found = snapshot.sql(query, parameters | more)
    return {row["tag"]: int(row["n"]) for row in found.to_pylist()}


def _left(
    snapshot: "Snapshot", worklist: Worklist, passed: list[str], several: Overlaps | None = None
) -> tuple[_Counts, _Counts]:
    condition, parameters = waiting_in(worklist, several)
    query = f"""select tag, count(*) as n, count(*) filter (id in (select unnest($passed::varchar[]))) as skipped
        from segments where {condition} group by tag"""  # noqa: S608
    found = snapshot.sql(query, parameters | {"passed": passed}).to_pylist()
    return {row["tag"]: int(row["n"]) for row in found}, {row["tag"]: int(row["skipped"]) for row in found}
