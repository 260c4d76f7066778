"""What Apertium has installed, read off its mode files: language pairs, pipelines, package versions.

A mode file `spa-cat.mode` holds the shell pipeline of one direction; it is taken apart here and never given to a
shell. Names are ISO 639-3 (or 639-1) codes with an optional variety: `spa-cat_valencia`, `es-pt_BR`.
"""

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core import languages
from core.errors import InvalidInputError
from core.settings import ROOT
from core.translation.engines.base import Pair

MODES = Path("/usr/share/apertium/modes")
PACKAGES = ROOT / "data" / "translation" / "apertium_packages.tsv"
GENERATE_WITH_MARKS = "-g"  # what `$1` of a mode stands for where unknown words shall be marked
SECONDS = 20  # for asking the package manager


def installed_pairs(folder: Path = MODES) -> tuple[Pair, ...]:
    """The directions that are installed; of several modes for the same tags the one with the shortest name."""
    found: dict[tuple[str, str], Pair] = {}
    for path in sorted(folder.glob("*.mode"), key=lambda path: (len(path.stem), path.stem)):
        tags = _tags(path.stem)
        if tags and tags not in found:
            found[tags] = Pair(*tags, mode=path.stem, version=_version(path))
    return tuple(sorted(found.values(), key=lambda pair: (pair.source, pair.target)))


def pipeline(mode: str, folder: Path = MODES) -> list[list[str]]:
    """The programs of a mode with their arguments, each told to flush at a NUL (`-z`).

    Raises InvalidInputError for a mode that is no plain pipeline.
    """
    stages = []
    for part in (folder / f"{mode}.mode").read_text(encoding="utf-8").strip().split("|"):
        words = [GENERATE_WITH_MARKS if word == "$1" else word for word in shlex.split(part) if word != "$2"]
        if not words or any(sign in part for sign in ";&<>`"):
            raise InvalidInputError(f"The Apertium mode {mode} is not a plain pipeline.", hint="Reinstall its package.")
        stages.append(words if words[0] == "cat" else [words[0], "-z", *words[1:]])
    return stages


@dataclass(frozen=True, slots=True)
class DebianPackage:
    """A Debian package with language pairs; `pairs` are BCP 47 tags, in the directions it translates."""

    name: str
    pairs: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def known_packages() -> tuple[DebianPackage, ...]:
    """Packages of Debian 12, from the table beside the data."""
    packages = []
    for line in PACKAGES.read_text(encoding="utf-8").splitlines()[1:]:
        name, first, second, both = line.split("\t")
        pairs = ((first, second), (second, first)) if both == "both" else ((first, second),)
        packages.append(DebianPackage(name, pairs))
    return tuple(packages)


def package_for(source: str, target: str) -> str | None:
    """The Debian package that translates in this direction, as far as is known."""
    base = (source.split("-", maxsplit=1)[0], target.split("-", maxsplit=1)[0])
    return next((package.name for package in known_packages() if base in package.pairs), None)


def install_command(packages: Sequence[str]) -> str:
    """The command that installs these packages with the engine."""
    return "sudo apt-get install --no-install-recommends apertium " + " ".join(packages)


def _tags(mode: str) -> tuple[str, str] | None:
    first, _, second = mode.partition("-")
    source, target = _tag(first), _tag(second)
    return (source, target) if source and target else None


def _tag(code: str) -> str | None:
    """`pt_BR` → pt-BR, `cat_valencia` → ca-valencia; None for what is no language tag (`cat_valencia_uni`)."""
    tag = code.replace("_", "-")
    return languages.standard_tag(tag) if code and languages.is_tag(tag) else None


def _version(path: Path) -> str:
    return package_versions(str(path.parent)).get(path.stem, "")


@lru_cache(maxsize=4)
def package_versions(folder: str) -> dict[str, str]:
    """Mode -> “package version”, from dpkg; empty where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return {}
    owners = _asked("dpkg-query", "--search", f"{folder}/*.mode")
    owner_of = {Path(path).stem: name.split(":")[0] for name, _, path in (line.partition(": ") for line in owners)}
    if not owner_of:
        return {}
    shown = _asked("dpkg-query", "--show", "--showformat", "${Package} ${Version}\n", *sorted(set(owner_of.values())))
    versions = {line.split(" ")[0]: line for line in shown if " " in line}
    return {mode: versions[owner] for mode, owner in owner_of.items() if owner in versions}


def _asked(*command: str) -> list[str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.splitlines()
