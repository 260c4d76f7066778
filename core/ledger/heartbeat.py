"""The worker's heartbeat, by which the app knows whether somebody does the long work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.products import HeartbeatRow

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life of the worker."""

    pid: int
    host: str
    version: str
    started_at: datetime
    beat_at: datetime


class Heartbeats:
    """Repository of the one heartbeat."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def beat(self, pid: int, host: str, version: str) -> None:
        """Give a sign of life; another process takes the place over."""
        at = now()
        with self._store.write() as session:
            row = session.get(HeartbeatRow, WORKER)
            if row is None:
                session.add(HeartbeatRow(name=WORKER, pid=pid, host=host, version=version, started_at=at, beat_at=at))
                return
            if (row.pid, row.host) != (pid, host):
                row.pid, row.host, row.started_at = pid, host, at
            row.version, row.beat_at = version, at

    def read(self) -> Heartbeat | None:
        """The last sign of life; None where no worker ever ran, or the last one said good-bye."""
        with self._store.read() as session:
            row = session.get(HeartbeatRow, WORKER)
            return Heartbeat(row.pid, row.host, row.version, row.started_at, row.beat_at) if row else None

    def alive(self, max_age: float = 15) -> bool:
        """Whether the last sign of life is at most `max_age` seconds old."""
        last = self.read()
        return last is not None and now() - last.beat_at <= timedelta(seconds=max_age)

    def clear(self, pid: int, host: str) -> None:
        """Say good-bye; does nothing where another process has taken over."""
        with self._store.write() as session:
            row = session.get(HeartbeatRow, WORKER)
            if row is not None and (row.pid, row.host) == (pid, host):
                session.delete(row)
