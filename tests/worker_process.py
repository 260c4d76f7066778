"""Starting a real worker for tests: `python worker_process.py` is `python -m core worker` with the test kinds."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent


STARTED: dict[Path, subprocess.Popen] = {}  # the last worker of each workspace


def start_worker(ws, *arguments: str) -> subprocess.Popen:
    """A worker of this workspace in its own process group, its output beside the workspace."""
    from core.jobs.starting import environment

    values = environment(ws.settings) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"}
    with (ws.folder / "worker.log").open("ab") as log:
        STARTED[ws.folder] = process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), *arguments],
            cwd=ROOT,
            env=values,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return process


def end(process: subprocess.Popen, number: int = signal.SIGTERM, seconds: float = 60) -> int:
    """Send the signal to the worker alone and wait for its exit code."""
    if process.poll() is None:
        os.kill(process.pid, number)
    return process.wait(seconds)


@contextmanager
def working(ws) -> Iterator[subprocess.Popen]:
    """A worker while the block runs; it is ended at the end whatever happens."""
    process = start_worker(ws)
    try:
        yield process
    finally:
        end(process, signal.SIGKILL)


def wait_for(condition: Callable[[], object], seconds: float = 60, *, what: str = "the condition") -> object:
    """The first true value of `condition`; fails in words after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come about within {seconds} seconds")


def wait_for_state(ws, job_id: str, *states: str, seconds: float = 60):
    """The job once it is in one of these states."""

    def is_there() -> bool:
        last = STARTED.get(ws.folder)
        has_ended = last is not None and last.poll() is not None
        if ws.ledger.jobs.get(job_id).state in states:
            return True
        assert not has_ended, f"the worker ended with code {last.returncode}"
        return False

    try:
        wait_for(is_there, seconds, what=f"{states} of the job")
    except AssertionError as error:
        log = (ws.folder / "worker.log").read_text()[-3000:]
        raise AssertionError(f"{error}; the job: {ws.ledger.jobs.get(job_id)}; the worker: {log}") from error
    return ws.ledger.jobs.get(job_id)


def kill_while_working(ws, job_id: str, worker: subprocess.Popen, chance: random.Random) -> int:
    """Kill the worker a random while after the job's progress moved; how far it was by its own account."""
    before = ws.ledger.jobs.get(job_id)

    def has_moved() -> bool:
        job = ws.ledger.jobs.get(job_id)
        further = job.done > before.done or (job.done and job.phase != before.phase)  # a phase counts anew
        return job.attempts > before.attempts and job.state == "running" and further

    wait_for(has_moved, what="progress of the job")
    time.sleep(chance.uniform(0, 0.4))
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    return ws.ledger.jobs.get(job_id).done


def main() -> None:
    import logging

    import stepping

    from core.errors import IsoglossError
    from core.jobs.worker import serve
    from core.workspace import open_workspace

    logging.basicConfig(level="INFO", format="%(asctime)s %(message)s")
    stepping.register_test_kinds()
    try:
        serve(open_workspace(), leave_after=float(sys.argv[1]) if len(sys.argv) > 1 else None)
    except IsoglossError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
