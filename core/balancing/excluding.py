"""What a freeze would leave out, and why: the segments that its selection does not mean, by the filter's reasons."""

from typing import TYPE_CHECKING

from core.corpus.selecting import where
from core.records import Selection, Verdict
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

NOT_CHOSEN = "not_chosen"  # kept by the filter, but the selection asks for other languages or tags
REVIEW = "review"  # waits for a look; the filter's own reason says why


def left_out(ws: Workspace, project_id: str, selection: Selection) -> dict[str, int]:
    """Segments that `selection` does not mean, by reason, the most frequent first."""
    with ws.snapshot(project_id) as snapshot:
        return count_left_out(snapshot, selection)


def count_left_out(snapshot: "Snapshot", selection: Selection) -> dict[str, int]:
    """The same over an opened snapshot."""
    condition, parameters = where(selection)
    found = snapshot.sql(
        f"""select case verdict when '{Verdict.KEEP}' then '{NOT_CHOSEN}' when '{Verdict.REVIEW}' then '{REVIEW}'
                else reason end as reason, count(*) as n
            from segments where not coalesce({condition}, false) group by 1 order by n desc, reason""",  # noqa: S608
        parameters,
    )
    return {str(row["reason"]): int(row["n"]) for row in found.to_pylist()}
