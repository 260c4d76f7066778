"""Which member of a cluster is kept, and why: one order of reasons, written as SQL over the view `segments`.

First what people did: a member taken back by hand, then one that carries labels; one that was left out by hand comes
last. Then what the filter would keep anyway, then the cleaner, then the longer text, then the one that came first. So
the choice depends on nothing but the rows, and a person changes it by taking another member back.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words)

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

# reason -> expression over `s` of which the smallest value wins. A row that is left out as a duplicate only is as good
# as kept: else the first choice would decide all later ones.
ORDER: Mapping[str, str] = {
    "not_left_out": "case when s.human_verdict = 'drop' then 1 else 0 end",
    "taken_back": "case when s.human_verdict = 'keep' then 0 else 1 end",
    "labelled": "case when coalesce(s.human_language, s.formality, s.domain, nullif(s.labels, '{}')) is null"
    " then 1 else 0 end",
    "verdict": "case when s.verdict = 'keep' or s.reason in ('duplicate', 'near_duplicate') then 0"
    " when s.verdict = 'review' then 1 when s.verdict = 'drop' then 3 else 2 end",
    "quality": "round(coalesce(s.markup, 0) + coalesce(s.mojibake, 0) + coalesce(s.repetition, 0), 1)",
    "longest": "-s.characters",
    "earliest": "s.number",
}


def kept(snapshot: "Snapshot", members: pa.Table) -> pa.Table:
    """Of each cluster the id of the member that is kept: columns key and kept, for `members` (id, key)."""
    with snapshot.registered(members=members):
        return snapshot.sql(
            f"select m.key, first(s.id order by {', '.join(ORDER.values())}) as kept"
            " from segments s join members m on m.id = s.id group by m.key"
        )


def why(chosen: tuple[float, ...], other: tuple[float, ...]) -> str | None:
    """The first reason of ORDER that sets a member apart from another; None where it stands behind the other."""
    for reason, mine, theirs in zip(ORDER, chosen, other, strict=True):
        if mine != theirs:
            return reason if mine < theirs else None
    return None
