"""Being asked to stop: SIGTERM sets a flag, the loop saves at the end of its step and ends in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether somebody asked this process to stop."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self) -> None:
        """Ask to stop after the present step."""
        self.asked = True


@contextmanager
def listening() -> Iterator[Stop]:
    """A `Stop` that SIGTERM and Ctrl-C set while this lasts; only in a process's main thread."""
    stop = Stop()

    def on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.ask()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
