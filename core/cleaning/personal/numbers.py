"""Check digits: the rules by which numbers tell that they were mistyped, and a text that it holds no number at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_MULTIPLY = (  # Verhoeff 1969: the dihedral group of order ten
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)


def digits_of(text: str) -> list[int]:
    """The decimal digits of a text, of whatever script."""
    return [unicodedata.decimal(sign) for sign in text if unicodedata.category(sign) == "Nd"]


def luhn(digits: Sequence[int]) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def verhoeff(digits: Sequence[int]) -> bool:
    """Verhoeff's check digit, which finds all single errors and transpositions."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _MULTIPLY[check][_PERMUTE[place % 8][digit]]
    return check == 0


def modulo_97(text: str) -> bool:
    """ISO 7064 MOD 97-10 as IBAN uses it: letters count from 10, and the first four characters go to the end."""
    turned = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    """The sum of digits by weights."""
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True))
