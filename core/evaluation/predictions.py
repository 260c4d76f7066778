"""What each system said about each test item: the evidence behind every score, kept as JSONL beside the run.

Texts are not copied here; items name their segments, so that takedown reaches them. One line an item, in the order of
the test split; a file is complete when its last line is `{"complete": true}` (written last).
"""

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel


class ClassPrediction(BaseModel):
    """One segment, one task: the gold class and what base and tuned made of it."""

    task: str
    segment_id: str
    group: str
    language: str
    formality: str | None
    domain: str | None
    gold: str
    base: str
    tuned: str
    base_share: float  # probability that the system gave its own answer
    tuned_share: float


class RewritePrediction(BaseModel):
    """One segment to be rewritten: bits that each system needs for the reference, and generated texts."""

    source_id: str
    target_id: str
    group: str
    language: str
    formality: str  # of the target
    domain: str | None
    size: int  # bytes of the reference
    base_bits: float
    tuned_bits: float
    ngram_bits: float | None = None
    base_text: str | None = None
    tuned_text: str | None = None


def write_predictions(path: Path, items: Iterable[BaseModel]) -> int:
    """Write all items, then the line that says so; returns how many there are."""
    temporary = path.with_suffix(".part")
    count = 0
    with temporary.open("w", encoding="utf-8") as file:
        for item in items:
            count += 1
            file.write(item.model_dump_json() + "\n")
        file.write(json.dumps({"complete": True, "items": count}) + "\n")
    temporary.replace(path)
    return count


def read_class_predictions(path: Path) -> list[ClassPrediction]:
    """Predictions of the classification suite; empty where there is no such file."""
    return [ClassPrediction.model_validate_json(line) for line in _lines(path)]


def read_rewrite_predictions(path: Path) -> list[RewritePrediction]:
    """Predictions of the rewriting suite; empty where there is no such file."""
    return [RewritePrediction.model_validate_json(line) for line in _lines(path)]


def forget(path: Path, segment_ids: Collection[str]) -> int:
    """Take the answers about erased segments out of a file of predictions; returns how many there were."""
    if not path.is_file():
        return 0
    lines = list(_lines(path))
    kept = [line for line in lines if not segment_ids_of(line) & set(segment_ids)]
    if len(kept) < len(lines):
        temporary = path.with_suffix(".part")
        ending = json.dumps({"complete": True, "items": len(kept)}) + "\n"
        temporary.write_text("".join(kept) + ending, encoding="utf-8")
        temporary.replace(path)
    return len(lines) - len(kept)


def segment_ids_of(line: str) -> set[str]:
    """The segments that a line of predictions is about."""
    item = json.loads(line)
    return {str(item[name]) for name in ("segment_id", "source_id", "target_id") if name in item}


def _lines(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if not line.startswith('{"complete"'))
