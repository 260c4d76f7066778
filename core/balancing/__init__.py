"""Balancing: how much there is of what, what is lacking, and what goes into a data version.

    measures    effective number, evenness, Gini: pure functions over counts
    board       `BalanceBoard`: every figure of the Balance page, ready to be drawn
    targets     how much each cell should have, and the deficits with what closes them
    tokens      lengths in tokens of the chosen model
    mixture     UniMax and temperature: how often each language is passed over
    splitting   train, dev and test without leaks
    freezing    a data version: planned, written once, read back
    exporting   segments with their tags as CSV, JSONL, Parquet or a Hugging Face folder

Invariant: nothing is filled silently. An empty cell is shown, a capped language is reported, a split that could not be
met says so.
"""
