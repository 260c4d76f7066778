"""The files of a run: where they lie, how they are written (whole or not at all), its metrics as JSON lines.

    recipe.yaml command.txt environment.txt data.lock.json plan.json order.json metrics.jsonl log.txt
    checkpoints/step-N/ adapter/ heads.safetensors base_heads.safetensors labels.json card.md

Invariant: card.md is written last; where it stands, the training is finished.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Stage = Literal["load", "tokenise", "baseline", "train", "evaluate", "save", "done"]


class Metric(BaseModel):
    """A line of metrics.jsonl: the beginning of a stage, a step of the training, or an evaluation on the dev rows."""

    model_config = ConfigDict(frozen=True)

    stage: Stage
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    step: int | None = None
    steps: int | None = None
    loss: float | None = None
    loss_per_language: dict[str, float] = Field(default_factory=dict)
    dev: dict[str, float] = Field(default_factory=dict)  # name of a measure on the dev rows -> value
    learning_rate: float | None = None
    tokens_per_second: float | None = None
    eta_seconds: float | None = None
    rows: str | None = None  # hash of the ids of the step's rows
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run."""

    path: Path

    @property
    def recipe(self) -> Path:
        """The recipe, as YAML."""
        return self.path / "recipe.yaml"

    @property
    def plan(self) -> Path:
        """What was planned."""
        return self.path / "plan.json"

    @property
    def order(self) -> Path:
        """The batches of the whole run."""
        return self.path / "order.json"

    @property
    def data_lock(self) -> Path:
        """Which data version, with its hashes."""
        return self.path / "data.lock.json"

    @property
    def metrics(self) -> Path:
        """Stages and steps."""
        return self.path / "metrics.jsonl"

    @property
    def log(self) -> Path:
        """What the training process said."""
        return self.path / "log.txt"

    @property
    def checkpoints(self) -> Path:
        """Folder of the checkpoints."""
        return self.path / "checkpoints"

    @property
    def adapter(self) -> Path:
        """The trained adapter, in PEFT's layout."""
        return self.path / "adapter"

    @property
    def heads(self) -> Path:
        """The tuned classifier heads."""
        return self.path / "heads.safetensors"

    @property
    def base_heads(self) -> Path:
        """Logistic regression on the frozen encoder, in the same layout."""
        return self.path / "base_heads.safetensors"

    @property
    def labels(self) -> Path:
        """The labels of each head."""
        return self.path / "labels.json"

    @property
    def card(self) -> Path:
        """What is told about the run; written last."""
        return self.path / "card.md"

    @property
    def finished(self) -> bool:
        """Whether the training came to its end."""
        return self.card.is_file()


CHECKPOINT = "step-"  # a checkpoint's folder is named by its step


def checkpoint_steps(checkpoints: Path) -> list[int]:
    """Steps of the checkpoints that are there, in order."""
    return sorted(int(path.name.removeprefix(CHECKPOINT)) for path in checkpoints.glob(f"{CHECKPOINT}*"))


def write_whole(path: Path, text: str) -> None:
    """Write a text file in one rename, so that nobody sees half of it."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def replace_folder(draft: Path, place: Path) -> None:
    """Put the finished folder `draft` where `place` is."""
    if place.exists():
        shutil.rmtree(place)
    draft.replace(place)


def add_log(folder: RunFolder, line: str) -> None:
    """Append a line with the present time (UTC) to the run's log."""
    with folder.log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}  {line}\n")


def add_metric(folder: RunFolder, metric: Metric) -> None:
    """Append a line to the run's metrics."""
    with folder.metrics.open("a", encoding="utf-8") as file:
        file.write(metric.model_dump_json(exclude_none=True, exclude_defaults=False) + "\n")


def read_metrics(folder: RunFolder) -> Iterator[Metric]:
    """All whole lines of the run's metrics; a line cut short by a crash is passed over."""
    if not folder.metrics.is_file():
        return
    for line in folder.metrics.read_bytes().split(b"\n")[:-1]:
        if line.endswith(b"}"):
            yield Metric.model_validate_json(line)


def rewind_metrics(folder: RunFolder, step: int) -> None:
    """Forget the steps after `step`: a run that goes on from a checkpoint does them again."""
    kept = [metric for metric in read_metrics(folder) if metric.step is None or metric.step <= step]
    write_whole(folder.metrics, "".join(metric.model_dump_json(exclude_none=True) + "\n" for metric in kept))


def write_order(folder: RunFolder, order: Sequence[Sequence[int]], examples_hash: str) -> None:
    """Keep the order of the run with the hash of the examples that it counts in."""
    write_whole(folder.order, json.dumps({"examples": examples_hash, "batches": order}, separators=(",", ":")))


def read_order(folder: RunFolder) -> tuple[list[list[int]], str] | None:
    """The kept order and the hash of its examples, or None where there is none yet."""
    if not folder.order.is_file():
        return None
    content = json.loads(folder.order.read_text(encoding="utf-8"))
    return content["batches"], content["examples"]


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a small JSON file whole."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
