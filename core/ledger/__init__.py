"""The ledger: people's work and everything about it that is not text, in SQLite or PostgreSQL.

    tables/  migrations/      what is stored, and how it came to be so
    store engine migrating    transactions, connections, opening
    accounts … audit          one repository a noun, returning frozen records

Rows never leave this room: repositories take and give the records of core.records.
"""

from core.ledger.errors import LedgerUnavailableError
from core.ledger.ledger import Ledger

__all__ = ["Ledger", "LedgerUnavailableError"]
