"""The first thing a job's child process runs: `python -m core.jobs.child_main PARENT MODULE ARGUMENTS…`.

It makes sure that the process dies with its worker (Linux: the kernel sends SIGKILL when the thread that started it
is gone; elsewhere, and in addition, a thread watches the parent), then runs MODULE as a program.
"""

import ctypes
import json
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path

PROGRESS_VARIABLE = "ISOGLOSS_PROGRESS"
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


def die_with(parent: int) -> None:
    """End this process with SIGKILL when the process `parent` is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def report(**values: str | float | int | bool | dict[str, float] | None) -> None:
    """Append a line for the worker: the values as JSON. Without a worker (tests) nothing is written."""
    path = os.environ.get(PROGRESS_VARIABLE)
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(values, ensure_ascii=False) + "\n")


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Tie this process to its parent, then become the module."""
    parent, module, *arguments = sys.argv[1:]
    die_with(int(parent))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
