"""Transactions: reading sessions and writing sessions, with database failures told as typed errors.

Invariants: everything inside one `write()` is committed together or not at all; when `write()` has been left without an
exception, the change is durable. On SQLite the threads of one process queue for the single writer in fair order;
other processes are waited for by the busy timeout. A `write()` must not be opened inside another.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.ledger.engine import DURABLE, PASSING, WRITING, make_engine
from core.ledger.errors import LedgerUnavailableError


class Store:
    """One database, given by its SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._durable = self.engine.execution_options(**{WRITING: DURABLE})
        self._passing = self.engine.execution_options(**{WRITING: PASSING})
        self._turn: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; on SQLite everything read in it is of one moment."""
        with _told(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self, *, passing: bool = False) -> Iterator[Session]:
        """A session that is committed at the end. Raises LedgerUnavailableError with nothing written.

        With `passing` the commit does not wait for the disk: only for what may be forgotten by a power cut.
        """
        with _told(), self._turn, Session(self._passing if passing else self._durable) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).strip()
        raise LedgerUnavailableError(
            f"The ledger's database did not take part: {reason}. Nothing of this step was saved.",
            hint="Try again; if it stays so, look for free disk space, file permissions and whether the server runs.",
        ) from error
