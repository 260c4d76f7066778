"""Language identification: fastText behind the app's pipeline beside raw batched fastText, and a whole corpus.

The ratio is taken on one core, the same sentences, turn and turn about in small pieces, so that whatever else the
machine does hits both: processor time of `predict` on a list of texts against processor time from stored texts to
stored columns (detection copy, detector, scripts, vote, votes as JSON). The sentences are the sample's, each once with
another word behind it, so that they are real text in several scripts. The default detectors, fastText alone and the
language filters of datatrove and Data-Juicer (`filters`) read the same FILTERED of them, each on one thread.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from benchmarks import filters, generating, identify_accuracy, language_lines
from benchmarks.reporting import Result
from core.collection.sample import sample_languages, sample_rows
from core.corpus.identity import with_identity
from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.detectors.fasttext import FastText
from core.identification.identifying import BATCH, Identifier
from core.jobs.inline import run_inline
from core.jobs.workflows.identify import IdentifyRequest
from core.records import Project
from core.settings import Settings
from core.workspace import Workspace, open_workspace

ROWS = 1_000_000
SENTENCES = 2 * BATCH
ROUNDS = 24
FILTERED = 200_000
PART = 100_000


def run(rows: int = ROWS) -> Result:
    """The ratio, the rate and accuracy of the default detectors, and a job over `rows` generated segments."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(workspace=folder, worker_autostart=False, _env_file=None)
        ws = open_workspace(settings.model_copy(update={"models": Settings().model_folder}))
        texts = _sentences(SENTENCES)
        ours, raw = _against_raw(ws, texts)
        pool = specs(Project(id="", name="").detectors, ws.models)
        whole = Identifier.of(pool, Question(sample_languages()))
        many = _sentences(min(FILTERED, rows))
        (alone_spec,) = specs(["fasttext"], ws.models)
        rates = {
            "consensus": _rate(whole, many),
            "fasttext": _rate(Identifier.of([alone_spec], Question(sample_languages())), many),
        }
        peers, ratio = filters.beside(many, Path(alone_spec.model or ""), rates)
        figures: dict[str, float | int | str] = {
            "fasttext_alone_texts_per_second_and_core": ours,
            "default_detectors_texts_per_second_and_core": rates["consensus"],
            "filtered_texts": len(many),
            "segments": rows,
        }
        project_id = _filled(ws, rows)
        request = IdentifyRequest(project_id=project_id, detectors=("fasttext",))
        seconds = _seconds(lambda: run_inline(ws, "identify", request, project_id=project_id))
        figures |= {"job_seconds": seconds, "job_segments_per_second": rows / seconds}
        again = _seconds(lambda: _expect_others(ws, project_id))
        figures["again_with_other_languages_segments_per_second"] = rows / again
        alone: dict[str, dict[str, float]] = {}
        real = language_lines.data_folder()
        if real is not None:
            right, alone = identify_accuracy.measure(pool, real)
            figures |= right
        ws.ledger.dispose()
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["peak_memory_of_a_process_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    against: filters.Against = {"raw batched fastText": {"texts_per_second_and_core": raw}, **peers}
    against |= {f"{name} alone": {**columns} for name, columns in alone.items()}
    return Result(figures, against, {"fasttext_alone_to_raw_fasttext": ours / raw, **ratio})


def _sentences(count: int) -> list[str]:
    sample = [row.text for language in sample_languages() for row in sample_rows(language)]
    return [f"{sample[place % len(sample)]} {place:x}" for place in range(count)]


def _rate(identifier: Identifier, texts: list[str]) -> float:
    """Texts a second of processor time, after a first hundred that is not counted."""
    table = pa.table({"text": texts})
    identifier.identify(table.slice(0, 100))
    return len(texts) / _processor_seconds(lambda: identifier.identify(table))


def _against_raw(ws: Workspace, texts: list[str]) -> tuple[float, float]:
    """Texts a second of processor time: ours, and raw fastText's."""
    (spec,) = specs(["fasttext"], ws.models)
    identifier = Identifier.of([spec], Question(sample_languages()))
    model = FastText(Path(spec.model or ""))._model
    best = {"ours": 0.0, "raw": 0.0}
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        table = pa.table({"text": part})
        works = {"ours": lambda t=table: identifier.identify(t), "raw": lambda p=part: model.predict(p)}
        taken = dict.fromkeys(works, float("inf"))
        for _ in range(ROUNDS):
            for name, work in works.items():
                taken[name] = min(taken[name], _processor_seconds(work))
        best = {name: best[name] + taken[name] for name in best}
    return len(texts) / best["ours"], len(texts) / best["raw"]


def _filled(ws: Workspace, rows: int) -> str:
    project = ws.ledger.projects.create("Generated", languages=sample_languages())
    corpus = ws.corpus(project.id)
    for start in range(0, rows, PART):
        corpus.append(with_identity(generating.segments(start, min(PART, rows - start)), "generated"))
    return project.id


def _expect_others(ws: Workspace, project_id: str) -> None:
    """Identify again after a change of the expected languages: stored votes are counted anew."""
    ws.ledger.projects.update(project_id, languages=sample_languages()[:5])
    request = IdentifyRequest(project_id=project_id, detectors=("fasttext",))
    run_inline(ws, "identify", request, project_id=project_id)


def _processor_seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
