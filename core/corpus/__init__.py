"""The corpus: one versioned Lance table of segments per project, and the views through which it is read.

    schema      the columns, and which of them are given, machine-made or human
    identity    ids, duplicate keys: what makes two segments the same
    corpus      `Corpus`: open, append, fill, fold, tag, maintain (the only writer)
    snapshot    `Snapshot`: a fixed version seen through DuckDB, with verdicts and unfolded events joined in
    selecting   `Selection` → SQL
    cube        counts by language, verdict, formality and domain, kept per fragment

Invariants: text is written once and never rewritten; a filter is a view; one writer per project holds the file lock;
readers keep the version they opened. Importing this package does not import Lance (2.5 s); touching a corpus does.
"""

import os

os.environ.setdefault("LANCE_LOG", "error")  # read by Lance when it is imported; its warnings are not for users

from core.corpus.corpus import Corpus

__all__ = ["Corpus"]
