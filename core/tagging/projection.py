"""From events to human columns: folded into the corpus by the worker, or laid over it when it is read.

Idea: the corpus notes, with each fold, up to which event its human columns hold what was decided. Whatever came later
is computed when needed, for the segments concerned alone, from their whole history. Hence folding can be cut short at
any moment and done again, and a reader never lags behind.

Invariants: both ways use the rule of `standing`; the same events give the same columns however often, in how many steps
and by whom they are folded.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.ledger import Ledger
from core.tagging.standing import Standing, by_segment
from core.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

OWN_COLUMNS = ("formality", "domain")
"""Schemes with a column of their own; all others share the column `labels`."""

_Key = tuple[str, str, int, int]
_kept: OrderedDict[_Key, "pa.Table"] = OrderedDict()
_kept_lock = threading.Lock()
KEPT = 8


@dataclass(frozen=True, slots=True)
class FoldReport:
    """What a fold did: `events` were new, `segments` got new human columns, `seq` is now the last event folded."""

    events: int
    segments: int
    seq: int


def pending(ws: Workspace, project_id: str) -> int:
    """How many events are not folded yet; 0 too where there is no corpus to fold them into."""
    newest = ws.ledger.events.latest(project_id)
    corpus = ws.corpus(project_id)
    return max(0, newest - corpus.folded_seq()) if newest and corpus.exists else 0


def fold(ws: Workspace, project_id: str) -> FoldReport:
    """Fold everything that was decided so far. Only the holder of the project's corpus lane may call this."""
    corpus = ws.corpus(project_id)
    before, newest = corpus.folded_seq(), ws.ledger.events.latest(project_id)
    if newest <= before or not corpus.exists:
        return FoldReport(events=0, segments=0, seq=before)
    changed = overlay(ws.ledger, project_id, before, newest)
    return FoldReport(events=newest - before, segments=corpus.fold(changed, newest), seq=newest)


def overlay(ledger: Ledger, project_id: str, folded_seq: int, wanted_seq: int) -> "pa.Table":
    """The human columns as of event `wanted_seq`, for segments on which a corpus folded up to `folded_seq` differs.

    The columns are `core.corpus.schema.OVERLAY`. `wanted_seq` may lie before `folded_seq`: then what was decided since
    is taken back.
    """
    key = (str(ledger.store.engine.url), project_id, folded_seq, wanted_seq)
    with _kept_lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _overlay(ledger, project_id, folded_seq, wanted_seq)
    with _kept_lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _overlay(ledger: Ledger, project_id: str, folded_seq: int, wanted_seq: int) -> "pa.Table":
    first, last = sorted((folded_seq, wanted_seq))
    if first == last:
        return _table([], {}, everything=False)
    states = dict(by_segment(ledger.events.decisions(project_id, first, last, as_of=wanted_seq)))
    if folded_seq < wanted_seq:
        return _table(list(states), states, everything=False)
    return _table(ledger.events.touched(project_id, first, last), states, everything=True)


def _table(ids: list[str], states: dict[str, Standing], *, everything: bool) -> "pa.Table":
    """One row a segment; columns that no event ever touched are left to the corpus unless `everything` is set."""
    import pyarrow as pa

    from core.corpus import schema

    found = [states.get(segment_id, Standing()) for segment_id in ids]
    columns: dict[str, Sequence[str | bool | None]] = {
        "id": ids,
        "human_language": [state.language for state in found],
        "human_verdict": [state.verdict for state in found],
        "labels": [_other_labels(state) for state in found],
        "human_language_set": [everything or state.language_decided for state in found],
        "human_verdict_set": [everything or state.verdict_decided for state in found],
        "labels_set": [everything or not state.schemes.issubset(OWN_COLUMNS) for state in found],
    }
    for scheme in OWN_COLUMNS:
        columns[scheme] = [state.labels.get(scheme) for state in found]
        columns[f"{scheme}_set"] = [everything or scheme in state.schemes for state in found]
    return pa.table({item.name: pa.array(columns[item.name], item.type) for item in schema.OVERLAY})


def _other_labels(state: Standing) -> str | None:
    others = {scheme: value for scheme, value in sorted(state.labels.items()) if scheme not in OWN_COLUMNS}
    return json.dumps(others, ensure_ascii=False) if others else None
