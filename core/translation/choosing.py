"""Which segments are translated: kept ones that people wrote, not translated into that language yet.

Segments that a data version holds for testing or development are passed over: what a machine makes of them would be
left out of every later data version, since nothing related to what is tested may be trained on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from core.corpus.selecting import where
from core.records import Origin
from core.translation.options import TranslationChoice

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot
    from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids in the order of work, at most as many as were asked for; how many segments there are in all, and how many
    more are passed over since they are held out for testing."""

    ids: tuple[str, ...]
    available: int
    held_out: int = 0


def chosen(ws: "Workspace", project_id: str, snapshot: "Snapshot", choice: TranslationChoice) -> Chosen:
    """The segments of a choice in a project, without those held out by its data versions."""
    from core.balancing.freezing import earlier_splits

    held_out = [name for name, split in earlier_splits(ws, project_id).items() if split in ("dev", "test")]
    return choose(snapshot, choice, held_out)


def choose(snapshot: "Snapshot", choice: TranslationChoice, held_out: Sequence[str] = ()) -> Chosen:
    """The segments of a choice. Their order is by id: random with respect to the text, the same at every call."""
    condition, parameters = where(choice.selection)
    parameters |= {"machine": str(Origin.MACHINE), "target": choice.target}
    done = (
        "select parent_id from segments"
        " where origin = $machine and parent_id is not null and declared_language = $target"
    )
    fresh = "" if choice.again else f" and id not in ({done})"
    if choice.again:
        parameters.pop("target")
    meant = f"from segments where {condition} and origin is distinct from $machine{fresh}"
    with snapshot.registered(held_out=pa.table({"id": pa.array(held_out, pa.string())})):
        free = f"{meant} and id not in (select id from held_out)"  # noqa: S608
        every, available = (
            int(snapshot.sql(f"select count(*) as n {which}", parameters)["n"][0].as_py()) for which in (meant, free)
        )
        found = snapshot.sql(f"select id {free} order by id limit {int(choice.count)}", parameters)
    return Chosen(tuple(found["id"].to_pylist()), available, every - available)
