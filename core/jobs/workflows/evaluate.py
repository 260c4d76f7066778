"""Evaluate a run: ask base and tuned about the test split, then turn the answers into scores.

Asking happens in a child process and ends in one predictions file, written atomically; scoring is repeatable: the
last score of a cell counts.
"""

import json
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel

from core import __version__
from core.errors import InvalidInputError
from core.evaluation.predictions import read_class_predictions, read_rewrite_predictions
from core.evaluation.scoring import Measured, compare_bits, compare_classes, score_classes, score_rewriting
from core.jobs.child import run_child
from core.jobs.children.evaluation import rows_file
from core.jobs.frozen import frozen_rows
from core.jobs.run import JobRun
from core.records import Run, Score


class EvaluateRequest(BaseModel):
    """Which run is evaluated, and how many texts a language are generated (rewriting)."""

    project_id: str
    run_id: str
    generate_per_language: int = 2


class Comparison(BaseModel):
    """Tuned against base over all languages: a paired bootstrap over situations."""

    task: str
    metric: str
    difference: float
    low: float | None
    high: float | None
    p: float | None


class EvaluateReport(BaseModel):
    """How many scores there are, and whether tuned differs from base."""

    run_id: str
    suite: str
    items: int
    scores: int
    comparisons: list[Comparison]


def run(job: JobRun, request: EvaluateRequest) -> EvaluateReport:
    """The job."""
    items = job.step("ask the models", ask, job, request)
    job.progress(items, items, unit="items", phase="Computing scores")
    return job.step("score", score, job, request)


def ask(job: JobRun, request: EvaluateRequest) -> int:
    """Ask base and tuned about every test item, in a child process; returns how many answers there are.

    Raises InvalidInputError where nothing could be asked: a data version without tagged test rows.
    """
    found = job.ws.ledger.runs.get(job.project_id, request.run_id)
    model = job.ws.models.path(found.model)
    path = rows_file(Path(found.path))
    path.parent.mkdir(exist_ok=True)
    _file(found).unlink(missing_ok=True)  # answers of an earlier evaluation must not pass for new ones
    rows = frozen_rows(job.ws, job.ws.ledger.data_versions.get(job.project_id, found.data_version_id))
    path.write_text("".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    arguments = ["--run", found.path, "--model", str(model), "--suite", found.kind]
    arguments += ["--generate", str(request.generate_per_language)]
    run_child(
        job,
        module="core.jobs.children.evaluation",
        arguments=arguments,
        on_progress=lambda line: job.progress(line["done"], line["total"], unit="items", phase=line["phase"]),
    )
    path.unlink()
    answers = len(_answers(found))
    if not answers:
        raise InvalidInputError(
            "No held-out segment could be asked about: the data version's test split has none that fits this run.",
            hint="Tag more segments, freeze a new data version with a larger test share, and train on that.",
        )
    return answers


def score(job: JobRun, request: EvaluateRequest) -> EvaluateReport:
    """Turn the predictions into scores and keep them."""
    found = job.ws.ledger.runs.get(job.project_id, request.run_id)
    measured = _measured(job, found)
    if found.kind == "classification":
        items = read_class_predictions(_file(found))
        scores = list(score_classes(items, measured))
        tests = [("macro_f1", task, compare_classes(items, task)) for task in sorted({item.task for item in items})]
    else:
        rewrites = read_rewrite_predictions(_file(found))
        version_rows = frozen_rows(job.ws, job.ws.ledger.data_versions.get(job.project_id, found.data_version_id))
        scores = list(score_rewriting(rewrites, {row.id: row.text for row in version_rows}, measured))
        tests = [("bits_per_byte", "rewriting", compare_bits(rewrites))]
    job.ws.ledger.scores.put(scores)
    comparisons = [
        Comparison(task=task, metric=metric, difference=t.difference, low=t.low, high=t.high, p=t.p)
        for metric, task, t in tests
    ]
    _keep_comparisons(found, comparisons)
    return EvaluateReport(
        run_id=found.id, suite=found.kind, items=len(_answers(found)), scores=len(scores), comparisons=comparisons
    )


def _measured(job: JobRun, found: Run) -> Measured:
    frozen = job.ws.ledger.data_versions.get(job.project_id, found.data_version_id)
    adapter = Path(found.path, "adapter", "adapter_model.safetensors")
    return Measured(
        run_id=found.id,
        data=f"{frozen.name}@{frozen.content_hash[:12]}",
        base=found.model,
        adapter=_short_hash(adapter),
        seed=found.seed,
        version=__version__,
    )


def _short_hash(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "none"


def _file(found: Run) -> Path:
    return Path(found.path) / "evaluation" / f"{found.kind}.jsonl"


def _answers(found: Run) -> list[BaseModel]:
    read = read_class_predictions if found.kind == "classification" else read_rewrite_predictions
    return list(read(_file(found)))


def _keep_comparisons(found: Run, comparisons: list[Comparison]) -> None:
    path = Path(found.path) / "evaluation" / "comparisons.json"
    path.write_text(json.dumps([c.model_dump() for c in comparisons], indent=1), encoding="utf-8")


__all__ = ["EvaluateReport", "EvaluateRequest", "Score", "run"]
