"""How many threads a training uses: as asked, or the number that takes a real step fastest right now.

On a machine that others use too, two threads that wait for each other can be several times slower than one; so the
number is measured, not guessed.
"""

import time
from collections.abc import Callable

from core.processes.cores import available_cores


def use_threads(asked: int, step: Callable[[], None]) -> int:
    """Set and return the number of threads; `step` does a piece of the real work and is timed with each candidate."""
    import torch

    if asked:
        torch.set_num_threads(asked)
        return asked
    if torch.cuda.is_available():
        return torch.get_num_threads()
    candidates = sorted({1, max(1, available_cores() // 2), available_cores()})
    if len(candidates) == 1:
        torch.set_num_threads(1)
        return 1
    step()  # warms caches, so that the first candidate has no handicap
    measured = {count: min(_seconds(count, step) for _ in range(2)) for count in candidates}
    best = min(candidates, key=lambda count: (measured[count], count))
    torch.set_num_threads(best)
    return best


def _seconds(count: int, step: Callable[[], None]) -> float:
    import torch

    torch.set_num_threads(count)
    began = time.perf_counter()
    step()
    return time.perf_counter() - began
