"""A process that detects: `python -m core.identification.child`, started by `pool`.

It reads frames on standard input and answers each on standard output; a frame is an 8-byte length and that many bytes.
The first holds the set-up (JSON), each further one a table (Arrow stream) to be identified. The answer begins with
`+` and the columns (Arrow stream), or `-` and an error's text. End of input ends the process: it cannot outlive the
worker, however that ends.
"""

import io
import json
import os
import struct
import sys
from typing import BinaryIO

import pyarrow as pa
from pydantic import TypeAdapter

from core.errors import IsoglossError
from core.identification.calibrating import Calibration
from core.identification.configuration import Question
from core.identification.detectors import DetectorSpec
from core.identification.identifying import Identifier

LENGTH = struct.Struct("<Q")


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


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the requests end."""
    frame = read_frame(requests)
    if frame is None:
        return
    try:
        identifier = _set_up(frame)
    except IsoglossError as error:
        write_frame(answers, b"-", str(error).encode())
        return
    write_frame(answers, b"+")
    while (frame := read_frame(requests)) is not None:
        write_frame(answers, b"+", to_bytes(identifier.identify(from_bytes(frame))))


def _set_up(frame: bytes) -> Identifier:
    given = json.loads(frame)
    detectors = [DetectorSpec(**{**spec, "languages": tuple(spec["languages"])}) for spec in given["detectors"]]
    calibration = TypeAdapter(Calibration | None).validate_python(given["calibration"])
    return Identifier.of(detectors, Question(tuple(given["expected"]), given["use_declared"], calibration))


def main() -> None:
    """Serve on the process's own pipes; whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pa.set_cpu_count(1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
