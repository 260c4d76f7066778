"""What makes two segments the same.

* `segment_id`: source identity, document, position and NFC text. The same file twice gives the same ids; the same
  sentence in two sources gives two rows.
* `exact_key`: the text alone, blind to case and white space. Equal keys form one cluster of exact duplicates.

Both are BLAKE2b with 128 bits, written as 32 hexadecimal digits; fields are length-prefixed, so that no two different
(source, document, position, text) run together to the same bytes.
"""

from hashlib import blake2b
from unicodedata import is_normalized as _is_normal
from unicodedata import normalize as _normal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

DIGEST_BYTES = 16


def segment_id(source_identity: str, document_id: str, position: int, text: str) -> str:
    """The id of a segment: 32 hexadecimal digits. `text` is brought to NFC first."""
    return _id_digests(source_identity, [document_id], [position], [_normal("NFC", text)])[0].hex()


def exact_key(text: str) -> str:
    """The key that exact duplicates share: NFC, case-folded, runs of white space as one space, ends trimmed."""
    return _key_digests([text])[0].hex()


def with_identity(table: pa.Table, source_identity: str) -> pa.Table:
    """`table` (needs text, document_id, position) with text in NFC and id, exact_key and characters set.

    About 3 µs a row on one core. Columns of these names that are already there are replaced.
    """
    texts: list[str] = table["text"].to_pylist()
    if not all(_is_normal("NFC", text) for text in texts):
        texts = [_normal("NFC", text) for text in texts]
        table = _with(table, "text", pa.array(texts, pa.string()))
    documents, positions = table["document_id"].to_pylist(), table["position"].to_pylist()
    table = _with(table, "id", hexadecimal(_id_digests(source_identity, documents, positions, texts)))
    table = _with(table, "exact_key", hexadecimal(_key_digests(texts)))
    return _with(table, "characters", pc.cast(pc.utf8_length(table["text"]), pa.int32()))


def with_keys(table: pa.Table) -> pa.Table:
    """`table` with exact_key and characters made from its text where these columns are missing."""
    if "exact_key" not in table.column_names:
        table = _with(table, "exact_key", hexadecimal(_key_digests(table["text"].to_pylist())))
    if "characters" not in table.column_names:
        table = _with(table, "characters", pc.cast(pc.utf8_length(table["text"]), pa.int32()))
    return table


def _with(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.append_column(name, column) if place < 0 else table.set_column(place, name, column)


def _id_digests(source: str, documents: list[str], positions: list[int], texts: list[str]) -> list[bytes]:
    prefix = f"{len(source)}:{source}"
    return [
        blake2b(f"{prefix}{len(document)}:{document}{position}:{text}".encode(), digest_size=DIGEST_BYTES).digest()
        for document, position, text in zip(documents, positions, texts, strict=True)
    ]


def _key_digests(texts: list[str]) -> list[bytes]:
    return [
        blake2b(_normal("NFC", " ".join(text.casefold().split())).encode(), digest_size=DIGEST_BYTES).digest()
        for text in texts
    ]


def hexadecimal(digests: list[bytes]) -> pa.Array:
    """A string array of the digests, written out in one go."""
    offsets = np.arange(len(digests) + 1, dtype=np.int32) * (2 * DIGEST_BYTES)
    text = b"".join(digests).hex().encode()
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(offsets), pa.py_buffer(text))
