"""IBANs and payment cards: the number's shape, its length and its check digits."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from core.cleaning.personal.numbers import digits_of, luhn, modulo_97

# ISO 13616: length by country, from the register that SWIFT keeps (release of 2024).
_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FO FI GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
IBAN_LENGTH = {country: length for length, countries in _LENGTHS.items() for country in countries.split()}
CARD_LENGTHS = range(13, 20)

_IBAN = regex.compile(r"(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,30}(?![\p{L}\p{N}])", regex.ASCII)
_CARD = regex.compile(
    r"(?<![\p{L}\p{N}.,]|\p{N}[ \u00a0-])(?:\d{13,19}|\d{4}([ \u00a0-])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?"
    r"|\d{4}([ \u00a0-])\d{6}\2\d{4,5})(?![\p{L}\p{N}]|[ \u00a0-]\p{N})"
)
# Issuers by first digits (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay, Maestro,
# Mir.
_ISSUER = regex.compile(
    r"4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|6011|64[4-9]|65|30[0-5]|3[689]|35(?:2[89]|[3-8])|62|50|5[6-8]"
    r"|6304|67|220[0-4]"
)


def ibans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of valid IBANs; what stands behind a valid one is not taken for a part of it."""
    for found in _IBAN.finditer(text):
        said = found.group()
        wanted = IBAN_LENGTH.get(said[:2], 0)
        signs = [place for place, sign in enumerate(said) if sign.isalnum()]
        if 0 < wanted <= len(signs):
            end = signs[wanted - 1] + 1
            kept = "".join(said[place] for place in signs[:wanted])
            if modulo_97(kept) and (wanted == len(signs) or not said[end].isalnum()):
                yield found.start(), found.start() + end


def cards(text: str) -> Iterator[tuple[int, int]]:
    """The spans of payment card numbers: an issuer's first digits, 13 to 19 digits, a right check digit."""
    for found in _CARD.finditer(text):
        digits = digits_of(found.group())
        said = "".join(map(str, digits))
        if len(digits) in CARD_LENGTHS and _ISSUER.match(said) and len(set(digits)) > 1 and luhn(digits):
            yield found.span()
