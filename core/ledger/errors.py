"""Errors of the ledger that are not already in core.errors."""

from core.errors import IsoglossError


class LedgerUnavailableError(IsoglossError):
    """The database cannot be reached or written (busy, disk full, server away); the step was rolled back whole."""

    status = 503
