"""Exact and near duplicates, within and across sources and languages: clusters, and which member is kept.

    likeness     what counts as a near duplicate; the configuration's number
    shingling    texts as sets of grapheme 5-grams
    signing      MinHash signatures: 32 bands and a sketch
    candidates   pairs that share a band, never quadratic
    comparing    exact similarity of candidates; groups of what is alike
    lists        `clusters(texts)`: all of it for a list of texts
    store        the signatures of a project, beside its corpus
    reading      marks and texts of the corpus
    hashing      new texts into the store
    finding      the whole corpus, band by band; clusters and their kept members
    choosing     who is kept, and why
    filling      clusters into the corpus
    erasing      after a takedown
    browsing     clusters to look at, and choosing another member
    differing    where two texts differ, grapheme by grapheme

Nothing is deleted: a cluster says which of its members is kept, and what becomes of the others is a filter's choice.
"""

from core.cleaning.duplicates.likeness import Likeness
from core.cleaning.duplicates.lists import Membership, clusters

__all__ = ["Likeness", "Membership", "clusters"]
