"""Progress as somebody at work sees it: per language, marked with what they are handed, and kept for a moment.

Counting takes a moment, so a count that is only to give an idea (how many are left after this batch) may be some
seconds old; with `max_age=0` it holds everything that was decided.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from core.records import Account, Worklist
from core.tagging.progress import LanguageProgress, progress
from core.tagging.worklists import known_tags
from core.workspace import Workspace

KEPT = 200
SAME_SECONDS = 5.0  # text that arrives and thresholds that move are no decisions, so even these counts grow old

_Key = tuple[str, str, str]
_kept: OrderedDict[_Key, tuple[float, int, list[LanguageProgress]]] = OrderedDict()
_counting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of segments of one language (None: unknown); `mine` says whether this person is handed them.

    `skipped` are those of `left` that this person skipped.
    """

    language: str | None
    done: int
    left: int
    skipped: int
    mine: bool


def tallies(ws: Workspace, worklist: Worklist, account: Account, *, max_age: float = 0.0) -> list[Tally]:
    """Progress per language, this person's languages first, then by what is left; at most `max_age` seconds old."""
    known = known_tags(worklist, account)
    found = [
        Tally(one.language, one.done, one.left, one.skipped, mine=_is_handed(one.language, known))
        for one in _progress(ws, worklist, account, max_age)
    ]
    return sorted(found, key=lambda one: not one.mine)


def left(ws: Workspace, worklist: Worklist, account: Account, language: str | None = None, *, max_age: float) -> int:
    """How many segments this person could still do, in all their languages or in one ("" where it is unknown)."""
    found = tallies(ws, worklist, account, max_age=max_age)
    meant = [one for one in found if (one.mine if language is None else (one.language or "") == language)]
    return sum(one.left - one.skipped for one in meant)


def _is_handed(language: str | None, known: frozenset[str]) -> bool:
    return not known or language is None or language.split("-", 1)[0] in known


def _progress(ws: Workspace, worklist: Worklist, account: Account, max_age: float) -> list[LanguageProgress]:
    """What was counted before, if it is not too old or nothing was decided since; else what one thread counts now."""
    key = (str(ws.ledger.store.engine.url), worklist.id, account.id)
    with _counting:
        made, seq, found = _kept.get(key, (float("-inf"), -1, []))
        newest = ws.ledger.events.latest(worklist.project_id)
        if time.monotonic() - made <= (SAME_SECONDS if seq == newest else max_age):
            return found
        found = progress(ws, worklist, account_id=account.id)
        _kept[key] = (time.monotonic(), newest, found)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
