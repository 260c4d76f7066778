"""The ledger's revisions, in `versions/`; `NEWEST` is the last, so that opening an up-to-date ledger is one query."""

NEWEST = "0008"
