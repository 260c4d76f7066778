"""Figures of balance over counts, as pure functions.

Hill numbers and evenness after Hill (1973) and Pielou (1966); Gini as the trapezoid under the Lorenz curve; Cramér's V
for whether two axes go together. Counts are non-negative numbers; values with a count of zero belong to the list,
since an empty cell is part of the picture. All functions answer 0.0 for nothing at all.
"""

import math
from collections.abc import Sequence


def effective_number(counts: Sequence[float]) -> float:
    """exp(Shannon entropy), the Hill number of order 1: how many equally large values would be as mixed as these."""
    total = sum(counts)
    if total <= 0:
        return 0.0
    shares = [count / total for count in counts if count > 0]
    return math.exp(-sum(share * math.log(share) for share in shares))


def dominance_number(counts: Sequence[float]) -> float:
    """1 / Σp², the Hill number of order 2: like `effective_number`, with more weight on the large values."""
    total = sum(counts)
    return 1 / sum((count / total) ** 2 for count in counts) if total > 0 else 0.0


def evenness(counts: Sequence[float]) -> float:
    """Pielou's J: entropy divided by what it could be at most over as many values, 0 (one has all) to 1 (equal)."""
    if sum(counts) <= 0:
        return 0.0
    return math.log(effective_number(counts)) / math.log(len(counts)) if len(counts) > 1 else 1.0


def gini(counts: Sequence[float]) -> float:
    """Gini coefficient by trapezoids: 0 (equal) to 1 - 1/n (one has all)."""
    total, size = sum(counts), len(counts)
    if total <= 0:
        return 0.0
    ranked = sum(place * count for place, count in enumerate(sorted(counts), start=1))
    return 2 * ranked / (size * total) - (size + 1) / size


def association(table: Sequence[Sequence[float]]) -> float:
    """Cramér's V of a two-way table of counts: 0 (the axes are independent) to 1 (one says the other)."""
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    total = sum(rows)
    spans = min(sum(count > 0 for count in rows), sum(count > 0 for count in columns)) - 1
    if total <= 0 or spans < 1:
        return 0.0
    chi = sum(
        (count - rows[i] * columns[j] / total) ** 2 / (rows[i] * columns[j] / total)
        for i, row in enumerate(table)
        for j, count in enumerate(row)
        if rows[i] and columns[j]
    )
    return math.sqrt(chi / (total * spans))
