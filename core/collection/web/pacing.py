"""The polite pace: how long to wait before the next page of a host."""

import time
from collections.abc import Callable

SLICE = 0.2  # seconds between two questions whether to stop


class Pace:
    """Remembers when each host was asked last; `pulse` is called while waiting and may raise to break off."""

    def __init__(self, pulse: Callable[[], None] = lambda: None) -> None:
        self._pulse = pulse
        self._free_at: dict[str, float] = {}

    def wait(self, host: str, delay: float) -> None:
        """Wait for the turn of `host`, and take it: the next one comes `delay` seconds later."""
        self.wait_until(self._free_at.get(host, 0.0))
        self._free_at[host] = time.monotonic() + delay

    def free_at(self, host: str) -> float:
        """When the turn of `host` comes (monotonic clock)."""
        return self._free_at.get(host, 0.0)

    def hold(self, host: str, seconds: float) -> None:
        """Leave `host` alone for at least `seconds` from now (it said that it is busy)."""
        self._free_at[host] = max(self._free_at.get(host, 0.0), time.monotonic() + seconds)

    def wait_until(self, moment: float) -> None:
        """Wait until a moment of the monotonic clock."""
        self._pulse()
        while (left := moment - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))
            self._pulse()
