"""Slowing down guesses: after some failures each further one has to wait, and longer each time.

Counted are a name from one address, an address, and a name from anywhere, so that neither one password tried on many
names nor many passwords tried on one name get far, while a stranger cannot lock somebody out for long. An attempt
counts before its password is looked at, so that sending many at once gains little.
"""

import math
from datetime import datetime, timedelta

from core.access.errors import TooManyAttemptsError
from core.ledger.naming import name_key
from core.ledger.tables.base import now
from core.workspace import Workspace

WINDOW = timedelta(minutes=15)
LONGEST_WAIT = 60.0  # seconds
NAME_AND_ADDRESS, ADDRESS, NAME = 5, 30, 100  # failures within the window that are free


def count_attempt(ws: Workspace, name: str, client: str) -> None:
    """Count an attempt. Raises TooManyAttemptsError where it comes too soon after earlier failures."""
    at = now()
    limits = _limits(name, client)
    wait = max(_seconds_to_wait(ws, subject, free, at) for subject, free in limits.items())
    if wait > 0:
        raise TooManyAttemptsError(
            "There were too many attempts to sign in.", hint=f"Try again in {math.ceil(wait)} seconds."
        )
    ws.ledger.attempts.add(*limits)


def forget_attempts(ws: Workspace, name: str, client: str) -> None:
    """Begin again from nothing, after a sign-in that worked."""
    ws.ledger.attempts.forget(*_limits(name, client))


def _limits(name: str, client: str) -> dict[str, int]:
    key = name_key(" ".join(name.split()))
    return {f"both:{client} {key}": NAME_AND_ADDRESS, f"address:{client}": ADDRESS, f"name:{key}": NAME}


def _seconds_to_wait(ws: Workspace, subject: str, free: int, at: datetime) -> float:
    failures, last = ws.ledger.attempts.count(subject, at - WINDOW)
    if failures < free or last is None:
        return 0.0
    pause = min(2.0 ** min(failures - free, 10), LONGEST_WAIT)
    return pause - (at - last).total_seconds()
