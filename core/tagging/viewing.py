"""Opening a snapshot of a project: the corpus, what people decided, the filter policy, the expected languages."""

from typing import TYPE_CHECKING

from core.records import FilterPolicy
from core.tagging.projection import overlay
from core.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from core.corpus import Corpus
    from core.corpus.snapshot import Snapshot


def open_snapshot(
    ws: Workspace,
    project_id: str,
    *,
    version: int | str | None = None,
    event_seq: int | None = None,
    policy: FilterPolicy | None = None,
    corpus: "Corpus | None" = None,
) -> "Snapshot":
    """A fixed view; of an earlier time with `version` and `event_seq`. Raises NotFoundError (project, version).

    `corpus` is another table than the project's: that of a data version which has its own. Without `event_seq` the view
    holds everything that was acknowledged before this call.
    """
    from core.corpus.snapshot import Snapshot

    project = ws.ledger.projects.get(project_id)

    def decided(folded_seq: int) -> "pa.Table":
        # asked for after the corpus was opened, so that it is never behind what the corpus holds
        newest = ws.ledger.events.latest(project_id) if event_seq is None else event_seq
        return overlay(ws.ledger, project_id, folded_seq, newest)

    return Snapshot.of(
        corpus or ws.corpus(project_id),
        version,
        policy=policy or ws.ledger.policies.current(project_id),
        expected=project.languages,
        overlay=decided,
    )
