"""Archives and compressed files: zip, tar, gz, zst, in each other a few levels deep, unpacked with distrust.

Every member is copied as a stream into a folder of its own archive, under a name that cannot leave it. Refused with a
reason, while the rest comes in: paths that lead out, links, devices, encrypted or damaged members. A bomb is caught
while it is unpacked, never by what the archive says of itself: by the ratio of bytes out to bytes in, the total size,
the number of members and the depth. A compressed file that is cut off gives what can be read of it.
"""

import gzip
import re
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyarrow as pa

from core.collection.refusals import Refusal
from core.errors import UnreadableFileError

CHUNK = 1 << 20
LOOKED_AT = 64_000_000  # bytes unpacked for a look
SUFFIXES = (".zip", ".tar", ".tgz", ".gz", ".zst", ".tzst")
DAMAGED: tuple[type[Exception], ...] = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError)
DAMAGED += (RuntimeError, pa.ArrowException, MemoryError)  # among them what is locked or compressed in unknown ways
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*]+')
_HIDDEN = re.compile(r"(^|/)(\.[^/]+|__MACOSX)(/|$)")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may be at most. Text is seldom compressed to less than a fiftieth; zeros are to a thousandth."""

    total: int = 20_000_000_000  # bytes unpacked
    ratio: int = 200  # bytes out to bytes in, where there are more than `harmless`
    harmless: int = 16_000_000
    members: int = 20_000
    depth: int = 3  # archives within each other


@dataclass(frozen=True, slots=True)
class Member:
    """A file that came out: where it lies, and its path within the archive."""

    path: Path
    name: str


@dataclass(slots=True)
class Unpacked:
    """The files that came out and what did not; `complete` is False where unpacking was stopped early on purpose."""

    files: list[Member] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    complete: bool = True
    size: int = 0  # bytes so far
    count: int = 0  # members so far


class _BombError(Exception):
    """The archive goes beyond a limit."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class _EnoughError(Exception):
    """Only a look was wanted, and it has been had."""


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is an archive or compressed."""
    return path.suffix.lower() in SUFFIXES


def unpack(path: Path, folder: Path, limits: Limits | None = None, *, enough: int | None = None) -> Unpacked:
    """Unpack `path` into `folder`; with `enough`, stop after about so many bytes.

    Raises UnreadableFileError for a file that is no archive at all.
    """
    done = Unpacked()
    unpacking = _Unpacking(done, limits or Limits(), enough, path.stat().st_size)
    try:
        unpacking.archive(path, folder, path.name, depth=1)
    except _EnoughError:
        done.complete = False
    except _BombError as bomb:
        done.refused.append(Refusal(path.name, 0, bomb.reason, bomb.detail))
    if not done.files and any(bad.reason == "unreadable" and bad.file == path.name for bad in done.refused):
        raise UnreadableFileError(
            f"{path.name} cannot be unpacked: {done.refused[0].detail}", hint="It may be cut off; copy it again."
        )
    return done


@dataclass(slots=True)
class _Unpacking:
    done: Unpacked
    limits: Limits
    enough: int | None
    packed: int  # bytes of the outermost file, that all ratios are to

    def archive(self, path: Path, folder: Path, shown: str, *, depth: int) -> None:
        """Unpack one archive, and those within it."""
        if depth > self.limits.depth:
            self._refuse(shown, "nested", f"archives in archives, deeper than {self.limits.depth}")
            return
        folder.mkdir(parents=True, exist_ok=True)
        inner: list[Member] = []
        for member in self._members(path, folder, shown):
            (inner if is_archive(member.path) else self.done.files).append(member)
        for member in inner:
            self.archive(
                member.path, member.path.with_name(f"{member.path.name}.content"), member.name, depth=depth + 1
            )
            member.path.unlink(missing_ok=True)

    def _members(self, path: Path, folder: Path, shown: str) -> Iterator[Member]:
        try:
            name = path.name.lower()
            if name.endswith(".zip"):
                yield from self._zip(path, folder, shown)
            elif re.search(r"\.(tar|tgz|tzst)$|\.tar\.(gz|zst)$", name):
                yield from self._tar(path, folder, shown)
            else:
                yield from self._single(path, folder, shown)
        except DAMAGED as error:
            self._refuse(shown, "unreadable", " ".join(str(error).split())[:200] or type(error).__name__)

    def _zip(self, path: Path, folder: Path, shown: str) -> Iterator[Member]:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                kind = info.external_attr >> 28  # of the Unix mode: 0 none, 4 folder, 8 file, 10 link
                if info.is_dir():
                    continue
                reason = "link" if kind == 10 else "special_file" if kind not in (0, 8) else ""
                reason = "encrypted" if info.flag_bits & 1 else reason
                yield from self._take(info.filename, reason, folder, shown, partial(archive.open, info))

    def _tar(self, path: Path, folder: Path, shown: str) -> Iterator[Member]:
        with _expanded(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                if info.isdir():
                    continue
                reason = "link" if info.issym() or info.islnk() else "" if info.isreg() else "special_file"
                yield from self._take(info.name, reason, folder, shown, partial(archive.extractfile, info))

    def _single(self, path: Path, folder: Path, shown: str) -> Iterator[Member]:
        """A compressed file: what can be read of it, even where it is cut off."""
        target = folder / (_safe(path.stem) or "content")
        member = Member(target, shown.rsplit(".", 1)[0])
        with _expanded(path) as stream:
            fault = self._copy(stream, member)
        if fault:
            self._refuse(shown, "unreadable", f"after {target.stat().st_size:,} bytes: {fault}")
        if target.stat().st_size:
            yield member

    def _take(
        self, name: str, reason: str, folder: Path, shown: str, opened: Callable[[], IO[bytes] | None]
    ) -> Iterator[Member]:
        """One member of an archive, refused for `reason` if there is one."""
        self.done.count += 1
        if self.done.count > self.limits.members:
            raise _BombError("too_many", f"more than {self.limits.members:,} files")
        target = None if reason else _target(folder, name)
        if not reason and _HIDDEN.search(name.replace("\\", "/")) and target is not None:
            return  # what systems leave behind; hidden files of folders are not read either
        if target is None or target.exists():
            self._refuse(f"{shown}/{name}", reason or ("unsafe_path" if target is None else "twice"), "")
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        member = Member(target, f"{shown}/{name}")
        try:
            stream = opened()
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # its own header is damaged
            self._refuse(member.name, "unreadable", str(error))
            return
        fault = self._copy(stream, member) if stream is not None else "nothing in it"
        if fault:
            target.unlink(missing_ok=True)
            self._refuse(f"{shown}/{name}", "unreadable", fault)
        else:
            yield member

    def _copy(self, stream: IO[bytes], member: Member) -> str:
        """Copy a stream; returns what went wrong, "" where nothing did."""
        read = getattr(stream, "read1", stream.read)  # gives what there is before a damage, which `read` swallows
        with member.path.open("wb") as out:
            try:
                while chunk := read(CHUNK):
                    out.write(chunk)
                    self._count(len(chunk))
            except _BombError:
                member.path.unlink()
                raise
            except _EnoughError:
                if not is_archive(member.path):
                    self.done.files.append(member)
                raise
            except DAMAGED as error:
                return " ".join(str(error).split())[:200] or type(error).__name__
        return ""

    def _count(self, size: int) -> None:
        self.done.size += size
        if self.enough is not None and self.done.size > self.enough:
            raise _EnoughError
        if self.done.size > self.limits.total:
            raise _BombError("too_large", f"more than {self.limits.total:,} bytes")
        if self.done.size > max(self.limits.harmless, self.limits.ratio * self.packed):
            raise _BombError("bomb", f"more than {self.limits.ratio} times its size")

    def _refuse(self, name: str, reason: str, detail: str) -> None:
        self.done.refused.append(Refusal(name, 0, reason, detail))


@dataclass(frozen=True, slots=True)
class ArchiveLook:
    """The files that can be read, with the name of their format, and what would be refused."""

    files: tuple[tuple[str, str], ...]
    refused: tuple[Refusal, ...]
    complete: bool


def look(path: Path) -> ArchiveLook:
    """What is in an archive, from about its first `LOOKED_AT` bytes; nothing of it is kept. Raises as `unpack` does."""
    from core.collection.folders import sorted_out
    from core.collection.sources.files import format_of

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = unpack(path, folder / "content", enough=LOOKED_AT)
        names = {member.path: member.name for member in done.files}
        listing = sorted_out(folder / "content")
        refused = [Refusal(names[one], 0, "unsupported_format") for one, _ in listing.ignored if one in names]
        files = [(names[one], format_of(one).name) for one in listing.files if one in names]
        return ArchiveLook(tuple(files), (*done.refused, *refused), done.complete)


@contextmanager
def _expanded(path: Path) -> Iterator[IO[bytes]]:
    """The decompressed bytes of a gz, zst or plain file."""
    name = path.name.lower()
    stream: Any
    if name.endswith((".gz", ".tgz")):
        stream = gzip.open(path, "rb")  # noqa: SIM115 - closed below
    elif name.endswith((".zst", ".tzst")):
        stream = pa.input_stream(str(path), compression="zstd")
    else:
        stream = path.open("rb")
    try:
        yield stream
    finally:
        stream.close()


def _target(folder: Path, name: str) -> Path | None:
    """Where a member goes; None for a name that would lead out of the folder or is none."""
    plain = name.replace("\\", "/")
    parts = PurePosixPath(plain).parts
    if not parts or plain.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", plain) or "\0" in plain:
        return None
    cleaned = [_safe(part) for part in parts]
    if not all(cleaned) or len(cleaned) > 50:
        return None
    return folder.joinpath(*cleaned)


def _safe(name: str) -> str:
    """A part of a path without what file systems read otherwise, and short enough with its ending kept."""
    cleaned = _UNSAFE.sub("_", name).strip(" ")
    if cleaned.strip(".") == "":
        return ""
    while len(cleaned.encode("utf-8", errors="replace")) > 200:
        middle = max(1, len(cleaned) - 40)
        cleaned = cleaned[: middle - 10] + cleaned[middle:] if middle > 10 else cleaned[:60]
    return cleaned.encode("utf-8", errors="replace").decode()
