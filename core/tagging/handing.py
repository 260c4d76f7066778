"""Who gets which segment: candidates are claimed in the ledger, then checked against what was decided meanwhile."""

from collections.abc import Collection, Sequence

from core.ledger.chunks import in_chunks
from core.records import Account, Lease, Worklist
from core.tagging.overlapping import is_done_for
from core.tagging.pools import Pool, Pools
from core.tagging.standing import Standing, by_segment
from core.workspace import Workspace

LOOKED_AT = 200  # candidates tried in one claim
POOLS = Pools()

Handed = tuple[Lease, Standing]


def hand_out(ws: Workspace, worklist: Worklist, account: Account, count: int, without: Collection[str]) -> list[Handed]:
    """Claim up to `count` waiting segments: prepared ones and, where these do not suffice, from all that wait."""
    project_id = worklist.project_id
    passed = set(without) | ws.ledger.events.skipped(project_id, account.id)
    if worklist.overlap > 1:
        passed |= {one.segment_id for one in ws.ledger.events.finished(project_id, worklist.schemes, account.id)}
    found: list[Handed] = []
    for pool in (POOLS.shared(ws, worklist, account), POOLS.own(ws, worklist, account)):
        if pool is not None and len(found) < count:
            passed |= {one.segment_id for one, _state in found}  # claiming what one holds succeeds: it would come twice
            found += _from_pool(ws, worklist, account, pool, count=count - len(found), passed=passed)
    if len(found) < count:
        passed |= {one.segment_id for one, _state in found}
        if worklist.overlap == 1:
            passed |= ws.ledger.leases.held_by_others(project_id, account.id)
        pool = POOLS.renewed(ws, worklist, account, passed)
        found += _from_pool(ws, worklist, account, pool, count=count - len(found), passed=passed)
    return found


def still_waiting(ws: Workspace, worklist: Worklist, account: Account, leases: Sequence[Lease]) -> list[Handed]:
    """Those leased segments that are not done and not skipped by this person, with what holds of them.

    The others are given back. What somebody acknowledged before their lease ended is seen here, since the leases
    exist by now.
    """
    found = states(ws, worklist.project_id, [one.segment_id for one in leases])
    handed, done = [], []
    for one in leases:
        state = found[one.segment_id]
        if is_done_for(worklist, state, account.id) or account.id in state.skipped_by:
            done.append(one.segment_id)
        else:
            handed.append((one, state))
    if done:
        ws.ledger.leases.release(worklist.project_id, account.id, done)
    return handed


def states(ws: Workspace, project_id: str, segment_ids: Sequence[str]) -> dict[str, Standing]:
    """What holds of these segments at this moment."""
    decided = dict(by_segment(ws.ledger.events.decisions_of(project_id, segment_ids)))
    return {segment_id: decided.get(segment_id) or Standing() for segment_id in segment_ids}


def _from_pool(
    ws: Workspace, worklist: Worklist, account: Account, pool: Pool, *, count: int, passed: Collection[str]
) -> list[Handed]:
    found: list[Handed] = []
    count = min(count, pool.room)
    for chunk in in_chunks([one for one in pool.ids() if one not in passed], LOOKED_AT):
        free = list(chunk)
        while free and len(found) < count:
            claimed = ws.ledger.leases.claim(
                worklist.project_id,
                worklist.id,
                account.id,
                free,
                count=count - len(found),
                minutes=ws.settings.lease_minutes,
                overlap=worklist.overlap,
                schemes=worklist.schemes,
            )
            if not claimed:
                break
            taken = {one.segment_id for one in claimed}
            if worklist.overlap == 1:
                pool.drop(taken)
            free = [one for one in free if one not in taken]
            found += still_waiting(ws, worklist, account, claimed)
    return found
