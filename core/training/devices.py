"""On what a training would run here, found without loading torch: a page asks at every visit.

A GPU counts only where the installed torch can use one: a build for CPU (its version ends in +cpu) cannot.
"""

import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

import psutil

from core.processes.cores import available_cores

SECONDS = 5.0  # that the driver may take to answer


@dataclass(frozen=True, slots=True)
class Device:
    """What was found: `gpu` is the name of the first GPU that torch can use, None without one. Memory in bytes."""

    cores: int
    memory: int
    free_memory: int
    gpu: str | None = None


def find_device() -> Device:
    """The machine as it is now; whether there is a GPU is asked once a process."""
    memory = psutil.virtual_memory()
    return Device(available_cores(), memory.total, memory.available, _gpu())


@lru_cache(maxsize=1)
def _gpu() -> str | None:
    asker = shutil.which("nvidia-smi")
    if asker is None or not _torch_takes_gpus():
        return None
    try:
        command = [asker, "--query-gpu=name", "--format=csv,noheader"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    names = told.stdout.strip().splitlines()
    return names[0].strip() if told.returncode == 0 and names else None


def _torch_takes_gpus() -> bool:
    try:
        return not version("torch").endswith("+cpu")
    except PackageNotFoundError:
        return False
