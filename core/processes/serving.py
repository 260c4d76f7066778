"""The child's side: one frame sets it up, each further one is a table to be worked on.

An answer begins with `+` and the columns (Arrow stream), or `-` and an error's text. End of input ends the process: it
cannot outlive the worker, however that ends.
"""

import os
import sys
from collections.abc import Callable
from typing import BinaryIO

import pyarrow as pa

from core.errors import IsoglossError
from core.processes.frames import DONE, FAILED, from_bytes, read_frame, to_bytes, write_frame

Work = Callable[[pa.Table], pa.Table]


def serve(make: Callable[[bytes], Work], requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the requests end; `make` turns the set-up into the work."""
    frame = read_frame(requests)
    if frame is None:
        return
    try:
        work = make(frame)
    except IsoglossError as error:
        write_frame(answers, FAILED, str(error).encode())
        return
    write_frame(answers, DONE)
    while (frame := read_frame(requests)) is not None:
        write_frame(answers, DONE, to_bytes(work(from_bytes(frame))))


def main(make: Callable[[bytes], Work]) -> None:
    """Serve on the process's own pipes; whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pa.set_cpu_count(1)
    serve(make, sys.stdin.buffer, answers)
