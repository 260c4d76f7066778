"""What holds now: the corpus joined with what people have decided since it was last folded, under the filter in force.

Boards are never behind: events that the projector has not folded into the corpus yet are laid over it at query time.
"""

from core.corpus.snapshot import Snapshot
from core.records import FilterPolicy
from core.tagging.projection import overlay
from core.workspace import Workspace


def open_snapshot(
    workspace: Workspace,
    project_id: str,
    *,
    version: int | str | None = None,
    event_seq: int | None = None,
    policy: FilterPolicy | None = None,
) -> Snapshot:
    """A snapshot of the project; close it after the request.

    Raises NotFoundError where there is no such project.
    """
    ledger = workspace.ledger
    project = ledger.projects.get(project_id)
    until = ledger.events.latest(project_id) if event_seq is None else event_seq
    return Snapshot.of(
        workspace.corpus(project_id),
        version,
        policy=policy or ledger.policies.current(project_id),
        expected=project.languages,
        overlay=lambda folded: overlay(ledger, project_id, folded, until),
    )
