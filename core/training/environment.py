"""In which surroundings a run was made: the command that repeats it, and every package with its version."""

import platform
from importlib.metadata import distributions

from core.processes.cores import available_cores
from core.training.folder import RunFolder, write_whole


def write_environment(folder: RunFolder) -> None:
    """Write command.txt and environment.txt, once a run."""
    command = folder.path / "command.txt"
    if not command.is_file():
        write_whole(command, "python -m core train recipe.yaml\n")
    environment = folder.path / "environment.txt"
    if not environment.is_file():
        write_whole(environment, describe_environment())


def describe_environment() -> str:
    """Python, system, cores, and all installed packages, one a line."""
    packages = sorted({f"{found.name}=={found.version}" for found in distributions()}, key=str.lower)
    head = [f"# Python {platform.python_version()}", f"# {platform.platform()}", f"# {available_cores()} cores"]
    return "\n".join([*head, *packages]) + "\n"
