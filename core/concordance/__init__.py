"""The concordance: every place in a project where a word, a part of one or a pattern stands, with its context.

A plain scan answers: on a million segments of twelve words it takes a third of a second, always sees what was added a
moment ago, and needs no upkeep. DuckDB narrows the segments down with a condition that lets no hit through its net
(`comparing`), and what is left is looked at letter by letter (`querying`).

Invariants: offsets are code points of the stored (NFC) text; a hit never cuts a letter from its marks.
"""
