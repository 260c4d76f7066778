"""Personal data in texts: found by patterns that are checked, told as spans, never as values.

    finding     `find(text, region)`: the spans of a text, none overlapping another
    numbers     check digits: Luhn, modulo 97, Verhoeff
    accounts    IBANs and payment cards
    national    national identity numbers, each with the source of its rule
    spans       spans as JSON, and texts with placeholders in their place
    regions     where a telephone number without country code may be from

A name is no pattern: names, addresses and what only its context makes personal are not found.
"""
