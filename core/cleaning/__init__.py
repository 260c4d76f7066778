"""Cleaning: normalisation, quality, duplicates and personal data; each verdict has a reason, none is a deletion.

    characters    what the code points of a batch of texts are
    normalising   what a text would be without the accidents of its way here
    quality       figures: graphemes, shares, repetition (`repeating`), markup and lists (`remains`), mojibake
    copies        texts that equal the one they were translated from
    personal/     personal data as spans
    duplicates/   exact and near duplicates
    cleaner       a batch of texts in, the columns of cleaning out; `pool`, `child`: in several processes
    units         the units of a cleaning job; `configuration`: the number by which rows are known as clean
    limits        what a language's own figures propose as limits; putting limits in force
    trying        what a moved limit would change, before it does
    giving        the text that is frozen and exported: normalised, redacted, as the policy says
    flowing       how segments flow from collected to kept, by source, language and reason
    files         `python -m core clean IN.jsonl`

What is beyond which limit is told by the verdict's one SQL expression, `core.corpus.flaws`.
"""
