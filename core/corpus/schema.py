"""The columns of a project's segment table, in three kinds.

* BASE: what was collected, written once by `append`.
* MACHINE: what detectors and tokenizers computed; NULL until filled, fragment by fragment.
* HUMAN: people's decisions, folded in from the events of the ledger.

Invariants: machine and human columns exist from the first version on, so that appended rows simply read as NULL there;
no float16, fixed-size binary, unsigned or dictionary column, since one of these breaks every DuckDB query.
"""

import pyarrow as pa

BASE = pa.schema(
    [
        pa.field("id", pa.string()),  # 32 hexadecimal digits, `identity.segment_id`
        pa.field("number", pa.int64()),  # order of arrival, unique, given by `append`; pages are keyed by it
        pa.field("text", pa.string()),  # NFC, otherwise as found
        pa.field("document_id", pa.string()),
        pa.field("position", pa.int64()),  # place within the document
        pa.field("source_id", pa.string()),
        pa.field("origin", pa.string()),  # a core.records.Origin
        pa.field("declared_language", pa.string()),  # BCP 47, said by whoever gave the text
        pa.field("parent_id", pa.string()),
        pa.field("relation", pa.string()),
        pa.field("url", pa.string()),
        pa.field("licence", pa.string()),
        pa.field("collected_at", pa.timestamp("us", tz="UTC")),
        pa.field("extra", pa.string()),  # JSON object of the user's own columns
        pa.field("job_id", pa.string()),  # which job wrote the row …
        pa.field("job_unit", pa.int32()),  # … and in which of its units of work
        pa.field("characters", pa.int32()),  # code points of the text
        pa.field("exact_key", pa.string()),  # equal for exact duplicates, `identity.exact_key`
        pa.field("failed_check", pa.string()),  # of a machine translation: the check it failed, one of views.CHECKS
    ]
)
MACHINE = pa.schema(
    [
        pa.field("language", pa.string()),  # BCP 47; NULL where no language was found
        pa.field("language_score", pa.float32()),  # 0..1
        pa.field("language_status", pa.string()),  # one of LANGUAGE_STATUSES
        pa.field("votes", pa.string()),  # JSON [{"detector", "tag", "score", "raw"}, …]
        pa.field("identified", pa.int32()),  # number of the identification's configuration; NULL = not yet
        pa.field("tokens", pa.int32()),  # length in tokens of the model named beside it; NULL = not yet
        pa.field("tokens_model", pa.string()),
    ]
)
HUMAN = pa.schema(
    [
        pa.field("human_language", pa.string()),
        pa.field("human_verdict", pa.string()),  # keep: taken back; drop: left out by hand
        pa.field("formality", pa.string()),
        pa.field("domain", pa.string()),
        pa.field("labels", pa.string()),  # JSON object {scheme: value} of all other schemes
    ]
)
SCHEMA = pa.schema([*BASE, *MACHINE, *HUMAN])

LANGUAGE_STATUSES = ("identified", "unsure", "unsupported", "no_text")
REQUIRED = ("id", "text", "document_id", "position", "source_id", "job_id")

# What events change and are not folded yet: for each human column its new value, and whether it is changed at all,
# since NULL with the flag set means "withdrawn".
OVERLAY = pa.schema(
    [pa.field("id", pa.string()), *HUMAN, *(pa.field(f"{name}_set", pa.bool_()) for name in HUMAN.names)]
)
