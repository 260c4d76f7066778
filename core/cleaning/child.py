"""A process that cleans: `python -m core.cleaning.child`, started by `pool`.

It reads tables (Arrow streams, framed as `identification.child` frames them) on standard input and answers each with
its columns. End of input ends it: it cannot outlive the worker, however that ends.
"""

import os
import sys
from typing import BinaryIO

import pyarrow as pa

from core.cleaning.cleaner import clean
from core.identification.child import from_bytes, read_frame, to_bytes, write_frame


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the requests end."""
    while (frame := read_frame(requests)) is not None:
        write_frame(answers, to_bytes(clean(from_bytes(frame))))


def main() -> None:
    """Serve on the process's own pipes; whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pa.set_cpu_count(1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
