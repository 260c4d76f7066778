"""Ctrl-C on a command that does a job: the first asks the job to stop (a training saves), the second ends it."""

import signal
import threading
from types import FrameType, TracebackType

import typer

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruptible:
    """While the block runs, a signal sets `is_asked` instead of ending the process; a second one ends it."""

    def __init__(self) -> None:
        self.is_asked = False
        self._before: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> "Interruptible":
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._ask) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True
        self._restore()
        typer.echo("Stopping and saving … (again to end at once)", err=True)

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}
