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
        pa.field("spans", pa.string()),  # of mixed text: JSON [{"start", "end", "language", "score"}, …], code points
        pa.field("second_language", pa.string()),  # BCP 47; set where the segment switches between languages
        pa.field("second_share", pa.float32()),  # 0..1 of its letters
        pa.field("tokens", pa.int32()),  # length in tokens of the model named beside it; NULL = not yet
        pa.field("tokens_model", pa.string()),
        pa.field("cleaned", pa.int32()),  # number of the cleaning's configuration; NULL = not yet
        pa.field("normalised", pa.string()),  # the text as normalisation would write it; NULL = as it stands
        pa.field("graphemes", pa.int32()),
        pa.field("letter_share", pa.float32()),  # of graphemes, as the other shares
        pa.field("digit_share", pa.float32()),
        pa.field("symbol_share", pa.float32()),
        pa.field("script_share", pa.float32()),  # of letters: those of the most frequent script
        pa.field("repetition", pa.float32()),  # 0..1 of graphemes within repeated stretches
        pa.field("markup", pa.float32()),  # 0..1 of graphemes within remains of markup or navigation
        pa.field("list_likeness", pa.float32()),  # 0..1
        pa.field("mojibake", pa.float32()),  # 0..1 of graphemes that look wrongly decoded
        pa.field("mojibake_left", pa.float32()),  # the same of the normalised text
        pa.field("untranslated", pa.bool_()),  # equal to its parent's text, though declared as another language
        pa.field("personal_data", pa.string()),  # JSON of cleaning.personal; NULL = none
        pa.field("compared", pa.int32()),  # number of the comparison that looked for duplicates; NULL = not yet
        pa.field("cluster", pa.string()),  # of duplicates: the id of the member that is kept; NULL = no duplicate
        pa.field("similarity", pa.float32()),  # to the kept member: 1 = exact, else Jaccard of grapheme 5-grams
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

LANGUAGE_STATUSES = ("identified", "close", "unsure", "unsupported", "no_text")
REQUIRED = ("id", "text", "document_id", "position", "source_id", "job_id")

# What events change and are not folded yet: for each human column its new value, and whether it is changed at all,
# since NULL with the flag set means "withdrawn".
OVERLAY = pa.schema(
    [pa.field("id", pa.string()), *HUMAN, *(pa.field(f"{name}_set", pa.bool_()) for name in HUMAN.names)]
)
