"""What a contributor may start from: kept segments that wait for a rewriting or a translation of hers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from core.corpus.rows import SegmentRow
from core.records import Selection, Verdict
from core.workspace import Workspace

COLLOQUIAL = ("colloquial", "rather_colloquial")
FORMAL = ("formal", "rather_formal")
OTHER_END = {"formal": COLLOQUIAL, "colloquial": FORMAL}
LOOKED_AT = 400


class Relation(StrEnum):
    """What a text is to the segment that it was made from."""

    REWRITE = "rewrite-of"
    TRANSLATION = "translation-of"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody works: a project, and the account that writes in `language`."""

    ws: Workspace
    project_id: str
    account_id: str
    language: str


def to_rewrite(desk: Desk, into: str, limit: int = 20) -> list[SegmentRow]:
    """Kept segments of the language that stand at the other end than `into` (formal or colloquial)."""
    wanted = Selection(languages=(desk.language,), verdicts=(Verdict.KEEP,), formality=OTHER_END[into])
    return _open(desk, wanted, Relation.REWRITE, limit)


def to_translate(desk: Desk, sources: Sequence[str], limit: int = 20) -> list[SegmentRow]:
    """Kept segments in one of the languages `sources` to be put into the desk's own."""
    tags = tuple(tag for tag in sources if tag != desk.language)
    wanted = Selection(languages=tags, verdicts=(Verdict.KEEP,))
    return _open(desk, wanted, Relation.TRANSLATION, limit) if tags else []


def _open(desk: Desk, wanted: Selection, relation: Relation, limit: int) -> list[SegmentRow]:
    """The first ones, in an order that has nothing to do with the text, which this person has not answered yet."""
    own = [one.source_id for one in desk.ws.ledger.consents.of_account(desk.project_id, desk.account_id)]
    with desk.ws.snapshot(desk.project_id) as snapshot:
        ids = snapshot.ids(wanted, LOOKED_AT, shuffled=True)
        with snapshot.registered(own=pa.table({"source": pa.array(own, pa.string())})):
            done = snapshot.sql(
                "select s.parent_id from segments s join own o on o.source = s.source_id"
                " where s.relation = $relation and s.declared_language = $language",
                {"relation": str(relation), "language": desk.language},
            )["parent_id"].to_pylist()
        return snapshot.rows([name for name in ids if name not in set(done)][:limit])
