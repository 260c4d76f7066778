"""Duplicates: how many edited copies are found, whether anything unrelated is merged, and a million segments.

Recall is that of whole clusters (candidates and exact comparison) for copies with 2, 5 and 10 % of their tokens edited,
in eight languages and seven scripts; `graphemes` edits single graphemes everywhere, which is harder than words. The
million segments are generated (14 languages); three in a hundred of them are copies with one word left out and two are
exact ones, so there is something to find. Peak memory is that of a process that does the job and nothing else.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks import generating
from benchmarks.edited import LANGUAGES, UNSPACED, documents, edit
from benchmarks.filters import Peer, PeerMissingError, environment, run_quietly
from benchmarks.reporting import Result
from core.cleaning.duplicates import clusters
from core.cleaning.duplicates.shingling import comparable, shingle
from core.cleaning.duplicates.signing import HASHES, sign
from core.corpus.identity import with_identity
from core.jobs.inline import run_inline
from core.jobs.workflows.find_duplicates import FindDuplicatesReport, FindDuplicatesRequest
from core.settings import Settings
from core.workspace import Workspace, open_workspace

ROWS = 1_000_000
PART = 100_000
NEW = 10_000  # segments added afterwards
UNRELATED = 10_000
SHARES = (0.02, 0.05, 0.1)
SEEDS = 3
PEER_TEXTS = 1_000
DATASKETCH = Peer("datasketch", ("datasketch==2.0.0",))
THEIRS = """
import json, sys, time
from datasketch import MinHash
texts = [[gram.to_bytes(8, "big") for gram in one] for one in json.load(open("grams.json"))]
def work():
    for one in texts:
        MinHash(num_perm=int(sys.argv[1])).update_batch(one)
work()
begin = time.perf_counter()
work()
print(len(texts) / (time.perf_counter() - begin))
"""


def run(rows: int = ROWS) -> Result:
    """Recall, wrong merges, the million, and signatures beside datasketch's."""
    figures: dict[str, float | int | str] = {}
    test_data = Settings().test_data
    if test_data is None:
        figures["recall"] = "not measured: ISOGLOSS_TEST_DATA names no folder"
    else:
        figures |= recalls(test_data)
    figures |= {
        "unrelated": UNRELATED,
        "wrongly_merged": sum(one is not None for one in clusters(unrelated(UNRELATED))),
    }
    figures |= _in_a_process(rows)
    ours, theirs = _signatures()
    against: dict[str, dict[str, float | int | str]] = {"datasketch": {"signatures_per_second": theirs}}
    if isinstance(theirs, str):
        return Result(figures, against)
    return Result(figures, against, {"signatures_to_datasketch": ours / theirs})


def recalls(test_data: Path) -> dict[str, float | int | str]:
    """By language and share of edits: copies that share a cluster with their original; and documents wrongly merged."""
    found: dict[str, float | int | str] = {}
    wrong = 0
    for language in LANGUAGES:
        originals = documents(test_data, language)
        for unit, unspaced in (("tokens", language in UNSPACED), ("graphemes", True)):
            for share in SHARES:
                hits = 0
                for seed in range(SEEDS):
                    rng = random.Random(seed)
                    copies = [edit(text, share, rng, unspaced=unspaced) for text in originals]
                    outcome = clusters(originals + copies)
                    size = len(originals)
                    pairs = list(zip(outcome[:size], outcome[size:], strict=True))
                    hits += sum(
                        one is not None and other is not None and one.kept == other.kept for one, other in pairs
                    )
                    wrong += sum(
                        one is not None and one.kept % size != place % size for place, one in enumerate(outcome)
                    )
                found[f"recall_{language}_{unit}_{share:.0%}"] = hits / (SEEDS * len(originals))
    return {**found, "documents_wrongly_merged": wrong}


def unrelated(count: int) -> list[str]:
    """Texts of random words, of 40 to some 400 graphemes."""
    rng = random.Random(3)
    syllables = [one + other for one in "bdfgklmnprstvz" for other in "aeiou"]

    def word() -> str:
        return "".join(rng.choices(syllables, k=rng.randint(1, 4)))

    return [" ".join(word() for _ in range(rng.randint(10, 70))) for _ in range(count)]


def _in_a_process(rows: int) -> dict[str, float | int | str]:
    """The job over generated segments, in a process whose peak memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        ws = open_workspace(Settings(workspace=folder, worker_autostart=False, _env_file=None))
        project = ws.ledger.projects.create("Generated", languages=generating.LANGUAGES)
        for start in range(0, rows, PART):
            ws.corpus(project.id).append(_segments(start, min(PART, rows - start)))
        first = _job(folder, project.id)
        ws.corpus(project.id).append(_segments(rows, NEW))
        again = _job(folder, project.id)
        ws.ledger.dispose()
    figures = {name: first[name] for name in ("seconds", "peak_memory_mb", "clusters", "near")}
    rate = rows / float(first["seconds"])
    return {"segments": rows, **figures, "segments_per_second": rate, f"seconds_after_{NEW}_more": again["seconds"]}


def _segments(start: int, rows: int) -> pa.Table:
    """Generated segments of about 140 characters; some of them copies."""
    table = generating.segments(start, rows, seed=1)
    ends = generating.segments(start, rows, seed=2)["text"].to_pylist()
    texts = [f"{one} {end}" for one, end in zip(table["text"].to_pylist(), ends, strict=True)]
    rng = np.random.default_rng([5, start])
    for place in rng.choice(np.arange(1, rows), rows // 20, replace=False).tolist():
        original = texts[int(rng.integers(0, place))]
        words = original.split(" ")
        texts[place] = original if place % 5 < 2 else " ".join(words[:3] + words[4:])
    return with_identity(table.set_column(0, "text", pa.array(texts)), "generated")


def _job(folder: str, project_id: str) -> dict[str, float | int | str]:
    command = [sys.executable, "-m", "benchmarks.duplicates", folder, project_id]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parent.parent
    )
    report: dict[str, float | int | str] = json.loads(done.stdout.splitlines()[-1])
    return report


def _signatures() -> tuple[float, float | str]:
    """Signatures a second: ours from text to stored form, and those of datasketch's MinHash from ready 5-grams."""
    texts = unrelated(PEER_TEXTS)
    sign(texts)
    ours = PEER_TEXTS / _seconds(lambda: sign(texts))
    shingled = shingle([comparable(text) for text in texts])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "grams.json"
        place.write_text(json.dumps([list(shingled.of(one)) for one in range(PEER_TEXTS)]), encoding="utf-8")
        try:
            python = environment(DATASKETCH)
            return ours, float(run_quietly([str(python), "-c", THEIRS, str(HASHES)], 600, Path(folder)))
        except PeerMissingError as error:
            return ours, f"not measured: {error}"


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _measure(ws: Workspace, project_id: str) -> None:
    request = FindDuplicatesRequest(project_id=project_id)
    begin = time.perf_counter()
    report = run_inline(ws, "find_duplicates", request, project_id=project_id)
    assert isinstance(report, FindDuplicatesReport)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_memory_mb": peak, **report.model_dump()}))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _measure(open_workspace(Settings(workspace=sys.argv[1], worker_autostart=False, _env_file=None)), sys.argv[2])
