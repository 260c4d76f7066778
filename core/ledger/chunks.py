"""Cutting long lists, since a statement takes a limited number of values (SQLite 32 766, PostgreSQL 65 535)."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
LARGEST = 5000


def in_chunks(items: Sequence[Item], size: int = LARGEST) -> Iterator[Sequence[Item]]:
    """`items` in order, `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
