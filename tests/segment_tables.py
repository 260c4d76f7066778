"""Tables of segments for the tests of the corpus, and a child process that can be killed while it writes."""

import pyarrow as pa

from core.corpus import identity, schema

TEXTS = ["Habari ya asubuhi", "Good morning", "صباح الخير", "早上好", "Bonjour à tous", "สวัสดีตอนเช้า"]


def segments(start: int, count: int, *, job: str = "job", unit: int = 0, source: str = "source", **columns: object):
    """`count` segments that differ in text and position, ready for `Corpus.append`."""
    places = range(start, start + count)
    table = pa.table(
        {
            "text": [f"{TEXTS[place % len(TEXTS)]} {place}" for place in places],
            "document_id": [f"document {place // 10}" for place in places],
            "position": pa.array(places, pa.int64()),
            "source_id": [source] * count,
            "job_id": [job] * count,
            "job_unit": pa.array([unit] * count, pa.int32()),
            **{name: values if isinstance(values, list) else [values] * count for name, values in columns.items()},
        }
    )
    return identity.with_identity(table, source)


def overlay(*changes: dict[str, str | None]) -> pa.Table:
    """An overlay table: each change holds `id` and the columns that are set."""
    rows = []
    for change in changes:
        flags = {f"{name}_set": name in change for name in schema.HUMAN.names}
        rows.append({**{name: change.get(name) for name in ("id", *schema.HUMAN.names)}, **flags})
    return pa.Table.from_pylist(rows, schema=schema.OVERLAY)
