"""National identity numbers that carry check digits, each by the rule of whoever issues it.

Numbers of digits alone are looked for only in texts whose language is spoken where they are issued: elsewhere one
eleven-digit number in a hundred would pass by chance. To add one: a pattern, a rule, its source, a line in NUMBERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import regex

from core.cleaning.personal.numbers import digits_of, luhn, verhoeff, weighted


@dataclass(frozen=True, slots=True)
class National:
    """A kind of number: its pattern, its rule, and the regions it is looked for in (none: everywhere)."""

    name: str
    pattern: regex.Pattern[str]
    is_valid: Callable[[str], bool]
    regions: frozenset[str] = frozenset()


def national_numbers(text: str, region: str | None) -> Iterator[tuple[int, int]]:
    """The spans of valid numbers, as a text from `region` (ISO 3166) may hold them."""
    for kind in NUMBERS:
        if not kind.regions or region in kind.regions:
            for found in kind.pattern.finditer(text):
                if kind.is_valid(found.group()):
                    yield found.span()


def _dni(said: str) -> bool:
    """Spain, DNI and NIE: the letter is number modulo 23 (Real Decreto 1553/2005; Orden INT/2058/2008)."""
    plain = "".join(sign for sign in said.upper() if sign.isalnum())
    number = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == plain[-1]


def _cpf(said: str) -> bool:
    """Brazil, CPF: two check digits modulo 11 (Receita Federal, Instrução Normativa 1548/2015)."""
    digits = digits_of(said)
    if len(set(digits)) == 1:
        return False
    for size in (9, 10):
        rest = weighted(digits[:size], range(size + 1, 1, -1)) * 10 % 11 % 10
        if rest != digits[size]:
            return False
    return True


def _codice_fiscale(said: str) -> bool:
    """Italy, codice fiscale: odd places by a table, even ones as they are (Decreto 23 dicembre 1976)."""
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
    total = 0
    for place, sign in enumerate(said.upper()[:15]):
        value = int(sign) if sign.isdigit() else ord(sign) - ord("A")
        total += value if place % 2 else odd[value]
    return chr(ord("A") + total % 26) == said[15].upper()


def _nir(said: str) -> bool:
    """France, NIR (numéro de sécurité sociale): key 97 − number modulo 97 (INSEE; Corsica 2A = 19, 2B = 18)."""
    plain = "".join(sign for sign in said.upper() if sign.isalnum()).replace("2A", "19").replace("2B", "18")
    return plain.isdigit() and 97 - int(plain[:13]) % 97 == int(plain[13:])


def _resident_id(said: str) -> bool:
    """China, resident identity number: ISO 7064 MOD 11-2 and a birth date (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[weighted(digits_of(said[:17]), weights) % 11]
    return check == said[17].upper() and _is_date(int(said[6:10]), int(said[10:12]), int(said[12:14]))


def _pesel(said: str) -> bool:
    """Poland, PESEL: weights 1 3 7 9 and a birth date, the century in the month (Ustawa o ewidencji ludności)."""
    digits = digits_of(said)
    month = digits[2] * 10 + digits[3]
    century = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}[month // 20]
    born = _is_date(century + digits[0] * 10 + digits[1], month % 20, digits[4] * 10 + digits[5])
    return born and weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _kimlik(said: str) -> bool:
    """Turkey, T.C. Kimlik No: tenth and eleventh digits from the sums of the others (Nüfus Hizmetleri)."""
    digits = digits_of(said)
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def _hetu(said: str) -> bool:
    """Finland, henkilötunnus: the sign is number modulo 31 (Digi- ja väestötietovirasto)."""
    plain = said.upper()
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(plain[:6] + plain[7:10]) % 31] == plain[10]


def _aadhaar(said: str) -> bool:
    """India, Aadhaar: Verhoeff's check digit, first digit 2 to 9 (UIDAI)."""
    digits = digits_of(said)
    return len(set(digits)) > 2 and verhoeff(digits)


def _south_africa(said: str) -> bool:
    """South Africa, identity number: Luhn and a birth date (Identification Act 68 of 1997)."""
    return luhn(digits_of(said)) and _is_date(2000 + int(said[:2]), int(said[2:4]), int(said[4:6]))


def _ssn(said: str) -> bool:
    """United States, SSN written with hyphens: no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA)."""
    area, group, serial = said.split("-")
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _alone(pattern: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{pattern})(?![\p{{L}}\p{{N}}])", regex.ASCII)


NUMBERS = (
    National("dni", _alone(r"[XYZxyz]-?\d{7}-?[A-Za-z]|\d{2}\.?\d{3}\.?\d{3}[ -]?[A-Za-z]"), _dni),
    National("cpf", _alone(r"\d{3}\.\d{3}\.\d{3}-\d{2}"), _cpf),
    National("cpf_plain", _alone(r"\d{11}"), _cpf, frozenset({"BR"})),
    National(
        "codice_fiscale", _alone(r"[A-Za-z]{6}\d{2}[A-EHLMPR-Ta-ehlmpr-t]\d{2}[A-Za-z]\d{3}[A-Za-z]"), _codice_fiscale
    ),
    National("nir", _alone(r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}"), _nir),
    National("resident_id", _alone(r"[1-8]\d{5}(?:19|20)\d{9}[\dXx]"), _resident_id),
    National("pesel", _alone(r"\d{11}"), _pesel, frozenset({"PL"})),
    National("kimlik", _alone(r"[1-9]\d{10}"), _kimlik, frozenset({"TR"})),
    National("hetu", _alone(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]"), _hetu),
    National("aadhaar", _alone(r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}|[2-9]\d{11}"), _aadhaar, frozenset({"IN"})),
    National("south_africa", _alone(r"\d{10}[01]\d{2}"), _south_africa, frozenset({"ZA"})),
    National("ssn", _alone(r"\d{3}-\d{2}-\d{4}"), _ssn),
)
