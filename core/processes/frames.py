"""Frames on a pipe: an 8-byte length (little-endian) and that many bytes; tables travel as Arrow streams."""

import io
import struct
from typing import BinaryIO

import pyarrow as pa

LENGTH = struct.Struct("<Q")
DONE, FAILED = b"+", b"-"  # the first byte of every answer


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    body = stream.read(size)
    return body if len(body) == size else None


def write_frame(stream: BinaryIO, *parts: bytes) -> None:
    """Write one frame made of `parts`."""
    stream.write(LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        stream.write(part)
    stream.flush()


def to_bytes(table: pa.Table) -> bytes:
    """A table as an Arrow stream."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def from_bytes(frame: bytes) -> pa.Table:
    """The table of an Arrow stream."""
    return pa.ipc.open_stream(frame).read_all()
