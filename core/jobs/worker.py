"""The worker: the one process per workspace that does the jobs.

It holds the worker lock for its whole life, gives a sign of life every few seconds, mends what crashes left behind,
folds people's events, and does the jobs of the queue in threads. On SIGTERM or SIGINT it takes no more jobs, lets the
running ones notice, ends their children, and leaves; what was cut off goes on with the next worker, as after kill -9.
"""

import logging
import os
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from core.errors import IsoglossError
from core.jobs import engine
from core.jobs.folding import EVERY_SECONDS, Tending
from core.jobs.lanes import Lanes
from core.jobs.locking import WorkerLock, worker_lock
from core.jobs.performing import perform
from core.jobs.registry import kind_of
from core.jobs.run import WorkerStopped
from core.jobs.starting import is_wanted
from core.jobs.sweeping import sweep

if TYPE_CHECKING:
    from core.workspace import Workspace

BEAT_SECONDS = 3.0
SWEEP_SECONDS = 3.0
TICK_SECONDS = 0.2
GRACE_SECONDS = 30.0  # how long running jobs may take to notice that the worker ends

logger = logging.getLogger(__name__)


def serve(ws: "Workspace", *, leave_after: float | None = None) -> None:
    """Work until told to end; raises WorkerBusyError when another worker has the workspace.

    With `leave_after` (seconds) the worker leaves by itself when no app asked for one for so long and no job is open.
    """
    with worker_lock(ws) as lock:
        _Worker(ws, lock, leave_after).run()


class _Worker:
    def __init__(self, ws: "Workspace", lock: WorkerLock, leave_after: float | None) -> None:
        self._ws = ws
        self._lock = lock
        self._leave_after = leave_after
        self._lanes = Lanes()
        self._ending = threading.Event()
        self._active: set[str] = set()
        self._tending = Tending(ws, self._lanes)
        self._tender: threading.Thread | None = None
        self._tended_at = time.monotonic()
        self._tend_at = 0.0
        self._told = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._be_told)
        beating = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._give_sign_of_life()
        engine.launch(self._ws.settings.engine_url, self._do)
        beating.start()
        logger.info("The worker of %s is ready.", self._ws.folder)
        try:
            while not (self._told or self._ending.is_set()):
                self._tend_when_due()
                time.sleep(TICK_SECONDS)
        finally:
            self._ending.set()
            self._leave()

    def _be_told(self, *_signal: object) -> None:
        self._told = True  # and nothing else: a signal handler that takes a lock can wait for itself

    def _do(self, job_id: str) -> str:
        """The engine's workflow: one job."""
        if self._ending.is_set():
            raise WorkerStopped
        job = self._ws.ledger.jobs.get(job_id)
        self._active.add(job_id)
        try:
            with self._lanes.taken(job.project_id, kind_of(job.kind).lane):
                return perform(self._ws, job_id, engine.RecordedSteps, stopping=self._ending).value
        finally:
            self._active.discard(job_id)

    def _tend_when_due(self) -> None:
        if time.monotonic() < self._tend_at:
            return
        self._tend_at = time.monotonic() + SWEEP_SECONDS
        if not self._lock.is_held():
            logger.error("The worker lost its lock on the workspace and ends.")
            self._ending.set()
            return
        try:
            sweep(self._ws)
            self._fold_when_due()
            if self._leave_after is not None and not self._active and not is_wanted(self._ws, self._leave_after):
                logger.info("No app asks for a worker any more.")
                self._ending.set()
        except (IsoglossError, SQLAlchemyError) as error:
            logger.warning("Looking after the jobs has to wait: %s", error)

    def _fold_when_due(self) -> None:
        is_busy = self._tender is not None and self._tender.is_alive()
        if is_busy or time.monotonic() - self._tended_at < EVERY_SECONDS:
            return
        self._tended_at = time.monotonic()
        self._tender = threading.Thread(target=self._tending.tend, name="folding", daemon=True)
        self._tender.start()

    def _beat(self) -> None:
        while not self._ending.wait(BEAT_SECONDS):
            try:
                self._give_sign_of_life()
            except (IsoglossError, SQLAlchemyError) as error:
                logger.warning("No sign of life could be written: %s", error)

    def _give_sign_of_life(self) -> None:
        self._ws.ledger.heartbeat.beat(os.getpid(), socket.gethostname(), engine.VERSION)

    def _leave(self) -> None:
        deadline = time.monotonic() + GRACE_SECONDS
        while self._active and time.monotonic() < deadline:
            time.sleep(0.05)
        cut_off = len(self._active)
        engine.shut_down()
        self._ws.ledger.heartbeat.clear(os.getpid(), socket.gethostname())
        logger.info("The worker has left; %d jobs were cut off in a step.", cut_off)
        if cut_off:  # their threads would keep the process alive; their steps are done again by the next worker
            sys.stderr.flush()
            os._exit(0)
