"""Which segments are translated: kept ones that people wrote, not translated into that language yet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.corpus.selecting import where
from core.records import Origin
from core.translation.options import TranslationChoice

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids in the order of work, at most as many as were asked for; how many segments there are in all."""

    ids: tuple[str, ...]
    available: int


def choose(snapshot: "Snapshot", choice: TranslationChoice) -> Chosen:
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
    available = int(snapshot.sql(f"select count(*) as n {meant}", parameters)["n"][0].as_py())
    found = snapshot.sql(f"select id {meant} order by id limit {int(choice.count)}", parameters)
    return Chosen(tuple(found["id"].to_pylist()), available)
