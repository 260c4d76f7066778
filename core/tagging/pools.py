"""Prepared candidates: looking through a corpus of a million segments takes a while, handing one out must not.

A pool is the list of what waited in one worklist at one moment. It is a proposal only: what it proposes
is claimed in the ledger and checked there, so that an outdated pool costs time, never a segment handed out twice. It
follows the events, and is made anew when it is used up or old.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from core.records import Account, Selection, Worklist
from core.tagging.overlapping import is_done, overlaps
from core.tagging.progress import done_count
from core.tagging.standing import by_segment
from core.tagging.worklists import candidates, known_tags
from core.workspace import Workspace

OLD_SECONDS = 120.0
FOLLOWED_EVENTS = 5000
UNLIMITED = 1 << 30
KEPT = 300

_Key = tuple[str, str, Selection, tuple[str, ...], int, str, str]


@dataclass
class Pool:
    """Ids that waited as of event `seq`; `room` is how many the worklist's goal still asks for."""

    seq: int
    room: int
    waiting: dict[str, None]
    made: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ids(self) -> list[str]:
        """The candidates in their order."""
        with self.lock:
            return list(self.waiting)

    def drop(self, segment_ids: Iterable[str]) -> None:
        """Take out what was handed out or is done."""
        with self.lock:
            for segment_id in segment_ids:
                self.waiting.pop(segment_id, None)


class Pools:
    """The pools of this process, those that were used last: one for all who know the same languages, and, for whom it
    does not suffice (they skipped most of it), one of their own."""

    def __init__(self) -> None:
        self._pools: OrderedDict[_Key, Pool] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def shared(self, ws: Workspace, worklist: Worklist, account: Account) -> Pool:
        """What waits for everybody who knows the same languages; made anew when it is used up or old, by one thread
        while the others wait for it."""
        key = _key(ws, worklist, account, "")
        with self._making:
            pool = self._prepared(ws, worklist, key)
            if pool is None or not pool.waiting:
                taken = ws.ledger.leases.held_by_others(worklist.project_id, "") if worklist.overlap == 1 else ()
                pool = self._made(ws, worklist, account, key, taken)
        return pool

    def own(self, ws: Workspace, worklist: Worklist, account: Account) -> Pool | None:
        """What was found for this person alone, brought up to the newest event; None where nothing was looked for."""
        return self._prepared(ws, worklist, _key(ws, worklist, account, account.id))

    def renewed(self, ws: Workspace, worklist: Worklist, account: Account, without: Collection[str]) -> Pool:
        """A pool for this person from the whole corpus, without what they passed over and what others hold."""
        return self._made(ws, worklist, account, _key(ws, worklist, account, account.id), without)

    def _prepared(self, ws: Workspace, worklist: Worklist, key: _Key) -> Pool | None:
        with self._lock:
            pool = self._pools.get(key)
        if pool is None or time.monotonic() - pool.made > OLD_SECONDS:
            return None
        return pool if _caught_up(ws, worklist, pool) else None

    def _made(self, ws: Workspace, worklist: Worklist, account: Account, key: _Key, without: Collection[str]) -> Pool:
        seq = ws.ledger.events.latest(worklist.project_id)
        several = overlaps(ws, worklist) if worklist.overlap > 1 else None
        if several is not None:
            without = {*without, *several.full_for(key[-1])}
        with ws.snapshot(worklist.project_id) as snapshot:
            room = worklist.goal - done_count(snapshot, worklist, several) if worklist.goal else UNLIMITED
            found = candidates(snapshot, worklist, account, without, several) if room > 0 else []
        pool = Pool(seq=seq, room=max(room, 0), waiting=dict.fromkeys(found))
        with self._lock:
            self._pools[key] = pool
            self._pools.move_to_end(key)
            while len(self._pools) > KEPT:
                self._pools.popitem(last=False)
        return pool


def _caught_up(ws: Workspace, worklist: Worklist, pool: Pool) -> bool:
    """Drop from the pool what was completed since; False where so much happened that a new pool is cheaper."""
    newest = ws.ledger.events.latest(worklist.project_id)
    if newest - pool.seq > FOLLOWED_EVENTS:
        return False
    if newest > pool.seq:
        decisions = ws.ledger.events.decisions(worklist.project_id, pool.seq, newest)
        done = [segment for segment, state in by_segment(decisions) if is_done(worklist, state)]
        pool.drop(done)
        with pool.lock:
            pool.seq = max(pool.seq, newest)
            pool.room = max(0, pool.room - len(done))
    return True


def _key(ws: Workspace, worklist: Worklist, account: Account, whose: str) -> _Key:
    known = ",".join(sorted(known_tags(worklist, account)))
    return (
        str(ws.ledger.store.engine.url),
        worklist.id,
        worklist.selection,
        worklist.schemes,
        worklist.overlap,
        known,
        whose,
    )
