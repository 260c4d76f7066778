"""Which lanes are taken inside the worker.

The engine's queue already runs one job per project and lane; these locks let folding, which is no job, keep out of
the corpus lane while a job is in it, and make a job wait for the seconds a fold takes.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from core.jobs.registry import Lane


class Lanes:
    """The locks of one worker, by project and lane."""

    def __init__(self) -> None:
        self._locks: defaultdict[tuple[str, Lane], threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    @contextmanager
    def taken(self, project_id: str, lane: Lane) -> Iterator[None]:
        """Hold the lane, waiting until it is free."""
        with self._lock(project_id, lane):
            yield

    @contextmanager
    def taken_if_free(self, project_id: str, lane: Lane) -> Iterator[bool]:
        """Hold the lane if it is free; gives whether it was."""
        lock = self._lock(project_id, lane)
        is_ours = lock.acquire(blocking=False)
        try:
            yield is_ours
        finally:
            if is_ours:
                lock.release()

    def _lock(self, project_id: str, lane: Lane) -> threading.Lock:
        with self._guard:
            return self._locks[project_id, lane]
