"""Translation models of the model store (opus-mt, NLLB, M2M-100, mBART-50, MADLAD), one engine each.

A model runs in a child process (`seq2seq_child`) that ends with its input: it cannot outlive the worker, its memory is
free when the job ends, and a crash in a library ends it alone.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import permutations
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from core import languages
from core.settings import ROOT
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
from core.translation.engines.families import ModelLanguages, Telling, languages_of

if TYPE_CHECKING:
    from core.models.cards import ModelCard

BATCH = 8
BEAMS = 4
DIRECT = "own"  # the mode of a model that knows one pair only


def engines(around: Surroundings) -> Iterable[Engine]:
    """One engine for each translation model in the store."""
    for card in around.models.describe():
        if card.kind == "seq2seq" and card.present and card.path is not None:
            known = languages_of(card.path)
            if known is not None:
                yield Seq2Seq(card, card.path, known)


class Seq2Seq:
    """A model of the store; its engine is called `model:NAME`."""

    def __init__(self, card: "ModelCard", folder: Path, known: ModelLanguages) -> None:
        self._card, self._folder, self._known = card, folder, known
        self.name = f"model:{card.name}"

    def card(self) -> EngineCard:
        """What the model's own card says; a licence against commercial use is a warning."""
        shown = EngineCard(
            name=self.name,
            title=self._card.title,
            kind="neural",
            version=self._version(),
            licence=self._card.licence or "not stated",
            missing="" if self.pairs() else "The model does not say which languages it translates.",
            install="" if self.pairs() else "Name its languages at the top of its README.md (language: [en, es]).",
        )
        if not self._card.licence:
            warning = "Its licence is not stated. Ask before you publish what it made."
        elif shown.limits_use:
            warning = "Its licence forbids commercial use; what it made carries that licence beside the text's own."
        else:
            return shown
        return EngineCard(**{**{name: getattr(shown, name) for name in shown.__slots__}, "warning": warning})

    def pairs(self) -> tuple[Pair, ...]:
        """All directions between the model's languages; for a model of one pair, that one."""
        version = self._version()
        told = sorted(self._known.codes)
        if self._known.family.name == "Marian":
            return tuple(Pair(source, target, mode, version) for source, target, mode in self._marian(told))
        return tuple(Pair(first, second, f"{first}-{second}", version) for first, second in permutations(told, 2))

    def advice(self, source: str, target: str) -> str:  # noqa: ARG002  nor about any other
        """Nothing can be done about a model's languages."""
        return ""

    def open(self, pair: Pair) -> "Child":
        """A child process for the direction, started with the first text."""
        telling = Telling() if pair.mode == DIRECT else self._known.telling(pair.source, pair.target)
        return Child(self._folder, telling)

    def _marian(self, targets: Sequence[str]) -> list[tuple[str, str, str]]:
        """opus-mt models say their pair in their name; those with several targets have tokens for them."""
        ends = self._card.title.rsplit("/", 1)[-1].removeprefix("opus-mt-").removeprefix("tc-big-").split("-")
        source = languages.standard_tag(ends[0]) if ends and languages.is_tag(ends[0]) else None
        if source and targets:
            return [(source, target, f"{source}-{target}") for target in targets if target != source]
        target = languages.standard_tag(ends[1]) if len(ends) > 1 and languages.is_tag(ends[1]) else None
        if source and target:
            return [(source, target, DIRECT)]
        said = [languages.standard_tag(tag) for tag in self._card.languages if languages.is_tag(tag)]
        return [(said[0], said[1], DIRECT)] if len(said) == 2 else []

    def _version(self) -> str:
        return f"{self._card.name} {self._card.revision[:12]}".strip()


class Child(Closing):
    """A process that holds the model; one JSON line in, one JSON line out."""

    def __init__(self, folder: Path, telling: Telling) -> None:
        self._folder, self._telling = folder, telling
        self._process: subprocess.Popen[str] | None = None

    def translate(self, texts: Sequence[str]) -> list[Output]:
        """In batches. Raises EngineFailedError where the process ends or reports an error."""
        outputs = [Output("", error="too_long") if len(text) > LONGEST else Output("") for text in texts]
        places = [place for place, output in enumerate(outputs) if not output.error]
        for start in range(0, len(places), BATCH):
            part = places[start : start + BATCH]
            made = self._ask({"texts": [texts[place] for place in part]})
            for place, text in zip(part, made, strict=True):
                outputs[place] = Output(text.strip()) if text.strip() else Output("", error="no_answer")
        return outputs

    def _ask(self, question: dict[str, object]) -> list[str]:
        if self._process is None:
            self._start()
        answer = self._exchange(question)
        made: list[str] = answer["texts"]
        return made

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.translation.engines.seq2seq_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
        telling = {"prefix": self._telling.prefix, "source": self._telling.source, "forced": self._telling.forced}
        self._exchange({"folder": str(self._folder), "beams": BEAMS, **telling})

    def _exchange(self, question: dict[str, object]) -> dict[str, Any]:
        assert self._process is not None
        stdin, stdout = _pipes(self._process)
        try:
            stdin.write(json.dumps(question) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        ended = {"error": "" if line else f"the process ended with code {self._process.wait()}"}
        answer: dict[str, Any] = json.loads(line) if line else ended
        if "error" in answer:
            self.close()
            raise EngineFailedError(
                f"The translation model {self._folder.name} stopped: {answer['error']}.",
                hint="If memory ran out, use a smaller model; else add the model to the store anew.",
            )
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._process.kill()
        stdin, stdout = _pipes(self._process)
        stdout.close()
        with suppress(BrokenPipeError):  # nobody reads what was still to be written
            stdin.close()
        self._process.wait()
        self._process = None


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout
