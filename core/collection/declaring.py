"""The language that a file says its rows are in, as standard tags; what is no tag is kept as the user's own value."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from core import languages


@dataclass(frozen=True, slots=True)
class Declared:
    """`tags`: BCP 47 or null; `raw`: the file's value where it is no tag, else null; `bad`: how many of these."""

    tags: pa.Array
    raw: pa.Array
    bad: int


def declared(values: pa.Array | None, constant: str | None, rows: int) -> Declared:
    """The declared language of each row: the value of its column, or `constant` where it has none there."""
    nothing = pa.nulls(rows, pa.string())
    if values is None:
        return Declared(pa.array([constant] * rows, pa.string()), nothing, 0)
    coded = values.dictionary_encode()
    given = coded.dictionary.to_pylist()
    tags = pa.array([_tag(value) or (None if value.strip() else constant) for value in given], pa.string())
    bad = pa.array([value if value.strip() and _tag(value) is None else None for value in given], pa.string())
    indices = coded.indices
    found = pc.if_else(indices.is_null(), pa.scalar(constant, pa.string()), tags.take(indices))
    raw = bad.take(indices)
    return Declared(found, raw, rows - raw.null_count)


def _tag(value: str) -> str | None:
    """The standard tag of a file's value; `eng_Latn` and `EN-us` are understood."""
    cleaned = value.strip()
    return languages.standard_tag(cleaned) if cleaned and languages.is_tag(cleaned) else None
