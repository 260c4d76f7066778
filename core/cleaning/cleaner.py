"""A batch of texts in, the columns of cleaning out.

Invariant: the columns depend on a row's text and languages alone, never on its batch, so that any cutting of the work
into units and processes gives the same corpus.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from core.cleaning.characters import Batch, Sign
from core.cleaning.normalising import may_change, normalise
from core.cleaning.personal.finding import find
from core.cleaning.personal.regions import region_of
from core.cleaning.personal.spans import to_json
from core.cleaning.quality import DIGITS, FIGURES, figures, mojibake_share

BATCH = 8_192
LEAST_NUMBER = 4  # digits of the shortest find, an IP address

COLUMNS = pa.schema(
    [
        *FIGURES,
        pa.field("normalised", pa.string()),
        pa.field("mojibake_left", pa.float32()),
        pa.field("personal_data", pa.string()),
    ]
)


def clean(table: pa.Table) -> pa.Table:
    """COLUMNS for a table with `text` and, where known, `language` and `declared_language`; in the same order."""
    parts = [_batch(table.slice(start, BATCH)) for start in range(0, len(table), BATCH)]
    return pa.concat_tables(parts) if parts else COLUMNS.empty_table()


def _batch(table: pa.Table) -> pa.Table:
    texts = [text or "" for text in table["text"].to_pylist()]
    batch = Batch.of(texts)
    measured = figures(batch)
    normalised = _normalised(batch, measured["mojibake"].to_pylist())
    left = [None if text is None else round(mojibake_share(text), DIGITS) for text in normalised]
    personal = list(_personal(batch, normalised, _column(table, "declared_language"), _column(table, "language")))
    columns = [
        *measured.columns,
        pa.array(normalised, pa.string()),
        pa.array(left, pa.float32()),
        pa.array(personal, pa.string()),
    ]
    return pa.table(columns, schema=COLUMNS)


def _normalised(batch: Batch, mojibake: list[float]) -> list[str | None]:
    """Each text as normalisation would write it; None where that is the text itself."""
    unusual = set(batch.having(Sign.UNUSUAL))
    made: list[str | None] = []
    for place, (text, bad) in enumerate(zip(batch.texts, mojibake, strict=True)):
        proposal = normalise(text) if place in unusual or bad or may_change(text) else text
        made.append(proposal if proposal != text else None)
    return made


def _personal(
    batch: Batch, normalised: list[str | None], declared: list[str | None], languages: list[str | None]
) -> Iterator[str | None]:
    """Spans of each text and of its normalised form, as JSON; texts with few digits and no @ are not looked at."""
    addressed = set(batch.having(Sign.ADDRESS))
    digits = batch.kinds[:, 2].tolist()
    for place, text in enumerate(batch.texts):
        other = normalised[place]
        if place not in addressed and digits[place] < LEAST_NUMBER and other is None:
            yield None
            continue
        region = region_of(declared[place], languages[place])
        yield to_json(find(text, region), find(other, region) if other is not None else ())


def _column(table: pa.Table, name: str) -> list[str | None]:
    return table[name].to_pylist() if name in table.column_names else [None] * len(table)
