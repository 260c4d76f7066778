"""Progress as somebody at work sees it: per language, marked with what they are handed, and kept for a moment.

Looking through a corpus of a million segments takes some tenths of a second, so a count that is only to give an idea
(how many are left after this batch) may be some seconds old; `max_age=0` counts anew.
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

_Key = tuple[str, str, str]
_kept: OrderedDict[_Key, tuple[float, list[LanguageProgress]]] = OrderedDict()
_lock = threading.Lock()


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
    key = (str(ws.ledger.store.engine.url), worklist.id, account.id)
    with _lock:
        made, found = _kept.get(key, (float("-inf"), []))
    if time.monotonic() - made <= max_age:
        return found
    found = progress(ws, worklist, account_id=account.id)
    with _lock:
        _kept[key] = (time.monotonic(), found)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
