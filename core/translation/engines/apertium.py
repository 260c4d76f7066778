"""Apertium: rule-based translation by Debian packages, through a pipeline that stays open.

Each program of a mode runs once; a text goes in, a NUL makes all of them flush, and the answer ends with a NUL: some
milliseconds a sentence, where a call of the program takes half a second. Signs that mean something to Apertium are
escaped, or shut into a superblank `[…]` that comes out as it went in; so a `*` in the answer is Apertium's own mark of
a word it did not know.

The tagger's state outlives a flush: of 210 sentences, 8 were tagged otherwise than in a pipeline of their own. So a
pipeline begins anew with each unit of work (`begin`), and a unit that is repeated gives what it gave before.
"""

import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from core.translation.engines import apertium_modes as modes
from core.translation.engines.base import (
    LONGEST,
    Closing,
    Engine,
    EngineCard,
    EngineFailedError,
    Output,
    Pair,
    Surroundings,
)

NAME = "apertium"
ANSWER_SECONDS = 30.0  # a mode that is broken in its package prints nothing at all
END = ".[]"  # ends the sentence, so that no program waits for more of it
_ESCAPED = re.compile(r"([\\\[\]{}^$/@<>])")
_SHUT_IN = re.compile(r"([*#~\n\r\t]+)")
_MARKED = re.compile(r"\*(?=\w)(\w+)")
_MARKS = re.compile(r"(?<!\\)[*#@](?=\w)")
_SUPERBLANK = re.compile(r"(?<!\\)\[((?:[^\]\\]|\\.)*)\]")
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")  # left where the rules drop a pronoun
_UNESCAPED = re.compile(r"\\(.)", re.DOTALL)


def engines(_around: Surroundings) -> Iterable[Engine]:
    """The one engine."""
    return (Apertium(),)


class Apertium:
    """The installed modes of Apertium."""

    name = NAME

    def card(self) -> EngineCard:
        """Ready where the program and at least one pair are installed."""
        pairs = self.pairs()
        missing = "" if pairs else "Apertium is not installed, or none of its language pairs is."
        known = [package.name for package in modes.known_packages() if package.name == "apertium-eng-spa"]
        versions = sorted({pair.version for pair in pairs if pair.version})
        return EngineCard(
            name=NAME,
            title="Apertium",
            kind="rules",
            version=", ".join(versions),
            licence="GPL-2.0-or-later (engine and dictionaries; nothing of them is in the translations)",
            missing=missing,
            install="Install a pair, for example: " + modes.install_command(known)
            if missing
            else "Other pairs: apt-cache search apertium-",
        )

    def pairs(self) -> tuple[Pair, ...]:
        """Read off the mode files."""
        return modes.installed_pairs() if shutil.which("lt-proc") else ()

    def advice(self, source: str, target: str) -> str:
        """The Debian package that has the direction."""
        package = modes.package_for(source, target)
        return "Install it with: " + modes.install_command([package]) if package else ""

    def open(self, pair: Pair) -> "Pipe":
        """The mode's programs, started."""
        return Pipe(pair.mode, modes.pipeline(pair.mode))


class Pipe(Closing):
    """A mode that stays open. The programs end when their input does, so they cannot outlive this process."""

    def __init__(self, mode: str, stages: Sequence[Sequence[str]]) -> None:
        self._mode, self._stages = mode, stages
        self._programs: list[subprocess.Popen[bytes]] = []

    def translate(self, texts: Sequence[str]) -> list[Output]:
        """One after the other. Raises EngineFailedError where the mode does not answer."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Output:
        if len(text) > LONGEST:
            return Output("", error="too_long")
        if "\0" in text or not text.strip():
            return Output("", error="no_answer")
        try:
            answer = self._asked(encoded(text))
        except (BrokenPipeError, EngineFailedError) as error:
            self.close()
            raise EngineFailedError(
                f"The Apertium mode {self._mode} stopped ({error}).",
                hint="Some modes of Debian are broken (rus-ukr prints nothing). Try the same text with: "
                f"echo text | apertium {self._mode}",
            ) from error
        return decoded(answer)

    def _asked(self, sent: bytes) -> str:
        if not self._programs:
            self._start()
        stdin, stdout = self._programs[0].stdin, self._programs[-1].stdout
        assert stdin is not None and stdout is not None
        stdin.write(sent + b"\0")
        stdin.flush()
        answer, ends = b"", time.monotonic() + ANSWER_SECONDS
        while not answer.endswith(b"\0"):
            readable, _, _ = select.select([stdout], [], [], max(0.0, ends - time.monotonic()))
            piece = os.read(stdout.fileno(), 1 << 16) if readable else b""
            if not piece:
                raise EngineFailedError("it ended" if readable else f"no answer in {ANSWER_SECONDS:.0f} s")
            answer += piece
        return answer[:-1].decode("utf-8", errors="replace")

    def _start(self) -> None:
        source: int | subprocess.Popen[bytes] = subprocess.PIPE
        for words in self._stages:
            stdin = source if isinstance(source, int) else source.stdout
            program = subprocess.Popen(words, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            if not isinstance(source, int) and source.stdout is not None:
                source.stdout.close()
            self._programs.append(program)
            source = program

    def begin(self) -> None:
        """Start the programs anew with the next text."""
        self.close()

    def close(self) -> None:
        """End the programs."""
        for program in self._programs:
            program.kill()
            for stream in (program.stdin, program.stdout):
                if stream is not None and not stream.closed:
                    with suppress(BrokenPipeError):  # what was still to be written has nobody to read it
                        stream.close()
            program.wait()
        self._programs = []


def encoded(text: str) -> bytes:
    """A text as the pipeline takes it: special signs escaped, marks and line ends shut into superblanks."""
    escaped = _ESCAPED.sub(r"\\\1", text)
    return (_SHUT_IN.sub(r"[\1]", escaped) + END).encode("utf-8", errors="replace")


def decoded(answer: str) -> Output:
    """What the pipeline said, without its marks; the words that it had marked as unknown."""
    body = answer[: -len(END)] if answer.endswith(END) else answer.removesuffix("[]")
    unknown = tuple(_MARKED.findall(body))
    plain = _SUPERBLANK.sub(lambda match: match[1], _MARKS.sub("", body))
    text = _SPACES.sub(" ", _UNESCAPED.sub(r"\1", plain))
    return Output(text, unknown) if text.strip() else Output("", error="no_answer")
