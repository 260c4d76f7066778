"""The tables, one module for each part of the work; importing this package registers them all on `Base.metadata`."""

from core.ledger.tables import people, products, projects, trust, work
from core.ledger.tables.base import Base

__all__ = ["Base", "people", "products", "projects", "trust", "work"]
