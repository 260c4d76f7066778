"""Learning a scheme's suggestions from the labels of a project's people.

Never learnt from: what came with a file, the fifth of segments that is kept for judging (`reserving`), values that do
not stand. Where people disagree, the value that most of them gave counts; where that is even, the segment is left out.
The worker learns anew between jobs when there are enough new labels; nothing waits for it.
"""

from collections import Counter, defaultdict
from pathlib import Path

from core.own_labels import LANGUAGE_CHECK
from core.suggesting import storing
from core.suggesting.learner import Labelled, can_learn, learn
from core.suggesting.reserving import is_reserved
from core.tagging import schemes
from core.tagging.standing import IMPORTER
from core.workspace import Workspace

AT_MOST = 4000  # labels: the newest ones; more would take longer than is worth it
FRESH_EVENTS = 10  # events of the project after which it is learnt anew


def folder_of(ws: Workspace, project_id: str, scheme_id: str) -> Path:
    """Where a scheme's model is kept."""
    return ws.project_folder(project_id) / "suggesting" / scheme_id


def keep_up(ws: Workspace, project_id: str) -> list[str]:
    """Learn anew the schemes of a project that have enough new events; which ones."""
    newest = ws.ledger.events.latest(project_id)
    if newest < FRESH_EVENTS or not ws.corpus(project_id).exists:
        return []
    due = [
        scheme.id
        for scheme in schemes.of_project(ws, project_id)
        if scheme.id != LANGUAGE_CHECK and newest - storing.seen(folder_of(ws, project_id, scheme.id)) >= FRESH_EVENTS
    ]
    return [scheme_id for scheme_id in due if teach(ws, project_id, scheme_id)]


def teach(ws: Workspace, project_id: str, scheme_id: str) -> bool:
    """Learn one scheme's model from the labels that stand now; False where they are too few yet."""
    seq = ws.ledger.events.latest(project_id)
    labelled = labels_to_learn(ws, project_id, scheme_id)
    if not can_learn([one.value for one in labelled]):
        return False
    version = schemes.current(ws, project_id, scheme_id).version
    storing.keep(folder_of(ws, project_id, scheme_id), storing.Kept(learn(labelled), seq, version))
    return True


def labels_to_learn(ws: Workspace, project_id: str, scheme_id: str) -> list[Labelled]:
    """The texts that people labelled, with what most of them said, ordered by id; the newest AT_MOST."""
    given = ws.ledger.events.labels_by_person(project_id, scheme_id)
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (segment_id, account_id), value in given.items():
        if account_id != IMPORTER and not is_reserved(project_id, segment_id):
            votes[segment_id][value] += 1
    agreed = {segment: most for segment, counts in votes.items() if (most := _most(counts)) is not None}
    newest = dict(list(agreed.items())[-AT_MOST:])
    known = set(schemes.current(ws, project_id, scheme_id).keys())
    if not newest:
        return []
    with ws.snapshot(project_id) as snapshot:
        rows = snapshot.sql(
            "select id, text, tag, parent_id from segments where id in (select unnest($ids)) order by id",
            {"ids": sorted(newest)},
        ).to_pylist()
    return [
        Labelled(row["text"], row["tag"] or "", newest[row["id"]], row["parent_id"] or row["id"])
        for row in rows
        if newest[row["id"]] in known
    ]


def _most(counts: Counter[str]) -> str | None:
    first, *others = counts.most_common(2)
    return None if others and others[0][1] == first[1] else first[0]
